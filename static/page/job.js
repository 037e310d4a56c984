/** One job as a row: its state while it changes, its files, its items, and what can be done with it. */

import { filePath, get, loaded, post, remove } from "./api.js";
import { about, ago, bytes, countdown, number, percent, speed } from "./dates.js";
import { announce, copy, dimensions, fill, isolated, showProblem } from "./templates.js";

const UNFINISHED = ["pending", "processing"];
const RETRYABLE = ["failed", "cancelled"];
const ITEMS_PAGE = 100;
const ICONS = { video: "video", playlist: "list", batch: "list", instagram_reel: "video", instagram_batch: "list" };
const SEVERAL = ["playlist", "batch", "instagram_story", "instagram_batch"];

export class JobRow {
  element = copy("job");
  #job;
  #status = null; // the whole answer of /status, once it was needed
  #items = new Map();
  #isAsking = false;

  constructor(job) {
    this.#job = job;
    this.element.dataset.job = job.job_id;
    this.#bind();
    this.#show();
  }

  get job() {
    return this.#job;
  }

  /** What an event or a list told of the job. */
  update(job) {
    const before = this.#job.status;
    this.#job = { ...this.#job, ...job };
    if (this.#job.status !== before) this.#changedState();
    this.#show();
  }

  /** What an event told of one of its items. */
  updateItem(item) {
    if (this.#items.has(item.index)) this.#showItem(item);
    else if (!this.#isSingle) this.#job.expands = true;
    // While more is offered, what is not shown waits until somebody wants it.
    const isComplete = this.element.querySelector("[data-more]").hidden;
    if (this.#isOpen && isComplete && !this.#items.has(item.index)) this.#askOnce();
  }

  /** Time passes: countdowns and ages. */
  tick() {
    this.#showFacts();
  }

  /** Asks for the files of what has some; rows that nobody sees ask for nothing. */
  seen() {
    if (this.#job.files_count && !this.#status) this.ask();
  }

  /** Everything the API knows of the job. */
  async ask() {
    try {
      const status = await get(`/status/${this.#job.job_id}`, {}, { about: this.#job.job_id });
      this.#status = status;
      this.#job = { ...this.#job, ...status };
      this.#problem.replaceChildren();
    } catch (error) {
      showProblem(this.#problem, error, () => this.ask());
    }
    this.#show();
    if (this.#isOpen) this.#showDetails();
  }

  async open() {
    this.#details.hidden = false;
    this.#button("details").setAttribute("aria-expanded", "true");
    await this.ask();
  }

  #bind() {
    this.#on("cancel", () => post(this.#path("cancel"), undefined, this.#about));
    this.#on("retry", async () => {
      const { job_id: jobId } = await post(this.#path("retry"), undefined, this.#about);
      this.element.dispatchEvent(new CustomEvent("accepted", { detail: [jobId], bubbles: true }));
    });
    this.#on("delete", async () => {
      if (!(await isConfirmed())) return;
      await remove(this.#path(), this.#about);
      this.element.dispatchEvent(new CustomEvent("deleted", { detail: this.#job.job_id, bubbles: true }));
    });
    this.#on("play", () => this.#play(this.#files.find(isPlayable)));
    this.#on("details", () => (this.#isOpen ? this.#close() : this.open()));
    this.element.querySelector("[data-more]").addEventListener("click", () => this.#askForMore());
  }

  #on(action, act) {
    const button = this.#button(action);
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        const answer = await act();
        if (answer?.status) this.update({ status: answer.status });
        this.#problem.replaceChildren();
      } catch (error) {
        showProblem(this.#problem, error);
      }
      button.disabled = false;
    });
  }

  #path(action) {
    return `/jobs/${this.#job.job_id}${action ? `/${action}` : ""}`;
  }

  get #about() {
    return { about: this.#job.job_id };
  }

  /** Those that are known: of very many only the first ones. */
  get #files() {
    return this.#status?.files ?? [];
  }

  get #isSingle() {
    return this.#job.total_urls === 1 && !SEVERAL.includes(this.#job.type);
  }

  get #isOpen() {
    return !this.#details.hidden;
  }

  get #details() {
    return this.element.querySelector("[data-details]");
  }

  get #problem() {
    return this.element.querySelector(":scope > [data-problem]");
  }

  #button(action) {
    return this.element.querySelector(`[data-action="${action}"]`);
  }

