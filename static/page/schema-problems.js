/** What the API's description says against a value, before it is sent. Pure functions. */

import { list, number } from "./dates.js";

const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

/** Path of what is wrong ("limit", "items[0].url"; "" for the whole) → what to do about it, in a sentence. */
export function problemsOf(schema, value, path = "") {
  const problem = problemOf(schema, value);
  if (problem) return new Map([[path, problem]]);
  if (schema.type === "array") {
    return joined((value ?? []).map((each, index) => problemsOf({ ...schema.items, isRequired: true }, each, `${path}[${index}]`)));
  }
  if (schema.type !== "object" || !schema.properties) return new Map();
  return joined(
    Object.entries(schema.properties).map(([name, each]) =>
      problemsOf(each, value?.[name], path ? `${path}.${name}` : name),
    ),
  );
}

function joined(maps) {
  return new Map(maps.flatMap((each) => [...each]));
}

/** Of the value itself, not of what is in it. */
function problemOf(schema, value) {
  if (value === undefined) return schema.isRequired ? gettext("This is required.") : null;
  if (value === null && schema.nullable) return null;
  if (schema.enum && !schema.enum.includes(value)) return interpolate(gettext("Choose one of these: %s."), [list(schema.enum)]);
  return { array: ofList, boolean: ofTruth, integer: ofNumber, number: ofNumber, object: ofObject, string: ofText }[schema.type]?.(schema, value);
}

function ofText({ minLength = 0, maxLength = Infinity, pattern, format }, value) {
  if (typeof value !== "string") return gettext("This must be a text.");
  const length = [...value].length;
  if (length < minLength) return gettext("This must not be empty.");
  if (length > maxLength) return interpolate(ngettext("At most %s character.", "At most %s characters.", maxLength), [number(maxLength)]);
  const isWellFormed = (!pattern || new RegExp(pattern, "u").test(value)) && (format !== "uuid" || UUID.test(value));
  return isWellFormed ? null : gettext("This does not have the right form.");
}

function ofNumber({ type, minimum = -Infinity, maximum = Infinity }, value) {
  if (typeof value !== "number") return gettext("This must be a number.");
  if (type === "integer" && !Number.isInteger(value)) return gettext("This must be a whole number.");
  if (value < minimum) return interpolate(gettext("This must be at least %s."), [number(minimum)]);
  return value > maximum ? interpolate(gettext("This must be at most %s."), [number(maximum)]) : null;
}

function ofTruth(_schema, value) {
  return typeof value === "boolean" ? null : gettext("This must be true or false.");
}

function ofList({ minItems = 0, maxItems = Infinity }, value) {
  if (!Array.isArray(value)) return gettext("This must be a list.");
  if (value.length < minItems) return interpolate(ngettext("At least %s entry.", "At least %s entries.", minItems), [number(minItems)]);
  return value.length > maxItems ? interpolate(ngettext("At most %s entry.", "At most %s entries.", maxItems), [number(maxItems)]) : null;
}

function ofObject(_schema, value) {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? null : gettext("This must be an object, in braces.");
}
