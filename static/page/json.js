/** The JSON view: every answer with the command that gave it, to fold and to copy. */

import { curl, exchangesAbout, onExchange } from "./api.js";
import { keep, state } from "./state.js";
import { announce, copy } from "./templates.js";

const OPEN_DEPTH = 2;
const SHOWN = 5;
const PAGE = 100;

let switches = 0;

/** Gives a section with `[data-visual]` and `[data-json]` a switch between them; the choice is kept. */
export function switchViews(section, about) {
  const visual = section.querySelector("[data-visual]");
  const json = section.querySelector("[data-json]");
  const choice = copy("view-switch");
  const name = `view-${(switches += 1)}`;
  const show = (view) => {
    visual.hidden = view === "json";
    json.hidden = view !== "json";
    if (view === "json") showExchanges(json, about);
  };
  for (const radio of choice.querySelectorAll("input")) {
    radio.name = name;
    radio.checked = radio.value === (state.view[kindOf(about)] ?? "visual");
    radio.addEventListener("change", () => {
      keep({ view: { ...state.view, [kindOf(about)]: radio.value } });
      show(radio.value);
    });
  }
  section.querySelector("[data-view-switch-place]").replaceChildren(choice);
  show(choice.querySelector(":checked").value);
  const stop = onExchange((exchange) => {
    if (!section.isConnected) stop();
    else if (exchange.about === about && !json.hidden) showExchanges(json, about);
  });
}

/** All jobs share one choice. */
function kindOf(about) {
  return ["offer", "jobs"].includes(about) ? about : "job";
}

function showExchanges(place, about) {
  const shown = exchangesAbout(about).slice(0, SHOWN);
  place.replaceChildren(...(shown.length ? shown.map(exchangeCard) : [copy("no-exchange")]));
}

/** An exchange, its answer as a tree. */
export function exchangeCard(exchange) {
  const { method, path, status } = exchange;
  const command = curl(exchange);
  const card = copy("exchange", { method, path, status, curl: command });
  card.querySelector("[data-tree]").append(tree(exchange.answer));
  copyOnClick(card, "curl", command);
  copyOnClick(card, "json", JSON.stringify(exchange.answer, null, 2));
  return card;
}

function copyOnClick(card, what, text) {
  const button = card.querySelector(`[data-copy="${what}"]`);
  button.hidden = !navigator.clipboard; // only under https and on localhost
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text);
    announce(gettext("Copied."));
  });
}

/** A value as foldable JSON; the children of what is folded are made when it is opened. */
function tree(value, depth = 0) {
  if (value === null || typeof value !== "object") return leaf(value);
  const entries = Object.entries(value);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  if (!entries.length) return text("span", open + close);
  const element = document.createElement("details");
  element.append(text("summary", `${open} ${entries.length} ${close}`));
  const children = () => element.children.length > 1 || addEntries(element, entries, 0, !Array.isArray(value), depth);
  element.addEventListener("toggle", () => element.open && children());
  if (depth < OPEN_DEPTH) {
    element.open = true;
    children();
  }
  return element;
}

function addEntries(element, entries, from, areNamed, depth) {
  for (const [name, value] of entries.slice(from, from + PAGE)) {
    const line = document.createElement("div");
    if (areNamed) line.append(text("span", `${JSON.stringify(name)}: `, "json-name"));
    line.append(tree(value, depth + 1));
    element.append(line);
  }
  const left = entries.length - from - PAGE;
  if (left <= 0) return;
  const more = text("button", `… ${left}`, "button quiet small");
  more.type = "button";
  more.addEventListener("click", () => {
    more.remove();
    addEntries(element, entries, from + PAGE, areNamed, depth);
  });
  element.append(more);
}

function leaf(value) {
  return text("span", JSON.stringify(value), `json-${value === null ? "null" : typeof value}`);
}

function text(name, content, className = "") {
  const element = document.createElement(name);
  element.textContent = content;
  if (className) element.className = className;
  return element;
}
