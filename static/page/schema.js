/**
 * The API as it describes itself (OpenAPI 3), in what the console needs.
 *
 * An operation is `{id, method, path, group, summary, description, parameters, body, examples, redirect}`: each
 * parameter `{name, place, schema}` with `place` "path", "query" or "header"; `body` a schema or null; `examples`
 * a list of `{name, value}`; `redirect` the status by which it sends on, or undefined. In a schema every reference
 * is resolved, objects have `required` as a list, and `isRequired` says it of a parameter.
 */

import { get } from "./api.js";

const METHODS = ["get", "post", "put", "patch", "delete"];

/** All operations, in the order of the description. Raises ApiError. */
export async function operations() {
  const api = await get("/schema", { format: "json" });
  const found = Object.entries(api.paths).flatMap(([path, methods]) =>
    METHODS.filter((method) => methods[method]).map((method) => operation(api, path, method, methods[method])),
  );
  giveExamples(found);
  return found;
}

function operation(api, path, method, told) {
  const content = told.requestBody?.content?.["application/json"];
  return {
    id: told.operationId,
    method: method.toUpperCase(),
    path,
    group: told.tags?.[0] ?? "",
    summary: told.summary ?? "",
    description: told.description ?? "",
    parameters: (told.parameters ?? []).map((parameter) => ({
      name: parameter.name,
      place: parameter.in,
      schema: { ...resolved(api, parameter.schema), about: about(parameter), isRequired: Boolean(parameter.required) },
    })),
    body: content ? resolved(api, content.schema) : null,
    examples: examplesOf(content),
    answers: Object.entries(told.responses).flatMap(([, response]) =>
      Object.values(response.content ?? {}).flatMap((each) => examplesOf(each)),
    ),
    redirect: Object.keys(told.responses).find((status) => status.startsWith("30") && status !== "304"),
  };
}

function examplesOf(content) {
  return Object.entries(content?.examples ?? {}).map(([name, { summary, value }]) => ({ name: summary ?? name, value }));
}

/** A schema without references, down to its last property. */
function resolved(api, schema) {
  const { $ref: reference, allOf, oneOf, ...own } = schema;
  const parts = [referred(api, reference), ...(allOf ?? []), oneOf?.find((each) => !isNull(api, each))].filter(Boolean);
  const whole = Object.assign({}, ...parts.map((part) => resolved(api, part)), own);
  whole.about = about(own) || whole.about;
  if (whole.items) whole.items = resolved(api, whole.items);
  if (!whole.properties) return whole;
  const required = whole.required ?? [];
  const properties = Object.entries(whole.properties).map(([name, each]) => [
    name,
    { ...resolved(api, each), isRequired: required.includes(name) },
  ]);
  return { ...whole, required, properties: Object.fromEntries(properties) };
}

function referred(api, reference) {
  const steps = reference?.slice("#/".length).split("/") ?? [];
  return steps.length ? steps.reduce((place, step) => place[step], api) : null;
}

function isNull(api, schema) {
  return resolved(api, schema).enum?.every((value) => value === null);
}

/** What it says of something, without the list of words, which is shown as a choice. */
function about({ description = "" }) {
  return description.split(/\n*\* `/)[0].trim();
}

// --- Examples -------------------------------------------------------------------------------------

/** Where a field has no example of its own, one of its name: of its request, of its group, of anywhere. */
function giveExamples(found) {
  const everywhere = samples(found);
  for (const group of Map.groupBy(found, (each) => each.group).values()) {
    const nearby = samples(group);
    for (const each of group) {
      const known = { ...everywhere, ...nearby, ...samples([each]) };
      for (const { name, schema } of each.parameters) schema.example ??= fitting(schema, known[name]);
      for (const [name, schema] of Object.entries(each.body?.properties ?? {})) schema.example ??= fitting(schema, known[name]);
    }
  }
}

/** Name → the first value that it has; what is sent counts more than what is answered. */
function samples(found) {
  const values = {};
  for (const kind of ["examples", "answers"]) {
    for (const each of found) for (const { value } of each[kind]) collect(values, value);
  }
  return values;
}

function collect(values, value) {
  if (value === null || typeof value !== "object") return;
  for (const [name, each] of Object.entries(value)) {
    if (!Array.isArray(value) && each !== null) values[name] ??= each;
    collect(values, each);
  }
}

function fitting(schema, value) {
  if (value === undefined || schema.format === "uri") return undefined; // a link of one kind is no example of another
  const type = Array.isArray(value) ? "array" : typeof value;
  return type === (schema.type === "integer" ? "number" : schema.type) ? value : undefined;
}
