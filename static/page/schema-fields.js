/**
 * A form's fields for what the API describes.
 *
 * Each field is `{element, value, show(problems, path)}`: `value` is what to send, undefined for nothing;
 * `problems` are those of schema-problems.js, `path` is the field's own among them.
 */

import { digits } from "./dates.js";
import { prose } from "./prose.js";
import { copy, fill } from "./templates.js";

let ids = 0;

/** The field for a schema. */
export function fieldFor(schema, name) {
  if (schema.type === "object") return new GroupField(schema, name);
  if (schema.type === "array" && schema.items.type === "object") return new RowsField(schema, name);
  return new PlainField(schema, name);
}

/** One control: a text, a number, a choice, or a list of texts with one on each line. */
class PlainField {
  element = copy("console-field");
  #schema;
  #control;
  #problem;

  constructor(schema, name) {
    this.#schema = schema;
    this.#control = controlFor(schema);
    this.#problem = this.element.querySelector("[data-slot=problem]");
    const id = `console-field-${(ids += 1)}`;
    Object.assign(this.#control, { id, name });
    this.#control.setAttribute("aria-describedby", `${id}-about ${id}-problem`);
    if (schema.isRequired) this.#control.setAttribute("aria-required", "true");
    this.#problem.id = `${id}-problem`;
    showLabel(this.element, schema, name, id);
    this.element.querySelector("[data-control]").replaceWith(this.#control);
  }

  get value() {
    const text = this.#control.value;
    if (this.#schema.type === "array") {
      const lines = text.split("\n").map((line) => line.trim()).filter(Boolean);
      return lines.length ? lines.map((line) => parsed(this.#schema.items.type, line)) : undefined;
    }
    return text === "" ? undefined : parsed(this.#schema.type, text);
  }

  set value(value) {
    this.#control.value = Array.isArray(value) ? value.join("\n") : (value ?? "");
  }

  /** Returns whether something is wrong here. */
  show(problems, path) {
    // The entries of a list share one control.
    const problem = [...problems].find(([place]) => place === path || place.startsWith(`${path}[`))?.[1];
    fill(this.element, { problem: problem ?? null });
    this.#control.setAttribute("aria-invalid", String(Boolean(problem)));
    return Boolean(problem);
  }
}

/** The properties of an object. */
class GroupField {
  element = copy("console-group");
  #fields;

  constructor(schema, name) {
    fill(this.element, { name: name || null });
    // What is required comes first.
    const properties = Object.entries(schema.properties).toSorted(([, one], [, other]) => other.isRequired - one.isRequired);
    this.#fields = properties.map(([each, property]) => [each, fieldFor(property, each)]);
    this.element.append(...this.#fields.map(([, field]) => field.element));
  }

  get value() {
    return Object.fromEntries(this.#fields.map(([name, field]) => [name, field.value]).filter(([, value]) => value !== undefined));
  }

  set value(value) {
    for (const [name, field] of this.#fields) field.value = value?.[name];
  }

  show(problems, path) {
    return this.#fields.map(([name, field]) => field.show(problems, path ? `${path}.${name}` : name)).some(Boolean);
  }
}

/** A list of objects: a group for each, as many as are wanted. */
class RowsField {
  element = copy("console-rows");
  #schema;
  #rows = [];

  constructor(schema, name) {
    this.#schema = schema;
    showLabel(this.element, schema, name);
    this.element.querySelector("[data-add]").addEventListener("click", () => this.#add().element.querySelector("input, select").focus());
    this.#add();
  }

  get value() {
    const values = this.#rows.map((row) => row.field.value).filter((value) => Object.keys(value).length);
    return values.length ? values : undefined;
  }

  set value(value) {
    while (this.#rows.length) this.#remove(this.#rows[0]);
    for (const each of value?.length ? value : [{}]) this.#add().value = each;
  }

  show(problems, path) {
    fill(this.element, { problem: problems.get(path) ?? null });
    const isWrong = this.#rows.map(({ field }, index) => field.show(problems, `${path}[${index}]`)).some(Boolean);
    return isWrong || problems.has(path);
  }

  #add() {
    const element = copy("console-row");
    const field = new GroupField(this.#schema.items, "");
    const row = { element, field };
    element.prepend(field.element);
    element.querySelector("[data-remove]").addEventListener("click", () => {
      this.#remove(row);
      this.element.querySelector("[data-add]").focus();
    });
    this.#rows.push(row);
    this.element.querySelector("[data-rows]").append(element);
    return field;
  }

  #remove(row) {
    this.#rows.splice(this.#rows.indexOf(row), 1);
    row.element.remove();
  }
}

function controlFor(schema) {
  const words = schema.type === "boolean" ? ["true", "false"] : schema.enum;
  if (words) return choiceOf(words, schema);
  const control = document.createElement(schema.type === "array" ? "textarea" : "input");
  const example = schema.example ?? schema.default ?? "";
  control.placeholder = Array.isArray(example) ? example.join("\n") : String(example);
  control.dir = "ltr";
  control.spellcheck = false;
  control.autocomplete = "off";
  if (control.localName === "textarea") control.rows = 3;
  if (schema.type === "integer") control.inputMode = "numeric";
  return control;
}

/** What is not chosen is not sent, so the first choice is none. */
function choiceOf(words, { default: initial }) {
  const select = document.createElement("select");
  const none = initial === undefined ? "–" : interpolate(gettext("%s (default)"), [initial]);
  select.append(new Option(none, ""), ...words.filter((word) => word !== null).map((word) => new Option(word, word)));
  select.dir = "ltr";
  return select;
}

function showLabel(element, schema, name, id) {
  fill(element, { name, limits: limitsOf(schema) });
  element.querySelector("[data-required]").hidden = !schema.isRequired;
  const about = element.querySelector("[data-about]");
  about.append(...prose(schema.about ?? ""));
  if (!id) return;
  about.parentElement.id = `${id}-about`;
  element.querySelector("label").htmlFor = id;
}

/** "integer 1…100 · default: 25" */
function limitsOf({ type, items, minimum, maximum, minItems, maxItems, default: initial, enum: words }) {
  const range = (least, most) => (most === undefined || most >= 2 ** 31 - 1 ? null : digits(`${least ?? 0}…${most}`));
  const parts = [range(minimum, maximum), range(minItems, maxItems)].filter(Boolean);
  if (type === "array" && items.type !== "object") parts.push(gettext("one on each line"));
  if (initial !== undefined && !words && type !== "boolean") parts.push(interpolate(gettext("%s by default"), [digits(initial)]));
  return parts.join(" · ") || null;
}

/** Text that is no such value stays text: schema-problems.js says so. */
function parsed(type, text) {
  if (type === "boolean") return text === "true";
  const isNumber = ["integer", "number"].includes(type) && text.trim() !== "" && Number.isFinite(Number(text));
  return isNumber ? Number(text) : text.trim();
}