  #close() {
    this.#details.hidden = true;
    this.#button("details").setAttribute("aria-expanded", "false");
  }

  #changedState() {
    if (UNFINISHED.includes(this.#job.status)) return;
    announce(`${isolated(titleOf(this.#job))}: ${stateName(this.#job.status)}`);
    this.ask();
  }

  async #askOnce() {
    if (this.#isAsking) return;
    this.#isAsking = true;
    await this.ask();
    this.#isAsking = false;
  }

  #show() {
    const { job_id: jobId, status, type, progress } = this.#job;
    this.element.dataset.state = status;
    const title = fill(this.element, { title: titleOf(this.#job) }).querySelector(".job-title");
    title.href = `/job/${jobId}`;
    this.element.querySelector("[data-icon] use").setAttribute("href", `#icon-${ICONS[type] ?? "picture"}`);
    showState(this.element.querySelector(".badge"), status);
    showBar(this.element.querySelector(":scope > .bar"), status, progress, titleOf(this.#job));
    this.#showError();
    this.#showFacts();
    this.#showActions();
  }

  #showError() {
    const { status, error } = this.#job;
    fill(this.element, { error: status === "failed" ? error : null });
    if (status === "failed" && error === undefined) this.#askOnce();
  }

  #showFacts() {
    fill(this.element, { facts: factsOf(this.#job).join(" · ") });
  }

  #showActions() {
    const { status } = this.#job;
    const files = this.#files;
    const isFetchable = status === "completed" && files.length > 0 && !isExpired(this.#job);
    this.#button("cancel").hidden = !UNFINISHED.includes(status);
    this.#button("retry").hidden = !RETRYABLE.includes(status);
    this.#button("save").hidden = !isFetchable || files.length !== 1;
    this.#button("archive").hidden = !isFetchable || files.length === 1;
    this.#button("play").hidden = !isFetchable || !files.some(isPlayable);
    if (!isFetchable) return;
    this.#button("save").href = filePath(files[0].download_url);
    this.#button("archive").href = this.#path("archive");
  }

  #showDetails() {
    const { files = [], items = [], total_items: total = 0 } = this.#status ?? {};
    this.element.querySelector("[data-files]").replaceChildren(...files.map((file) => this.#fileLine(file)));
    this.#details.classList.toggle("is-empty", !files.length && !items.length);
    for (const item of items) this.#showItem(item);
    this.element.querySelector("[data-more]").hidden = this.#items.size >= total;
  }

  async #askForMore() {
    const query = { items_skip: this.#items.size, items_limit: ITEMS_PAGE };
    const status = await get(`/status/${this.#job.job_id}`, query, this.#about);
    for (const item of status.items) this.#showItem(item);
    this.#files.push(...status.files);
    this.element.querySelector("[data-files]").append(...status.files.map((file) => this.#fileLine(file)));
    this.element.querySelector("[data-more]").hidden = this.#items.size >= status.total_items;
  }

  #fileLine(file) {
    const facts = [dimensions(file.resolution), bytes(file.size)].filter(Boolean);
    const line = copy("file", { name: file.filename, about: facts.join(" · ") });
    line.querySelector("a").href = filePath(file.download_url);
    const button = line.querySelector("[data-play]");
    button.hidden = !isPlayable(file);
    button.addEventListener("click", () => this.#play(file).catch((error) => showProblem(this.#problem, error)));
    return line;
  }

  async #play(file) {
    const { play } = await loaded(import("./player.js"));
    const files = this.#files.filter(isPlayable);
    play(
      files.map((each) => ({ path: filePath(each.download_url), type: each.content_type, title: each.filename })),
      files.indexOf(file),
    );
  }

  #showItem(item) {
    let line = this.#items.get(item.index);
    if (!line) {
      line = copy("item");
      this.#items.set(item.index, line);
      this.element.querySelector("[data-items]").append(line);
    }
    const title = item.title || item.url;
    const isRunning = item.status === "processing";
    fill(line, {
      title,
      error: item.error,
      facts: isRunning ? [percent(item.progress / 100), item.speed && speed(item.speed), item.eta && secondsLeft(item.eta)].filter(Boolean).join(" · ") : null,
    });
    showState(line.querySelector(".badge"), item.status);
    showBar(line.querySelector(".bar"), item.status, item.progress, title);
  }
}

/** The word for a job's state. */
export function stateName(status) {
  return {
    pending: gettext("Waiting"),
    processing: gettext("Downloading"),
    completed: gettext("Finished"),
    failed: gettext("Failed"),
    cancelled: gettext("Cancelled"),
  }[status];
}

function titleOf({ title, type, total_urls: total }) {
  if (title) return title;
  if (type.endsWith("batch")) return interpolate(ngettext("%s link", "%s links", total), [number(total)]);
  return typeName(type);
}

function typeName(type) {
  return {
    video: gettext("Video"),
    playlist: gettext("Playlist"),
    instagram_post: gettext("Post"),
    instagram_reel: gettext("Reel"),
    instagram_story: gettext("Stories"),
    instagram_carousel: gettext("Carousel"),
  }[type];
}

function factsOf(job) {
  switch (job.status) {
    case "processing":
      return [
        percent(job.progress / 100),
        job.total_urls > 1 && interpolate(gettext("%s of %s"), [number(job.completed_count), number(job.total_urls)]),
        job.speed && speed(job.speed),
        job.eta && secondsLeft(job.eta),
      ].filter(Boolean);
    case "completed":
      return [...filesFacts(job), ...failures(job), ago(job.created_at)];
    default:
      return [ago(job.created_at)];
  }
}

function filesFacts(job) {
  if (!job.files_count || isExpired(job)) return [gettext("The files have expired")];
  const [only] = job.files ?? [];
  const size = job.files_count === 1 && only ? bytes(only.size) : interpolate(ngettext("%s file", "%s files", job.files_count), [number(job.files_count)]);
  return [size, job.expires_at && interpolate(gettext("deleted in %s"), [countdown(job.expires_at)])].filter(Boolean);
}

function failures({ error_count: count }) {
  return count ? [interpolate(ngettext("%s failed", "%s failed", count), [number(count)])] : [];
}

function secondsLeft(eta) {
  return interpolate(gettext("%s left"), [about(eta)]);
}

function isExpired({ expires_at: expiresAt }) {
  return Boolean(expiresAt) && new Date(expiresAt) <= Date.now();
}

function showState(badge, status) {
  badge.dataset.state = status;
  badge.textContent = stateName(status);
}

function showBar(bar, status, progress, title) {
  bar.hidden = !UNFINISHED.includes(status);
  bar.value = progress;
  bar.setAttribute("aria-label", title);
}

/** Whether it can be shown in place. */
function isPlayable({ content_type: type }) {
  return /^(video|audio|image)\//.test(type);
}

function isConfirmed() {
  const dialog = document.getElementById("confirm");
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}
