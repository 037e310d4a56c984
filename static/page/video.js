/** Choosing what one video of YouTube shall become: one form, one main button. */

import { filePath, get, loaded, picturePath, post } from "./api.js";
import { bytes, digits, languageName, number } from "./dates.js";
import { accepted } from "./offer.js";
import { bestSound, soundFor, videoPresets } from "./presets.js";
import { keep, state } from "./state.js";
import { announce, copy, dimensions, showProblem } from "./templates.js";
import { Thumbnail } from "./thumbnail.js";

const SOUND_FORMATS = ["mp3", "m4a", "opus", "flac", "wav"];
const PREFERRED_HEIGHT = 1080;

/** A form for the video that /info told of. Raises what /formats raises. */
export async function videoChoice(info, url, signal) {
  const form = copy("video-choice");
  const isRunning = info.is_live || info.live_status === "is_upcoming";
  const choice = new Choice(form, url);
  if (isRunning) {
    choice.noteThatItRuns();
  } else {
    choice.showFormats(await get("/formats", { url }, { about: "offer", signal }));
  }
  choice.restore();
  return form;
}

class Choice {
  #form;
  #url;
  #formats = null; // as /formats groups them
  #thumbnail;
  #texts = new Map(); // what the main button says, by the radio that is chosen

  constructor(form, url) {
    this.#form = form;
    this.#url = url;
    this.#thumbnail = new Thumbnail(form.querySelector("[data-thumbnail]"), url);
    form.addEventListener("change", () => this.#changed());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#addOptions("picture", [
      { value: "maxres", name: gettext("Largest"), about: dimensions("1280x720") },
      { value: "sd", name: gettext("Large"), about: dimensions("640x480") },
      { value: "hq", name: gettext("Medium"), about: dimensions("480x360") },
      { value: "mq", name: gettext("Small"), about: dimensions("320x180") },
      { value: "default", name: gettext("Smallest"), about: dimensions("120x90") },
    ]);
  }

  noteThatItRuns() {
    const note = this.#form.querySelector("[data-note]");
    note.textContent = gettext("This is live now or has not started. The video can be downloaded once it has ended.");
    note.hidden = false;
    for (const kind of ["video", "audio", "format"]) this.#withdraw(kind);
  }

  showFormats(answer) {
    this.#formats = answer.formats;
    const presets = videoPresets(answer);
    const sound = bestSound(answer.formats);
    this.#addOptions(
      "video",
      presets.map(({ quality, height, fps, bytes: size }) => ({
        value: quality,
        name: qualityName({ quality, height }),
        about: [size ? bytes(size) : null, fps > 30 ? interpolate(gettext("%s frames a second"), [number(fps)]) : null],
        isDefault: height <= PREFERRED_HEIGHT && !presets.some((other) => other.height > height && other.height <= PREFERRED_HEIGHT),
      })),
    );
    this.#addOptions("audio", [
      { value: "best", name: gettext("As it is"), about: [sound?.ext.toUpperCase(), sound?.filesize && bytes(sound.filesize)] },
      ...SOUND_FORMATS.map((format) => ({ value: format, name: format.toUpperCase(), about: aboutSound(format) })),
    ]);
    this.#addFormats(answer.formats);
    this.#offerToWatch(answer.title, presets);
    if (!presets.length) this.#withdraw("video");
    if (!sound) this.#withdraw("audio");
  }

  /** What was chosen before, as far as there is that here. */
  restore() {
    for (const [name, value] of Object.entries(state.choices.video ?? {})) {
      const control = this.#form.elements[name];
      if (control instanceof RadioNodeList) {
        const radio = [...control].find((each) => each.value === value && !each.disabled);
        if (radio) radio.checked = true;
      }
    }
    this.#changed();
  }

  get #kind() {
    return this.#form.elements.kind.value;
  }

  #panel(kind) {
    return this.#form.querySelector(`[data-panel="${kind}"]`);
  }

  /** Nothing is saved for that. */
  #offerToWatch(title, presets) {
    const button = this.#form.querySelector("[data-watch]");
    const qualities = presets.map((preset) => ({ value: preset.quality, name: qualityName(preset) }));
    button.hidden = !qualities.length;
    button.addEventListener("click", async () => {
      const problem = this.#form.querySelector("[data-submit-problem]");
      try {
        const { watch } = await loaded(import("./player.js"));
        problem.replaceChildren();
        watch({ url: this.#url, title, qualities });
      } catch (error) {
        showProblem(problem, error);
      }
    });
  }

  #withdraw(kind) {
    const radio = this.#form.querySelector(`[name=kind][value="${kind}"]`);
    radio.disabled = true;
    radio.closest("label").hidden = true;
    const left = this.#form.querySelector("[name=kind]:not(:disabled)");
    if (radio.checked) left.checked = true;
  }

  #addOptions(kind, options) {
    const place = this.#panel(kind).querySelector("[data-options]");
    place.replaceChildren(
      ...options.map(({ value, name, about, isDefault }, index) => {
        const abouts = [about].flat().filter(Boolean);
        const option = copy("option", { name, about: abouts.join(" · ") });
        const radio = option.querySelector("input");
        Object.assign(radio, { name: kind, value, checked: isDefault ?? index === 0 });
        this.#texts.set(radio, [name, abouts[0]].filter(Boolean).join(" · "));
        return option;
      }),
    );
    if (options.length && !this.#form.elements[kind].value) place.querySelector("input").checked = true;
  }

  #addFormats(groups) {
    const rows = Object.entries(groups).flatMap(([group, formats]) => formats.map((format) => this.#formatRow(group, format)));
    this.#panel("format").querySelector("[data-formats]").replaceChildren(...rows);
    const first = this.#form.querySelector("[name=format_id]");
    if (first) first.checked = true;
    else this.#withdraw("format");
  }

  #formatRow(group, format) {
    const size = format.filesize ? bytes(format.filesize) : null;
    const row = copy("format-row", {
      id: `${format.format_id} · ${format.ext}`,
      content: contentOf(group, format),
      codecs: [format.vcodec, format.acodec].filter((codec) => codec && codec !== "none").join(" + "),
      size: size ?? "–",
    });
    const radio = row.querySelector("input");
    radio.value = format.format_id;
    this.#texts.set(radio, [`${format.format_id} (${format.ext})`, size].filter(Boolean).join(" · "));
    return row;
  }

  #changed() {
    for (const panel of this.#form.querySelectorAll("[data-panel]")) panel.hidden = panel.dataset.panel !== this.#kind;
    if (this.#kind === "subtitles") this.#askForSubtitles();
    if (this.#kind === "picture") this.#thumbnail.show(this.#form.elements.picture.value);
    this.#form.querySelector("[data-submit-text]").textContent = this.#buttonText();
    this.#form.querySelector("[data-submit-problem]").replaceChildren();
    keep({ choices: { ...state.choices, video: Object.fromEntries(new FormData(this.#form)) } });
  }

  #buttonText() {
    if (this.#kind === "subtitles") return gettext("Save the subtitles");
    if (this.#kind === "picture") return gettext("Save the picture");
    const chosen = this.#form.querySelector(`[data-panel="${this.#kind}"] input:checked`);
    return interpolate(gettext("Download %s"), [this.#texts.get(chosen) ?? ""]);
  }

  /** Once, when somebody wants to see them. */
  async #askForSubtitles() {
    const panel = this.#panel("subtitles");
    const select = this.#form.elements.language;
    if (panel.dataset.asked) return;
    panel.dataset.asked = "yes";
    try {
      const found = await get("/subtitles", { url: this.#url, lang: "all" }, { about: "offer" });
      select.replaceChildren(
        group(gettext("Written by people"), found.manual_subtitles, "people"),
        group(gettext("Automatic"), found.auto_generated_subtitles, "machine"),
      );
      preferOwnLanguage(select);
      if (!select.length) throw new Error(gettext("This video has no subtitles."));
    } catch (error) {
      delete panel.dataset.asked;
      showProblem(panel.querySelector("[data-problem]"), error);
    }
  }

  async #submit() {
    const button = this.#form.querySelector("[type=submit]");
    button.disabled = true;
    try {
      await this.#begin();
    } catch (error) {
      showProblem(this.#form.querySelector("[data-submit-problem]"), error);
    }
    button.disabled = false;
  }

  #begin() {
    const form = this.#form.elements;
    switch (this.#kind) {
      case "video":
        return this.#download({ quality: form.video.value });
      case "audio":
        return this.#download({ type: "audio", audio_format: form.audio.value });
      case "format":
        return this.#download({ format_id: this.#formatId() });
      case "subtitles":
        return this.#saveSubtitles(form.language.selectedOptions[0], form.subtitle_format.value);
      default:
        return this.#savePicture(form.picture.value);
    }
  }

  /** Of a picture without sound, together with the sound that fits into the same file. */
  #formatId() {
    const { format_id: chosen, with_sound: withSound } = this.#form.elements;
    const picture = this.#formats.video_only.find((format) => format.format_id === chosen.value);
    const sound = picture && withSound.checked && soundFor(picture, this.#formats);
    return sound ? `${picture.format_id}+${sound.format_id}` : chosen.value;
  }

  async #download(wish) {
    const { job_id: jobId } = await post("/download/single", { url: this.#url, ...wish }, { about: "offer" });
    this.#form.dispatchEvent(accepted(jobId));
  }

  async #saveSubtitles(option, format) {
    if (!option) throw new Error(gettext("This video has no subtitles."));
    const body = { url: this.#url, lang: option.value, auto: option.dataset.by === "machine", format };
    const file = await post("/subtitles", body, { about: "offer" });
    save(filePath(file.download_url), file.filename);
  }

  async #savePicture(quality) {
    const found = await get("/thumbnail", { url: this.#url, quality }, { about: "offer" });
    save(picturePath(found.thumbnail_url), `${found.video_id}-${quality}.jpg`);
  }
}

function save(path, name) {
  const link = document.createElement("a");
  link.href = path;
  link.download = name;
  link.click();
  announce(gettext("Saved."));
}

function qualityName({ quality, height }) {
  return digits(quality === "4k" ? "4K" : `${height}p`);
}

function aboutSound(format) {
  return { flac: gettext("lossless, large"), wav: gettext("uncompressed, very large") }[format] ?? null;
}

function contentOf(group, format) {
  const kinds = { video_only: gettext("picture"), audio_only: gettext("sound"), combined: gettext("picture and sound") };
  const rate = format.abr && `${number(Math.round(format.abr))} kbit/s`;
  return [kinds[group], dimensions(format.resolution) ?? rate, format.language].filter(Boolean).join(" · ");
}

function group(label, languages, by) {
  const element = document.createElement("optgroup");
  element.label = label;
  element.append(
    ...languages.map((language) => {
      const option = new Option(languageName(language), language);
      option.dataset.by = by;
      return option;
    }),
  );
  element.hidden = !languages.length;
  return element;
}

function preferOwnLanguage(select) {
  const own = document.documentElement.lang;
  const options = [...select.options];
  const best = options.find(({ value }) => value === own) ?? options.find(({ value }) => value.split("-")[0] === own);
  if (best) best.selected = true;
}
