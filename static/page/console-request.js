/** A request of the console: what the fields make of it, and what came back. */

import { unreachable } from "./api.js";

// The headers that say something about an answer; the others are the same everywhere.
const HEADERS = [
  "Content-Type",
  "Content-Length",
  "Content-Range",
  "Content-Disposition",
  "Accept-Ranges",
  "Cache-Control",
  "ETag",
  "Last-Modified",
  "Location",
  "Retry-After",
  "RateLimit-Limit",
  "RateLimit-Remaining",
  "RateLimit-Reset",
  "Allow",
];

/** `{method, path, headers, body}` for an operation; `values` are the parameters' by their names. */
export function requestOf({ method, path, parameters }, values, body) {
  const given = (place) => parameters.filter((each) => each.place === place && values[each.name] !== undefined);
  const whole = given("path").reduce(
    (address, { name }) => address.replace(`{${name}}`, encodeURIComponent(values[name])),
    path,
  );
  const query = new URLSearchParams(given("query").map(({ name }) => [name, values[name]]));
  return {
    method,
    path: query.size ? `${whole}?${query}` : whole,
    headers: Object.fromEntries(given("header").map(({ name }) => [name, String(values[name])])),
    body,
  };
}

/**
 * Sends it. The answer is `{status, statusText, headers, milliseconds, kind}`, with
 *
 *   kind "json": `answer`,
 *   kind "events": `stream`, to be read or cancelled,
 *   kind "file": nothing more, as its content was not fetched,
 *   kind "redirect": nothing more, as browsers do not tell scripts where it leads,
 *   kind "empty".
 *
 * Raises ApiError where no answer came, and AbortError.
 */
export async function send({ method, path, headers, body }, signal) {
  const started = performance.now();
  const aborting = new AbortController();
  const stop = () => aborting.abort();
  signal.addEventListener("abort", stop);
  const response = await fetched(path, {
    method,
    headers: { Accept: "application/json", ...(body === undefined ? {} : { "Content-Type": "application/json" }), ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
    redirect: "manual",
    cache: "no-store",
    signal: AbortSignal.any([signal, aborting.signal]),
  });
  const { status, statusText } = response;
  const told = HEADERS.filter((name) => response.headers.has(name)).map((name) => [name, response.headers.get(name)]);
  const content = await contentOf(response);
  if (content.kind === "file") stop(); // it may be gigabytes, or a stream without end
  return { status, statusText, headers: told, milliseconds: performance.now() - started, ...content };
}

async function contentOf(response) {
  const type = response.headers.get("Content-Type") ?? "";
  if (response.type === "opaqueredirect") return { kind: "redirect" };
  if (type.startsWith("text/event-stream")) return { kind: "events", stream: response.body };
  if (/[/+]json\b/.test(type) && !response.headers.has("Content-Disposition")) return { kind: "json", answer: await response.json() };
  return { kind: type ? "file" : "empty" };
}

async function fetched(path, options) {
  try {
    return await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw unreachable();
  }
}
