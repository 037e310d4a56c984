/** Watching, listening and looking in place: a video while it streams, and files that are finished. */

import { filePath, get, post, unreachable } from "./api.js";
import { languageName, number } from "./dates.js";
import { style } from "./style.js";
import { fill, showProblem } from "./templates.js";

const ELEMENTS = { video: "video", audio: "audio", image: "img" };
const DEFAULT_QUALITY = "720p";

let session = null;

/** Shows one of some finished files, `[{path, type, title}]`, and the way to the others. */
export function play(files, index = 0) {
  open((dialog) => new Files(dialog, files, index));
}

/** Streams a video: `{url, title, qualities}`, `qualities` a list of `{value, name}`. */
export function watch(video) {
  open((dialog) => new Stream(dialog, video));
}

async function open(begin) {
  await style("player.css");
  const dialog = document.getElementById("player");
  dialog.showModal();
  session?.end();
  session = begin(dialog);
}

/** What is on the stage; its end frees the connection, and with it what the server fetches for it. */
class Session {
  dialog;
  #ended = new AbortController();

  constructor(dialog) {
    this.dialog = dialog;
    const { signal } = this.#ended;
    dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close(), { signal });
    dialog.addEventListener("close", () => this.end(), { signal });
    // Beside the dialog: its backdrop.
    dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close(), { signal });
    dialog.querySelector("[data-stream-options]").hidden = true;
    dialog.querySelector("[data-neighbours]").hidden = true;
  }

  get signal() {
    return this.#ended.signal;
  }

  get stage() {
    return this.dialog.querySelector("[data-stage]");
  }

  get problem() {
    return this.dialog.querySelector("[data-problem]");
  }

  show(kind, path, title) {
    this.clear();
    fill(this.dialog, { title });
    const element = document.createElement(ELEMENTS[kind]);
    if (kind === "image") element.alt = title;
    else Object.assign(element, { controls: true, autoplay: true, playsInline: true });
    element.addEventListener("error", () => this.explain(path));
    element.src = path;
    this.stage.replaceChildren(element);
    return element;
  }

  /** Media elements do not tell why: the API does. */
  async explain(path) {
    try {
      const response = await fetch(path, { headers: { Accept: "application/json" }, signal: this.signal });
      const detail = response.ok ? gettext("This browser cannot play it. Save it, and open it with a player.") : (await response.json()).detail;
      response.body?.cancel().catch(() => {}); // it has been read where it was an error
      showProblem(this.problem, new Error(detail));
    } catch (error) {
      if (error.name !== "AbortError") showProblem(this.problem, unreachable());
    }
  }

  clear() {
    this.problem.replaceChildren();
    const element = this.stage.firstElementChild;
    if (!element) return;
    element.remove();
    element.removeAttribute("src");
    element.load?.(); // only this closes the connection
  }

  end() {
    this.#ended.abort();
    this.clear();
  }
}

class Files extends Session {
  #files;
  #index;

  constructor(dialog, files, index) {
    super(dialog);
    this.#files = files;
    const { signal } = this;
    const neighbours = dialog.querySelector("[data-neighbours]");
    neighbours.hidden = files.length === 1;
    neighbours.querySelector("[data-previous]").addEventListener("click", () => this.#go(-1), { signal });
    neighbours.querySelector("[data-next]").addEventListener("click", () => this.#go(1), { signal });
    this.#show(index);
  }

  #go(step) {
    this.#show((this.#index + step + this.#files.length) % this.#files.length);
  }

  #show(index) {
    this.#index = index;
    const { path, type, title } = this.#files[index];
    this.show(kindOf(type), path, title);
    const place = [index + 1, this.#files.length].map((each) => number(each));
    this.dialog.querySelector("[data-place]").textContent = interpolate(gettext("%s of %s"), place);
  }
}

class Stream extends Session {
  #video;
  #options;

  constructor(dialog, video) {
    super(dialog);
    this.#video = video;
    this.#options = dialog.querySelector("[data-stream-options]");
    this.#options.hidden = false;
    const { quality, captions } = this.#options.elements;
    quality.replaceChildren(...video.qualities.map(({ value, name }) => new Option(name, value)));
    if (video.qualities.some(({ value }) => value === DEFAULT_QUALITY)) quality.value = DEFAULT_QUALITY;
    quality.addEventListener("change", () => this.#start(), { signal: this.signal });
    captions.replaceChildren(new Option(gettext("None"), ""));
    captions.addEventListener("change", () => this.#showCaptions(), { signal: this.signal });
    this.#start();
    this.#askForCaptions();
  }

  /** A stream always begins at the beginning: what was seen is skipped once as much has arrived. */
  #start() {
    const seen = this.stage.firstElementChild?.currentTime ?? 0;
    const { quality } = this.#options.elements;
    const query = new URLSearchParams({ url: this.#video.url, quality: quality.value, proxy: "true" });
    const element = this.show("video", `/stream/video?${query}`, this.#video.title);
    if (seen) goOnAt(element, seen);
    this.#showCaptions();
  }

  async #askForCaptions() {
    const { captions } = this.#options.elements;
    try {
      const found = await get("/subtitles", { url: this.#video.url, lang: "all" }, { signal: this.signal });
      captions.append(
        ...optionGroup(gettext("Written by people"), found.manual_subtitles, ""),
        ...optionGroup(gettext("Automatic"), found.auto_generated_subtitles, "auto"),
      );
    } catch (error) {
      if (error.name !== "AbortError") showProblem(this.problem, error);
    }
    captions.closest("label").hidden = captions.length === 1;
  }

  async #showCaptions() {
    const video = this.stage.firstElementChild;
    const option = this.#options.elements.captions.selectedOptions[0];
    video.querySelector("track")?.remove();
    if (!option.value) return;
    const body = { url: this.#video.url, lang: option.value, auto: option.dataset.by === "auto", format: "vtt" };
    try {
      const file = await post("/subtitles", body, { signal: this.signal });
      if (video.isConnected && option.selected) video.append(trackOf(file, option));
    } catch (error) {
      if (error.name !== "AbortError") showProblem(this.problem, error);
    }
  }
}

function kindOf(contentType) {
  return contentType.split("/")[0];
}

function goOnAt(video, seconds) {
  const look = () => {
    const { buffered } = video;
    if (!buffered.length || buffered.end(buffered.length - 1) <= seconds) return;
    video.removeEventListener("progress", look);
    video.currentTime = seconds;
  };
  video.addEventListener("progress", look);
}

function optionGroup(label, languages, by) {
  if (!languages.length) return [];
  const group = document.createElement("optgroup");
  group.label = label;
  for (const language of languages) {
    const option = new Option(languageName(language), language);
    option.dataset.by = by;
    group.append(option);
  }
  return [group];
}

function trackOf({ download_url: url, language }, option) {
  const track = document.createElement("track");
  Object.assign(track, { kind: "subtitles", label: option.label, srclang: language, src: filePath(url), default: true });
  track.track.mode = "showing"; // else it is not even loaded
  return track;
}
