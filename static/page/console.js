/**
 * The API console: every operation that the API describes, as a form, and what it answers.
 *
 * What is chosen and typed is kept like the rest of the page's state.
 */

import { showAnswer } from "./console-answer.js";
import { requestOf, send } from "./console-request.js";
import { prose } from "./prose.js";
import { fieldFor } from "./schema-fields.js";
import { problemsOf } from "./schema-problems.js";
import { operations } from "./schema.js";
import { keep, state } from "./state.js";
import { style } from "./style.js";
import { announce, copy, fill, showProblem } from "./templates.js";

/** Fills the console when it is opened for the first time. */
export async function start(place) {
  const problem = place.querySelector("[data-problem]");
  try {
    const [found] = await Promise.all([operations(), style("console.css")]);
    problem.replaceChildren();
    const body = copy("console");
    place.querySelector("[data-console-body]").replaceChildren(body);
    new Console(body, found);
  } catch (error) {
    showProblem(problem, error, () => start(place));
  } finally {
    place.setAttribute("aria-busy", "false");
  }
}

class Console {
  #body;
  #operations;
  #buttons = new Map();

  constructor(body, found) {
    this.#body = body;
    this.#operations = new Map(found.map((each) => [each.id, each]));
    this.#list(found);
    body.querySelector("[data-search]").addEventListener("input", ({ target }) => this.#filter(target.value));
    const chosen = this.#operations.get(state.console?.operation) ?? found[0];
    this.#choose(chosen);
  }

  #list(found) {
    const groups = Map.groupBy(found, (each) => each.group);
    const elements = [...groups].map(([name, each]) => {
      const group = copy("console-operations", { name });
      group.querySelector("[data-operations]").append(...each.map((operation) => this.#entry(operation)));
      return group;
    });
    this.#body.querySelector("[data-groups]").append(...elements);
  }

  #entry(operation) {
    const { id, method, path, summary } = operation;
    const entry = copy("console-entry", { method, path, summary });
    entry.dataset.operation = id;
    const button = entry.querySelector("button");
    button.addEventListener("click", () => {
      this.#choose(operation).querySelector("[data-title]").focus();
    });
    this.#buttons.set(id, button);
    return entry;
  }

  /** Returns its form. */
  #choose(operation) {
    for (const [id, button] of this.#buttons) {
      if (id === operation.id) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
    keep({ console: { ...state.console, operation: operation.id } });
    const { element } = new OperationForm(operation);
    this.#body.querySelector("[data-operation-place]").replaceChildren(element);
    return element;
  }

  #filter(text) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    for (const entry of this.#body.querySelectorAll("[data-operation]")) {
      const { method, path, summary } = this.#operations.get(entry.dataset.operation);
      const whole = `${method} ${path} ${summary}`.toLowerCase();
      entry.hidden = !words.every((word) => whole.includes(word));
    }
    for (const group of this.#body.querySelectorAll(".console-operations")) {
      group.hidden = !group.querySelector("[data-operation]:not([hidden])");
    }
    this.#body.querySelector("[data-nothing]").hidden = Boolean(this.#body.querySelector("[data-operation]:not([hidden])"));
  }
}

/** One operation: its fields, its body as fields or as JSON, and its last answer. */
class OperationForm {
  element;
  #operation;
  #parameters;
  #body = null;
  #asking = new AbortController();

  constructor(operation) {
    const { method, path, summary, description } = operation;
    this.#operation = operation;
    this.element = copy("console-operation", { method, path, summary });
    this.element.querySelector("[data-about]").append(...prose(description));
    this.#parameters = operation.parameters.map(({ name, schema }) => [name, fieldFor(schema, name)]);
    this.element.querySelector("[data-parameters]").append(...this.#parameters.map(([, field]) => field.element));
    if (operation.body) this.#body = new BodyFields(this.element.querySelector("[data-body]"), operation);
    this.#restore();
    this.#form.addEventListener("input", () => this.#keep());
    this.#form.addEventListener("change", () => this.#keep());
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.#isRight()) this.#send();
    });
    this.element.querySelector("[data-anyway]").addEventListener("click", () => this.#send());
    this.element.querySelector("[data-stop]").addEventListener("click", () => this.#asking.abort());
  }

  get #form() {
    return this.element.querySelector("form");
  }

