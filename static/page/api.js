/**
 * Asks the API, and remembers what was asked and answered: the JSON views show it.
 *
 * An exchange is `{method, path, body, status, answer, about}`; `about` says whose JSON view it belongs to:
 * "offer", "jobs" or a job's id.
 */

const KEPT = 60;
const PAUSES_MS = [1_000, 2_000, 4_000];

const exchanges = [];
const listeners = new Set();

/** What the API refused, in the reader's language; `code` is stable, and "unreachable" where no answer came. */
export class ApiError extends Error {
  constructor({ detail, code }, status = 0) {
    super(detail);
    this.code = code;
    this.status = status;
  }
}

/** No answer came. */
export function unreachable() {
  const detail = gettext("The server cannot be reached. Check your connection and that the server runs, then try again.");
  return new ApiError({ detail, code: "unreachable" });
}

/** A module that is imported once it is needed. Raises ApiError where it cannot be had. */
export function loaded(module) {
  return module.catch(() => {
    throw unreachable();
  });
}

export function get(path, parameters = {}, options = {}) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== ""));
  return ask("GET", query.size ? `${path}?${query}` : path, options);
}

/** Sends the same once more when no answer came. Its key sees to it that no second job is made. */
export async function post(path, body, options = {}) {
  const headers = { "Idempotency-Key": randomKey() };
  for (const pause of PAUSES_MS) {
    try {
      return await ask("POST", path, { ...options, body, headers });
    } catch (error) {
      if (error.code !== "unreachable") throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return ask("POST", path, { ...options, body, headers });
}

export function remove(path, options = {}) {
  return ask("DELETE", path, options);
}

/** The path of a file that the API names, whose `download_url` is not percent-encoded. */
export function filePath(downloadUrl) {
  return downloadUrl.split("/").map(encodeURIComponent).join("/");
}

/** A picture of a platform, through this server: nothing is asked of others from here. */
export function picturePath(url) {
  return `/picture?${new URLSearchParams({ url })}`;
}

export function exchangesAbout(about) {
  return exchanges.filter((exchange) => exchange.about === about);
}

/** Calls the listener with each exchange once it is answered; returns what ends that. */
export function onExchange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The command that asks the same. */
export function curl({ method, path, headers = {}, body }) {
  const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  const parts = ["curl"];
  if (method !== "GET") parts.push("-X", method);
  for (const [name, value] of Object.entries(headers)) parts.push("-H", quoted(`${name}: ${value}`));
  if (body !== undefined) parts.push("-H", quoted("Content-Type: application/json"), "-d", quoted(JSON.stringify(body)));
  return [...parts, quoted(new URL(path, location.origin).href)].join(" ");
}

async function ask(method, path, { body, headers = {}, about, signal } = {}) {
  const request = { method, signal, headers: { Accept: "application/json", ...headers } };
  if (body !== undefined) {
    request.body = JSON.stringify(body);
    request.headers["Content-Type"] = "application/json";
  }
  const { response, answer } = await sent(path, request);
  remember({ method, path, body, about, status: response.status, answer });
  if (!response.ok) throw new ApiError(answer, response.status);
  return answer;
}

async function sent(path, request) {
  try {
    const response = await fetch(path, request);
    return { response, answer: await response.json() };
  } catch (error) {
    if (error.name === "AbortError") throw error;
    // Also for an answer that is no JSON: some proxy made it, as we were not there.
    throw unreachable();
  }
}

function remember(exchange) {
  exchanges.unshift(exchange);
  exchanges.length = Math.min(exchanges.length, KEPT);
  for (const listener of listeners) listener(exchange);
}

/** `crypto.randomUUID` is there only under https and on localhost. */
function randomKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
