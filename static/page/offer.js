/**
 * What the pasted links can give. Each platform is a module of its own, loaded when a link leads to it, with
 *
 *   `look(link, signal)` → an offer for one link,
 *   `several(links)` → an offer for many; may be missing.
 *
 * An offer is `{title, picture, seconds, facts, choice}`: `picture` is an address of the platform or null,
 * `facts` a list of short texts, `choice` an element to choose with, or a promise of it. A choice that starts
 * a job dispatches `accepted(answer)`.
 */

import { picturePath, unreachable } from "./api.js";
import { duration } from "./dates.js";
import { switchViews } from "./json.js";
import { parse } from "./links.js";
import { announce, copy, showProblem } from "./templates.js";

const PLATFORMS = {
  youtube: () => import("./youtube.js"),
  instagram: () => import("./instagram.js"),
};

let asking = new AbortController();

/** For a choice to dispatch: a job was made, or several. */
export function accepted(...jobIds) {
  return new CustomEvent("accepted", { detail: jobIds, bubbles: true });
}

/** For a choice to dispatch: somebody wants to see what is behind another link. */
export function lookUp(url) {
  return new CustomEvent("lookup", { detail: url, bubbles: true });
}

/** Replaces what is offered; without links nothing is. Returns the platform of the first link. */
export function offer(place, text, platform) {
  asking.abort();
  asking = new AbortController();
  const links = parse(text, platform);
  place.replaceChildren(...grouped(links).map((group) => cardFor(group, asking.signal)));
  return links[0]?.platform;
}

/** One link alone, or all links of a platform. */
function grouped(links) {
  return Object.values(Object.groupBy(links, ({ platform }) => platform));
}

function cardFor(links, signal) {
  const place = document.createElement("div");
  const show = async () => {
    place.replaceChildren(copy("offer-loading"));
    try {
      const platform = await PLATFORMS[links[0].platform]().catch(() => Promise.reject(unreachable()));
      const found = links.length > 1 ? await platform.several(links) : await platform.look(links[0], signal);
      await showOffer(place, found);
    } catch (error) {
      if (error.name !== "AbortError") showProblem(place, error, show);
    }
  };
  show();
  return place;
}

async function showOffer(place, found) {
  const card = copy("offer", { title: found.title, length: found.seconds ? duration(found.seconds) : null });
  showFacts(card, found.facts);
  showPicture(card.querySelector("[data-picture]"), found.picture);
  switchViews(card, "offer");
  place.replaceChildren(card);
  announce(found.title);
  const visual = card.querySelector("[data-visual]");
  visual.setAttribute("aria-busy", "true");
  try {
    visual.replaceChildren(await found.choice);
  } finally {
    visual.removeAttribute("aria-busy");
  }
}

function showFacts(card, facts) {
  const texts = facts.filter(Boolean).map((fact) => {
    const element = document.createElement("span");
    element.dir = "auto";
    element.textContent = fact;
    return element;
  });
  card.querySelector("[data-facts]").replaceChildren(...texts);
}

/** Nothing jumps: the place has its size before the picture comes, and keeps it if none does. */
function showPicture(place, url) {
  place.hidden = !url;
  if (!url) return;
  const picture = new Image(320, 180);
  picture.alt = "";
  picture.addEventListener("error", () => picture.remove());
  picture.src = picturePath(url);
  place.prepend(picture);
}

