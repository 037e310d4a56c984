/** What YouTube offers: a video in every form, a whole playlist, several videos at once. */

import { get, post } from "./api.js";
import { Choice } from "./choice.js";
import { day, number } from "./dates.js";
import { playlistChoice } from "./playlist.js";
import { copy } from "./templates.js";
import { videoChoice } from "./video.js";

const MAX_BATCH = 10; // of the API

export async function look({ url }, signal) {
  const info = await get("/info", { url, limit: 1 }, { about: "offer", signal });
  return info.type === "playlist" ? playlist(info, url, signal) : video(info, url, signal);
}

export function several(links) {
  const list = copy("link-list");
  list.append(...links.map(({ url }) => copy("link-row", { url, problem: null })));
  const urls = links.map(({ url }) => url);
  return {
    title: interpolate(ngettext("%s link", "%s links", links.length), [number(links.length)]),
    picture: null,
    facts: [],
    choice: new Choice("several-choice", list).start(
      (wish) => startBatches(urls, wish),
      () => interpolate(ngettext("Download %s video", "Download %s videos", urls.length), [number(urls.length)]),
    ),
  };
}

function video(info, url, signal) {
  return {
    title: info.title,
    picture: info.thumbnail,
    seconds: info.duration,
    facts: [
      info.channel,
      info.view_count === null ? null : interpolate(ngettext("%s view", "%s views", info.view_count), [number(info.view_count)]),
      day(info.upload_date),
    ],
    choice: videoChoice(info, url, signal),
  };
}

function playlist(info, url, signal) {
  const count = info.playlist_count;
  return {
    title: info.playlist_title,
    picture: info.videos[0]?.thumbnail ?? null,
    facts: [info.uploader, interpolate(ngettext("%s video", "%s videos", count), [number(count)])],
    choice: playlistChoice(url, signal),
  };
}

/** The API takes a few links at a time; more of them become several jobs. */
async function startBatches(urls, wish) {
  const jobIds = [];
  for (let start = 0; start < urls.length; start += MAX_BATCH) {
    const body = { urls: urls.slice(start, start + MAX_BATCH), ...wish };
    jobIds.push((await post("/download/batch", body, { about: "offer" })).job_id);
  }
  return jobIds;
}
