/** A playlist or channel of YouTube: all of it, or what is chosen from a list. */

import { get, post } from "./api.js";
import { Checklist } from "./checklist.js";
import { Choice } from "./choice.js";
import { duration, number } from "./dates.js";
import { picture } from "./pictures.js";
import { keep, state } from "./state.js";
import { copy, fill } from "./templates.js";

const MAX_SELECTED = 5_000; // of the API

/** A form for the playlist at this address. Raises what /download/playlist/info raises. */
export async function playlistChoice(url, signal) {
  const { videos } = await get("/download/playlist/info", { url }, { about: "offer", signal });
  if (!videos.length) return copy("no-entries");
  const list = new Checklist(videos.map(entryOf), row);
  const choice = new Choice("several-choice", list.element);
  chooseAsBefore(list, url);
  list.element.addEventListener("choose", () => {
    keep({ choices: { ...state.choices, entries: { url, ranges: list.ranges } } });
    showSum(list);
  });
  showSum(list);
  return choice.start(
    async (wish) => [await download(url, list, wish)],
    () => buttonText(list.chosen.length),
  );
}

function entryOf(video) {
  return { ...video, isAvailable: video.available };
}

function row(video, index) {
  const element = copy("entry-row", {
    number: number(index + 1),
    title: video.title,
    length: video.duration === null ? null : duration(video.duration),
  });
  element.querySelector("[data-unavailable]").hidden = video.isAvailable;
  if (video.thumbnail && video.isAvailable) {
    element.querySelector("[data-picture]").prepend(picture(video.thumbnail, { width: 120, height: 90 }));
  }
  return element;
}

/** Everything at first; after a change of language what it was. */
function chooseAsBefore(list, url) {
  const kept = state.choices.entries;
  if (kept?.url !== url || !list.choose(kept.ranges)) list.chooseAll();
}

function showSum(list) {
  const { chosen, entries } = list;
  const seconds = chosen.reduce((sum, index) => sum + (entries[index].duration ?? 0), 0);
  const count = interpolate(gettext("%s of %s chosen"), [number(chosen.length), number(entries.length)]);
  fill(list.element, { sum: [count, seconds && duration(seconds)].filter(Boolean).join(" · ") });
}

async function download(url, list, wish) {
  const { chosen, entries } = list;
  const available = entries.filter((entry) => entry.isAvailable).length;
  // What cannot be had would only be failures in a job for all of it.
  const isAll = chosen.length === entries.length || (chosen.length === available && available > MAX_SELECTED);
  const [path, body] = isAll ? ["all", {}] : ["select", { video_indices: chosen }];
  const { job_id: jobId } = await post(`/download/playlist/${path}`, { url, ...body, ...wish }, { about: "offer" });
  return jobId;
}

function buttonText(count) {
  if (!count) return null;
  return interpolate(ngettext("Download %s video", "Download %s videos", count), [number(count)]);
}
