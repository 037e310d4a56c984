/**
 * Some of many: all, none, one by one, from one to another with the Shift key, or as "1-5, 8".
 *
 * An entry is `{isAvailable, …}`. Which are chosen is kept here and not in the page, whose rows come little by
 * little: thousands of them never hold it up.
 */

import { digits } from "./dates.js";
import { formatRanges, parseRanges } from "./ranges.js";
import { copy } from "./templates.js";

const ROWS_AT_ONCE = 200;

export class Checklist {
  element = copy("checklist");
  #entries = [];
  #rowFor;
  #chosen = new Set();
  #boxes = [];
  #last = 0; // where a choice with Shift begins
  #isRange = false;

  /** `rowFor(entry, index)` makes an element with one checkbox. A "choose" event tells of each change. */
  constructor(entries, rowFor) {
    this.#rowFor = rowFor;
    this.#bind();
    this.add(entries);
  }

  /** More entries, after those there are. */
  add(entries) {
    this.#entries.push(...entries);
    return this.#addRows();
  }

  get entries() {
    return this.#entries;
  }

  /** Indices, in their order. */
  get chosen() {
    return [...this.#chosen].sort((one, other) => one - other);
  }

  /** The same as a short text, which `choose` takes. */
  get ranges() {
    return formatRanges(this.#chosen);
  }

  /** Chooses what a text such as "1-5, 8" says. Returns whether it says anything. */
  choose(text) {
    const isGood = this.#read(text);
    if (isGood) this.#showRanges();
    return isGood;
  }

  chooseAll() {
    this.#choose(this.#entries.keys());
    this.#showRanges();
  }

  #bind() {
    const field = this.#field;
    field.addEventListener("input", () => this.#markField(this.#read(field.value)));
    field.addEventListener("change", (event) => event.stopPropagation()); // the form has nothing to learn from it
    this.#button("all").addEventListener("click", () => this.chooseAll());
    this.#button("none").addEventListener("click", () => {
      this.#choose([]);
      this.#showRanges();
    });
    // A click on a label is followed by one on its box, which may not know of the key.
    this.#list.addEventListener("click", (event) => {
      this.#isRange = event.shiftKey || (this.#isRange && event.target.matches("input"));
    });
    this.#list.addEventListener("change", ({ target }) => this.#toggled(this.#boxes.indexOf(target)));
  }

  async #addRows() {
    while (this.#boxes.length < this.#entries.length) {
      const from = this.#boxes.length;
      const rows = this.#entries.slice(from, from + ROWS_AT_ONCE).map((entry, place) => this.#row(entry, from + place));
      this.#list.append(...rows);
      await new Promise((resolve) => setTimeout(resolve)); // the page does something else in between
    }
  }

  #row(entry, index) {
    const row = this.#rowFor(entry, index);
    const box = row.querySelector("input[type=checkbox]");
    box.disabled = !entry.isAvailable;
    box.checked = this.#chosen.has(index);
    this.#boxes.push(box);
    return row;
  }

  #toggled(index) {
    const isChosen = this.#boxes[index].checked;
    const [from, to] = [this.#isRange ? this.#last : index, index].sort((one, other) => one - other);
    const chosen = new Set(this.#chosen);
    for (let each = from; each <= to; each += 1) {
      if (isChosen) chosen.add(each);
      else chosen.delete(each);
    }
    this.#last = index;
    this.#isRange = false;
    this.#choose(chosen);
    this.#showRanges();
  }

  #read(text) {
    const chosen = parseRanges(text, this.#entries.length);
    if (chosen) this.#choose(chosen);
    return Boolean(chosen);
  }

  #choose(indices) {
    this.#chosen = new Set([...indices].filter((index) => this.#entries[index].isAvailable));
    for (const [index, box] of this.#boxes.entries()) box.checked = this.#chosen.has(index);
    this.element.dispatchEvent(new CustomEvent("choose", { bubbles: true }));
  }

  #showRanges() {
    this.#field.value = digits(this.ranges);
    this.#markField(true);
  }

  #markField(isGood) {
    this.#field.setAttribute("aria-invalid", String(!isGood));
    this.element.querySelector("[data-ranges-problem]").hidden = isGood;
  }

  get #field() {
    return this.element.querySelector("[data-ranges]");
  }

  get #list() {
    return this.element.querySelector("[data-list]");
  }

  #button(what) {
    return this.element.querySelector(`[data-choose="${what}"]`);
  }
}
