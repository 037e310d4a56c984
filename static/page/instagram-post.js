/** Choosing what a post or reel of Instagram shall become, and what there is to know about it. */

import { get, post } from "./api.js";
import { Choice } from "./choice.js";
import { dateTime, number } from "./dates.js";
import { gallery } from "./pictures.js";
import { lookUp } from "./offer.js";
import { hasSound, reelSizes } from "./renditions.js";
import { copy, dimensions, isolated, showProblem } from "./templates.js";

const SOUND_FORMATS = ["mp3", "m4a"];

/** Pictures, carousels: /instagram/post/info told of it. */
export function postChoice(info) {
  const media = mediaOf(info);
  const choice = new Choice("post-choice", gallery(media));
  const kinds = new Set(media.map(({ isVideo }) => isVideo));
  if (kinds.size < 2) choice.element.querySelector("[data-mixed]").remove();
  if (!info.is_carousel) choice.element.querySelector("[data-carousel]").remove();
  choice.element.querySelector("[data-about]").replaceWith(about(info, "post"));
  return choice.start(
    async (wish) => [await downloadPost(info.shortcode, wish)],
    () => postButtonText(media, choice.wish),
  );
}

/** Reels and other posts of one video: /instagram/reel/info told of it. */
export function reelChoice(info) {
  const choice = new Choice("reel-choice");
  const form = choice.element;
  const sizes = reelSizes(info.formats);
  addOptions(form, "quality", [
    ...sizes.map(({ quality, resolution }) => ({ value: quality, name: dimensions(resolution) })),
    ...(sizes.length ? [] : [{ value: "best", name: gettext("The best there is") }]),
  ]);
  addOptions(form, "audio_format", [
    { value: "best", name: gettext("As it is") },
    ...SOUND_FORMATS.map((format) => ({ value: format, name: format.toUpperCase() })),
  ]);
  if (!hasSound(info.formats)) form.querySelector("[data-sound]").remove();
  form.querySelector("[data-about]").replaceWith(about(info, "reel"));
  return choice.start(
    async (wish) => [await downloadReel(info.shortcode, wish)],
    () => (choice.wish.download_type === "video" ? gettext("Download the video") : gettext("Download the sound")),
  );
}

function postButtonText(media, { form, download_type: wanted }) {
  if (form === "zip") return gettext("Download the ZIP");
  const isWanted = { image_only: (isVideo) => !isVideo, video_only: (isVideo) => isVideo }[wanted] ?? (() => true);
  const count = media.filter(({ isVideo }) => isWanted(isVideo)).length;
  return interpolate(ngettext("Download %s file", "Download %s files", count), [number(count)]);
}

/** A post alone has what a carousel has in `media_items`. */
function mediaOf({ shortcode, thumbnail, type, duration, media_items: items }) {
  const all = items ?? [{ index: 0, type, thumbnail, duration }];
  return all.map((item) => ({
    isVideo: item.type === "video",
    picture: item.thumbnail,
    width: item.width,
    height: item.height,
    seconds: item.duration,
    name: items ? `${shortcode}_${item.index + 1}` : shortcode,
  }));
}

async function downloadPost(shortcode, { form, quality, download_type: kinds = "media", include_metadata: withMetadata }) {
  const body = { url: shortcode, quality, include_metadata: Boolean(withMetadata) };
  const [path, wish] = form === "zip" ? ["carousel", body] : ["post", { ...body, download_type: kinds }];
  return (await post(`/instagram/download/${path}`, wish, { about: "offer" })).job_id;
}

async function downloadReel(shortcode, wish) {
  return (await post("/instagram/download/reel", { url: shortcode, ...wish }, { about: "offer" })).job_id;
}

function addOptions(form, name, options) {
  form.querySelector(`[data-options="${name}"]`).append(
    ...options.map(({ value, name: text }, index) => {
      const option = copy("option", { name: text, about: null });
      Object.assign(option.querySelector("input"), { name, value, checked: index === 0 });
      return option;
    }),
  );
}

/** Who, when, the whole caption, and counts, which are asked for when somebody wants to see them. */
function about(info, kind) {
  const element = copy("post-about", { caption: info.caption });
  const owner = element.querySelector("[data-owner]");
  owner.textContent = interpolate(gettext("Profile of %s"), [isolated(`@${info.owner.username}`)]);
  owner.addEventListener("click", () => owner.dispatchEvent(lookUp(`https://www.instagram.com/${info.owner.username}/`)));
  const details = element.querySelector("details");
  const show = async () => {
    if (!details.open || details.dataset.asked) return;
    details.dataset.asked = "yes";
    try {
      showCounts(details, info, await get(`/instagram/${kind}/stats`, { url: info.shortcode }, { about: "offer" }));
    } catch (error) {
      delete details.dataset.asked;
      showProblem(details.querySelector("[data-problem]"), error, show);
    }
  };
  details.addEventListener("toggle", show);
  return element;
}

function showCounts(details, info, { statistics }) {
  details.querySelector("[data-problem]").replaceChildren();
  const facts = [
    [gettext("Likes"), countOf(statistics.likes_count)],
    [gettext("Comments"), countOf(statistics.comments_count)],
    [gettext("Views"), countOf(statistics.view_count)],
    [gettext("Likes and comments together"), countOf(statistics.total_engagement)],
    [gettext("Posted"), dateTime(info.timestamp * 1_000)],
    [gettext("Shortcode"), info.shortcode],
  ];
  details.querySelector("[data-facts]").replaceChildren(...facts.map(([name, value]) => copy("post-fact", { name, value })));
}

function countOf(count) {
  return count === null ? gettext("not shown by Instagram") : number(count);
}