  get #values() {
    return Object.fromEntries(this.#parameters.map(([name, field]) => [name, field.value]));
  }

  #restore() {
    const { values, body } = state.console?.typed?.[this.#operation.id] ?? {};
    for (const [name, field] of this.#parameters) field.value = values?.[name];
    if (this.#body) this.#body.value = body;
  }

  #keep() {
    const typed = { ...state.console?.typed, [this.#operation.id]: { values: this.#values, body: this.#body?.value } };
    keep({ console: { ...state.console, typed } });
  }

  /** Shows what is wrong, and leads to the first of it. */
  #isRight() {
    const isWrong = this.#operation.parameters.map(({ name, schema }, index) =>
      this.#parameters[index][1].show(problemsOf(schema, this.#values[name], name), name),
    );
    if (this.#body) isWrong.push(this.#body.check());
    const isRight = !isWrong.some(Boolean);
    this.element.querySelector("[data-anyway]").hidden = isRight;
    if (!isRight) {
      announce(gettext("Something is missing or wrong. The fields say what."));
      this.#form.querySelector("[aria-invalid=true]")?.focus();
    }
    return isRight;
  }

  async #send() {
    this.#asking.abort();
    const asking = (this.#asking = new AbortController());
    const place = this.element.querySelector("[data-answer]");
    const stop = this.element.querySelector("[data-stop]");
    place.setAttribute("aria-busy", "true");
    stop.hidden = false;
    try {
      const request = requestOf(this.#operation, this.#values, this.#body?.value);
      const answer = await send(request, asking.signal);
      await showAnswer(place, request, { ...answer, redirect: this.#operation.redirect });
    } catch (error) {
      if (error.name !== "AbortError") showProblem(place, error);
    }
    if (asking !== this.#asking) return;
    place.removeAttribute("aria-busy");
    stop.hidden = true;
  }
}

/** The body of a request: as fields, or as JSON for those who would rather write. */
class BodyFields {
  #place;
  #schema;
  #fields;

  constructor(place, { body, examples }) {
    this.#place = place;
    this.#schema = body;
    this.#fields = fieldFor(body, "");
    place.hidden = false;
    place.querySelector("[data-body-fields]").append(this.#fields.element);
    for (const radio of place.querySelectorAll("[name=body-as]")) radio.addEventListener("change", () => this.#switch());
    const fill = place.querySelector("[data-example]");
    fill.hidden = !examples.length;
    fill.addEventListener("click", () => {
      this.value = examples[0].value;
      place.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  get #text() {
    return this.#place.querySelector("textarea[name=body]");
  }

  get #isText() {
    return this.#place.querySelector("[name=body-as]:checked").value === "json";
  }

  /** What is to be sent; a text that is no JSON is sent as a text, which the API refuses. */
  get value() {
    if (!this.#isText) return this.#fields.value;
    try {
      return JSON.parse(this.#text.value);
    } catch {
      return this.#text.value;
    }
  }

  set value(value) {
    this.#fields.value = value;
    this.#text.value = JSON.stringify(value ?? {}, null, 2);
  }

  /** Shows what is wrong; returns whether anything is. */
  check() {
    const problems = problemsOf({ ...this.#schema, isRequired: true }, this.value);
    if (!this.#isText) return this.#fields.show(problems, "");
    const lines = [...problems].map(([path, problem]) => (path ? `${path}: ${problem}` : problem));
    fill(this.#place, { "body-problem": lines.join("\n") || null });
    this.#text.setAttribute("aria-invalid", String(problems.size > 0));
    return problems.size > 0;
  }

  /** What was written goes along; what the fields cannot show is lost in them, and only there. */
  #switch() {
    const isText = this.#isText;
    if (isText) this.#text.value = JSON.stringify(this.#fields.value, null, 2);
    else this.#fields.value = parsedObject(this.#text.value) ?? this.#fields.value;
    this.#place.querySelector("[data-body-fields]").hidden = isText;
    this.#place.querySelector("[data-body-json]").hidden = !isText;
    fill(this.#place, { "body-problem": null });
  }
}

function parsedObject(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}
