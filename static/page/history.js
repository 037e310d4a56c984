/** Which jobs the list shows: filters and the page of it, kept in the address. */

import { number } from "./dates.js";

const NAMES = ["status", "type"];
export const PAGE = 20;

/** Calls `onChange` with each new choice of filters or page. */
export class History {
  #form;
  #pages;
  #onChange;
  #skip;

  constructor(section, onChange) {
    this.#form = section.querySelector("[data-filters]");
    this.#pages = section.querySelector("[data-pages]");
    this.#onChange = onChange;
    const query = new URLSearchParams(location.search);
    for (const name of NAMES) this.#form.elements[name].value = query.get(name) ?? "";
    this.#skip = Math.max(0, Number.parseInt(query.get("skip"), 10) || 0);
    this.#form.addEventListener("change", () => this.#go(0));
    this.#form.addEventListener("submit", (event) => event.preventDefault());
    this.#pages.querySelector("[data-newer]").addEventListener("click", () => this.#go(this.#skip - PAGE));
    this.#pages.querySelector("[data-older]").addEventListener("click", () => this.#go(this.#skip + PAGE));
  }

  /** The parameters of GET /jobs. */
  get query() {
    return { ...this.filters, skip: this.#skip, limit: PAGE };
  }

  get filters() {
    return Object.fromEntries(NAMES.map((name) => [name, this.#form.elements[name].value]));
  }

  get isFiltered() {
    return Object.values(this.filters).some(Boolean);
  }

  get isFirstPage() {
    return this.#skip === 0;
  }

  /** To where a new job is seen. */
  reset() {
    this.#form.reset();
    this.#go(0);
  }

  /** What /jobs answered. */
  show({ total, skip, jobs, has_more: hasMore }) {
    this.#pages.hidden = total <= PAGE && skip === 0;
    this.#pages.querySelector("[data-newer]").disabled = skip === 0;
    this.#pages.querySelector("[data-older]").disabled = !hasMore;
    const place = [skip + 1, skip + jobs.length, total].map((each) => number(each));
    this.#pages.querySelector("[data-place]").textContent = jobs.length
      ? interpolate(gettext("%s to %s of %s"), place)
      : "";
  }

  matches({ status, type }) {
    const { status: onlyStatus, type: onlyType } = this.filters;
    return (!onlyStatus || status === onlyStatus) && (!onlyType || type === onlyType);
  }

  #go(skip) {
    this.#skip = Math.max(0, skip);
    const query = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries({ ...this.filters, skip: this.#skip || "" })) {
      if (value) query.set(name, value);
      else query.delete(name);
    }
    history.replaceState(null, "", `${location.pathname}${query.size ? `?${query}` : ""}`);
    this.#onChange();
  }
}
