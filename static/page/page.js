/** Where the page begins: each part of it that is there is brought to life. */

import { unreachable } from "./api.js";
import { digits } from "./dates.js";
import { JobList, OneJob } from "./jobs.js";
import { follow, live } from "./live.js";
import { start as startPaste } from "./paste.js";
import { keep, state } from "./state.js";
import { showProblem } from "./templates.js";

const YEAR_SECONDS = 365 * 86_400;

const jobs = document.querySelector("[data-jobs]");
const oneJob = document.querySelector("[data-one-job]");

switchThemes();
startPage();
follow();
showReachability();
translateDigits();
keepPlaceInLanguageSwitch();

function startPage() {
  if (oneJob) return new OneJob(oneJob, document.body.dataset.job);
  const list = new JobList(jobs);
  document.addEventListener("accepted", ({ detail }) => list.reveal(detail));
  foldConsole(document.querySelector("[data-console] details"));
  return startPaste(document.querySelector("[data-paste]"), showOffer);
}

/** The API console, and the API's description of itself, are loaded when somebody opens it. */
function foldConsole(folded) {
  let isStarted = false;
  folded.addEventListener("toggle", async () => {
    keep({ console: { ...state.console, isOpen: folded.open } });
    if (!folded.open || isStarted) return;
    isStarted = true;
    const loaded = await import("./console.js").catch(() => null);
    if (loaded) return loaded.start(folded);
    isStarted = false;
    return showProblem(folded.querySelector("[data-problem]"), unreachable());
  });
  folded.open = Boolean(state.console?.isOpen) || location.hash === "#api";
}

/** The server writes Latin digits. */
function translateDigits() {
  const walker = document.createTreeWalker(document.querySelector("[data-digits]"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) walker.currentNode.data = digits(walker.currentNode.data);
}

/** What comes after the first view is loaded after it. */
async function showOffer(text, platform) {
  const place = document.querySelector("[data-offer]");
  const loaded = await import("./offer.js").catch(() => null);
  if (loaded) return loaded.offer(place, text, platform);
  showProblem(place, unreachable(), () => showOffer(text, platform));
  return platform;
}

function showReachability() {
  const banner = document.querySelector("[data-offline]");
  live.addEventListener("unreachable", () => (banner.hidden = false));
  live.addEventListener("reachable", () => (banner.hidden = true));
}

/** Filters and pages are in the address, which changes without a reload. */
function keepPlaceInLanguageSwitch() {
  const form = document.querySelector(".languages");
  form.addEventListener("submit", () => (form.elements.next.value = location.pathname + location.search));
}

/** Light or dark: as the system has it, until somebody chooses. The server reads the cookie. */
function switchThemes() {
  document.querySelector("[data-theme-switch]").addEventListener("click", () => {
    const theme = isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    document.cookie = `theme=${theme}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
  });
}

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}
