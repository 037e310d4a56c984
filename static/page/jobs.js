/** The list of jobs, and the page of one job: kept true by events, whatever happens to the connection. */

import { get } from "./api.js";
import { History, PAGE } from "./history.js";
import { JobRow } from "./job.js";
import { switchViews } from "./json.js";
import { live } from "./live.js";
import { showProblem } from "./templates.js";

const TICK_MS = 1_000;
const SETTLE_MS = 300;

/** A page of all jobs. Only what is on it is kept, so any number of jobs costs the same. */
export class JobList {
  #section;
  #list;
  #history;
  #rows = new Map();
  #asked = 0;
  #reload = settled(() => this.load());
  #watcher = new IntersectionObserver((entries) => this.#seen(entries));

  constructor(section) {
    this.#section = section;
    this.#list = section.querySelector("[data-list]");
    this.#history = new History(section, () => this.load());
    switchViews(section, "jobs");
    live.addEventListener("job", ({ detail }) => this.#changed(detail));
    live.addEventListener("item", ({ detail }) => this.#rows.get(detail.job_id)?.updateItem(detail));
    live.addEventListener("deleted", ({ detail }) => this.#removed(detail.job_id));
    live.addEventListener("changed", () => this.load());
    this.#list.addEventListener("deleted", ({ detail }) => this.#removed(detail));
    setInterval(() => this.#tick(), TICK_MS);
    this.load();
  }

  /** Shows the jobs there are now. Of several answers under way only the last one asked for counts. */
  async load() {
    const mine = (this.#asked += 1);
    const problem = this.#section.querySelector("[data-problem]");
    try {
      const page = await get("/jobs", this.#history.query, { about: "jobs" });
      if (mine !== this.#asked) return;
      problem.replaceChildren();
      this.#show(page);
    } catch (error) {
      if (mine === this.#asked) showProblem(problem, error, () => this.load());
    }
    this.#list.setAttribute("aria-busy", "false");
  }

  /** Shows new jobs at the head of the list, whatever was filtered. */
  async reveal(jobIds) {
    if (this.#history.isFiltered || !this.#history.isFirstPage) this.#history.reset();
    await this.load();
    const row = this.#rows.get(jobIds[0]);
    row?.element.scrollIntoView({ block: "center", behavior: motion() });
    row?.element.querySelector(".job-title").focus({ preventScroll: true });
  }

  #show(page) {
    this.#history.show(page);
    const shown = new Set(page.jobs.map(({ job_id: jobId }) => jobId));
    for (const jobId of [...this.#rows.keys()]) if (!shown.has(jobId)) this.#drop(jobId);
    this.#list.querySelector(".ghost")?.remove();
    page.jobs.forEach((job, index) => {
      const { element } = this.#row(job);
      if (this.#list.children[index] !== element) this.#list.insertBefore(element, this.#list.children[index]);
    });
    this.#showEmptiness();
  }

  /** The row of a job, up to date. */
  #row(job) {
    const row = this.#rows.get(job.job_id);
    if (row) {
      row.update(job);
      return row;
    }
    const made = new JobRow(job);
    this.#rows.set(job.job_id, made);
    this.#watcher.observe(made.element);
    return made;
  }

  #changed(job) {
    if (this.#rows.has(job.job_id)) {
      this.#rows.get(job.job_id).update(job);
      if (!this.#history.matches(job)) this.#reload();
    } else if (this.#belongsHere(job)) {
      this.#reload();
    }
  }

  /** Newest first: what is older than all that is shown is on another page, unless there is room here. */
  #belongsHere(job) {
    if (!this.#history.isFirstPage || !this.#history.matches(job)) return false;
    const oldest = this.#rows.get(this.#list.lastElementChild?.dataset.job);
    return this.#rows.size < PAGE || job.created_at > oldest.job.created_at;
  }

  #removed(jobId) {
    if (!this.#rows.has(jobId)) return;
    this.#drop(jobId);
    this.#showEmptiness();
    this.#reload();
  }

  #drop(jobId) {
    const { element } = this.#rows.get(jobId);
    const hadFocus = element.contains(document.activeElement);
    this.#watcher.unobserve(element);
    element.remove();
    this.#rows.delete(jobId);
    if (hadFocus) document.getElementById("main").focus({ preventScroll: true });
  }

  #showEmptiness() {
    const empty = this.#section.querySelector("[data-empty]");
    empty.hidden = this.#rows.size > 0;
    empty.querySelector("[data-when=empty]").hidden = this.#history.isFiltered;
    empty.querySelector("[data-when=filtered]").hidden = !this.#history.isFiltered;
  }

  #seen(entries) {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting) this.#rows.get(target.dataset.job)?.seen();
    }
  }

  #tick() {
    if (!document.hidden) for (const row of this.#rows.values()) row.tick();
  }
}

/** One job under its own address. */
export class OneJob {
  #list;
  #row = null;
  #jobId;
  #section;

  constructor(section, jobId) {
    this.#section = section;
    this.#jobId = jobId;
    this.#list = section.querySelector("[data-list]");
    switchViews(section, jobId);
    live.addEventListener("job", ({ detail }) => detail.job_id === jobId && this.#row?.update(detail));
    live.addEventListener("item", ({ detail }) => detail.job_id === jobId && this.#row?.updateItem(detail));
    live.addEventListener("changed", () => this.load());
    section.addEventListener("deleted", () => location.assign("/"));
    section.addEventListener("accepted", ({ detail }) => location.assign(`/job/${detail[0]}`));
    setInterval(() => this.#row?.tick(), TICK_MS);
    this.load();
  }

  async load() {
    const problem = this.#section.querySelector("[data-visual] > [data-problem]");
    try {
      const job = await get(`/status/${this.#jobId}`, {}, { about: this.#jobId });
      const summary = { total_urls: job.total_items ?? 1, error_count: job.errors?.length ?? 0, ...job };
      problem.replaceChildren();
      if (this.#row) this.#row.update(summary);
      else this.#first(summary);
    } catch (error) {
      this.#list.querySelector(".ghost")?.remove();
      showProblem(problem, error, () => this.load());
    }
    this.#list.setAttribute("aria-busy", "false");
  }

  #first(job) {
    this.#row = new JobRow(job);
    this.#list.replaceChildren(this.#row.element);
    this.#row.open();
  }
}

/** Calls it once for all calls of a short while, however many follow. */
function settled(call) {
  let timer = null;
  return () => {
    timer ??= setTimeout(() => {
      timer = null;
      call();
    }, SETTLE_MS);
  };
}

function motion() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
}
