/** What the API answered to the console: status, time, headers, and the content as it can be looked at. */

import { bytes, number } from "./dates.js";
import { exchangeCard } from "./json.js";
import { announce, copy } from "./templates.js";

const KEPT_EVENTS = 200;

/** Shows the answer to a request; of a stream of events, resolves when it ends. */
export async function showAnswer(place, request, answer) {
  const status = answer.kind === "redirect" ? answer.redirect : answer.status;
  const card = exchangeCard({ ...request, status: `${status} ${answer.statusText}`.trim(), answer: answer.answer });
  const took = interpolate(gettext("%s ms"), [number(Math.round(answer.milliseconds))]);
  const about = copy("console-about", { took });
  about.querySelector("[data-headers]").append(...answer.headers.flatMap(headerLine));
  const tree = card.querySelector("[data-tree]");
  tree.before(about);
  card.querySelector('[data-slot="status"]').dir = "ltr";
  card.dataset.ok = String(Number(status) < 400);
  if (answer.kind !== "json") withoutJson(card, request, answer);
  place.replaceChildren(card);
  announce(interpolate(gettext("Answered: %s, %s"), [status, took]));
  if (answer.kind === "events") await showEvents(tree, answer.stream);
}

function headerLine([name, value]) {
  return [element("dt", name), element("dd", value)];
}

/** Files are looked at or saved, not read; of a redirect there is only its word. */
function withoutJson(card, request, answer) {
  const tree = card.querySelector("[data-tree]");
  tree.hidden = answer.kind !== "events";
  card.querySelector("[data-copy=json]").hidden = true;
  if (answer.kind === "file" && answer.status < 300) tree.before(fileLine(request, answer));
  if (answer.kind === "redirect") tree.before(openLine(request));
  if (answer.kind === "empty") tree.before(element("p", gettext("The answer is empty."), "hint"));
}

function fileLine({ path }, { headers }) {
  const told = Object.fromEntries(headers);
  const type = told["Content-Type"].split(";")[0];
  const size = told["Content-Length"] ? bytes(Number(told["Content-Length"])) : null;
  const line = copy("console-file", { about: [type, size].filter(Boolean).join(" · ") });
  const [kind] = type.split("/");
  const play = line.querySelector("[data-play]");
  play.hidden = !["video", "audio", "image"].includes(kind);
  play.addEventListener("click", async () => (await import("./player.js")).play([{ path, type, title: path }]));
  line.querySelector("[data-save]").href = path;
  return line;
}

function openLine({ path }) {
  const line = copy("console-redirect");
  line.querySelector("a").href = path;
  return line;
}

async function showEvents(tree, stream) {
  tree.setAttribute("aria-live", "off"); // there may be several a second
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const events = `${rest}${value}`.split("\n\n");
    rest = events.pop();
    tree.append(...events.map((event) => element("pre", event)));
    while (tree.children.length > KEPT_EVENTS) tree.firstElementChild.remove();
  }
}

function element(name, text, className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}
