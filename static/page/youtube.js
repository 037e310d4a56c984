/** What YouTube offers: a video in every form, a whole playlist, several videos at once. */

import { get, post } from "./api.js";
import { day, number } from "./dates.js";
import { accepted } from "./offer.js";
import { copy, showProblem } from "./templates.js";
import { videoChoice } from "./video.js";
import { state, keep } from "./state.js";

const MAX_BATCH = 10; // of the API

export async function look({ url }, signal) {
  const info = await get("/info", { url, limit: 1 }, { about: "offer", signal });
  return info.type === "playlist" ? playlist(info, url) : video(info, url, signal);
}

export function several(links) {
  const list = copy("link-list");
  list.append(...links.map(({ url }) => copy("link-row", { url, problem: null })));
  const urls = links.map(({ url }) => url);
  return {
    title: interpolate(ngettext("%s link", "%s links", links.length), [number(links.length)]),
    picture: null,
    facts: [],
    choice: choiceForSeveral(list, links.length, (wish) => startBatches(urls, wish)),
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

function playlist(info, url) {
  const count = info.playlist_count;
  return {
    title: info.playlist_title,
    picture: info.videos[0]?.thumbnail ?? null,
    facts: [info.uploader, interpolate(ngettext("%s video", "%s videos", count), [number(count)])],
    choice: choiceForSeveral("", count, async (wish) => {
      const { job_id: jobId } = await post("/download/playlist/all", { url, ...wish }, { about: "offer" });
      return [jobId];
    }),
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

/** A form of type, quality and sound format for many videos; `begin(wish)` returns the jobs' ids. */
function choiceForSeveral(items, count, begin) {
  const form = copy("several-choice");
  const button = form.querySelector("[type=submit]");
  form.querySelector("[data-items]").replaceWith(items);
  restore(form);
  form.addEventListener("change", () => showFields(form));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      form.dispatchEvent(accepted(...(await begin(wishOf(form)))));
    } catch (error) {
      showProblem(form.querySelector("[data-submit-problem]"), error);
    }
    button.disabled = false;
  });
  form.querySelector("[data-submit-text]").textContent = interpolate(
    ngettext("Download %s video", "Download %s videos", count),
    [number(count)],
  );
  showFields(form);
  return form;
}

function wishOf(form) {
  return Object.fromEntries(new FormData(form));
}

function restore(form) {
  for (const [name, value] of Object.entries(state.choices.several ?? {})) form.elements[name].value = value;
}

/** Fields that do not matter are disabled too, so that they are not sent. */
function showFields(form) {
  const type = form.elements.type.value;
  for (const field of form.querySelectorAll("[data-for]")) {
    field.hidden = !field.dataset.for.split(" ").includes(type);
    field.querySelector("select").disabled = field.hidden;
  }
  keep({ choices: { ...state.choices, several: wishOf(form) } });
}
