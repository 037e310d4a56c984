/**
 * A form that starts jobs. What was chosen in it before is chosen again; its one button says what it will do.
 *
 * Its template names the field that decides which others matter in `data-decider`; each of these says in
 * `data-for` for which values of it.
 */

import { accepted } from "./offer.js";
import { keep, state } from "./state.js";
import { copy, showProblem } from "./templates.js";

export class Choice {
  element;
  #name;

  /** `name`: of the template, and of what is kept. `items` is an element to choose among, or none. */
  constructor(name, items = "") {
    this.#name = name;
    this.element = copy(name);
    this.element.querySelector("[data-items]")?.replaceWith(items);
  }

  /** `begin(wish)` returns the jobs' ids. `buttonText()` is what the button says, null while it can do nothing. */
  start(begin, buttonText) {
    const form = this.element;
    const show = () => {
      this.#showFields();
      this.#showButton(buttonText());
      keep({ choices: { ...state.choices, [this.#name]: this.wish } });
    };
    this.#restore();
    show();
    form.addEventListener("change", show);
    form.addEventListener("choose", show);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit(begin);
    });
    return form;
  }

  /** The fields that matter, by their names. */
  get wish() {
    return Object.fromEntries(new FormData(this.element));
  }

  get #button() {
    return this.element.querySelector("[type=submit]");
  }

  async #submit(begin) {
    const problem = this.element.querySelector("[data-submit-problem]");
    problem.replaceChildren();
    this.#button.disabled = true;
    try {
      this.element.dispatchEvent(accepted(...(await begin(this.wish))));
    } catch (error) {
      showProblem(problem, error);
    } finally {
      this.#button.disabled = false;
    }
  }

  #showButton(text) {
    this.#button.disabled = text === null;
    this.element.querySelector("[data-submit-text]").textContent = text ?? gettext("Nothing is chosen");
  }

  /** Fields that do not matter are disabled too, so that they are not sent. */
  #showFields() {
    const decider = this.element.dataset.decider;
    const decided = this.element.elements[decider]?.value;
    if (decided === undefined) return;
    for (const field of this.element.querySelectorAll("[data-for]")) {
      field.hidden = !field.dataset.for.split(" ").includes(decided);
      for (const control of field.querySelectorAll("input, select")) control.disabled = field.hidden;
    }
  }

  /** As far as what there was elsewhere is here too. */
  #restore() {
    const kept = state.choices[this.#name];
    if (!kept) return;
    for (const control of [...this.element.elements].filter(({ name }) => name)) {
      const value = kept[control.name];
      if (control.type === "checkbox") control.checked = value !== undefined;
      else if (control.type === "radio") control.checked ||= control.value === value;
      else if ([...(control.options ?? [])].some((option) => option.value === value)) control.value = value;
    }
  }
}
