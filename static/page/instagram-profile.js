/** A person on Instagram: posts to open or to download several of, and stories. */

import { get, post } from "./api.js";
import { Checklist } from "./checklist.js";
import { Choice } from "./choice.js";
import { duration, number } from "./dates.js";
import { batchChoice } from "./instagram-batch.js";
import { lookUp } from "./offer.js";
import { gallery, showIn } from "./pictures.js";
import { copy, fill, isolated, showProblem } from "./templates.js";

const MAX_POSTS = 50; // of the API

/** Posts and stories, for what /instagram/profile/info told. */
export function profileChoice(profile) {
  const element = copy("profile-choice");
  const panels = Object.fromEntries([...element.querySelectorAll("[data-panel]")].map((each) => [each.dataset.panel, each]));
  panels.posts.append(profile.recent_posts.length ? postsChoice(profile) : copy("no-entries"));
  const show = (kind) => {
    for (const [name, panel] of Object.entries(panels)) panel.hidden = name !== kind;
    if (kind === "stories") askForStories(panels.stories, profile.username);
  };
  element.querySelector(".kinds").addEventListener("change", ({ target }) => show(target.value));
  return element;
}

/** A form for what /instagram/story/info told. */
export function storiesChoice({ username, stories }) {
  if (!stories.length) return copy("no-stories");
  const media = stories.map((story) => ({
    isVideo: story.media_type === "video",
    picture: story.thumbnail,
    width: story.width,
    height: story.height,
    seconds: story.duration,
    name: `${username}_story_${story.story_index}`,
  }));
  const text = interpolate(ngettext("Download %s story", "Download %s stories", media.length), [number(media.length)]);
  return new Choice("story-choice", gallery(media)).start(
    async (wish) => [(await post("/instagram/download/story", { username, ...wish }, { about: "offer" })).job_id],
    () => text,
  );
}

function postsChoice({ username, recent_posts: recent, total_posts: total }) {
  const list = new Checklist(recent.map(entryOf), tile);
  list.element.classList.add("as-tiles");
  const showSum = () => {
    fill(list.element, { sum: interpolate(gettext("%s of %s chosen"), [list.chosen.length, list.entries.length].map((each) => number(each))) });
  };
  list.element.addEventListener("choose", showSum);
  showSum();
  const form = batchChoice(list.element, () => list.chosen.map((index) => ({ kind: "post", url: list.entries[index].url })));
  list.element.after(...(total > recent.length ? [moreButton(list, username, showSum)] : []));
  return form;
}

function entryOf(post) {
  return { ...post, isAvailable: true };
}

function tile(entry) {
  const element = copy("post-tile", { title: entry.title, length: entry.duration ? duration(entry.duration) : null });
  const alt = interpolate(gettext("Open the post: %s"), [isolated(entry.title)]);
  showIn(element, { isVideo: entry.is_video ?? Boolean(entry.duration), picture: entry.thumbnail, alt });
  const button = element.querySelector("[data-open]");
  button.disabled = false;
  button.addEventListener("click", () => button.dispatchEvent(lookUp(entry.url)));
  return element;
}

/** The API has no pages here, so all of them are asked for at once. */
function moreButton(list, username, onMore) {
  const more = copy("more-posts");
  const button = more.querySelector("button");
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const { posts } = await get("/instagram/profile/posts", { username, limit: MAX_POSTS }, { about: "offer" });
      const known = new Set(list.entries.map(({ url }) => url));
      await list.add(posts.filter(({ url }) => !known.has(url)).map(entryOf));
      onMore();
      more.remove();
    } catch (error) {
      button.disabled = false;
      showProblem(more.querySelector("[data-problem]"), error);
    }
  });
  return more;
}

/** Once, when somebody wants to see them: Instagram tells them only to those who are signed in. */
async function askForStories(panel, username) {
  if (panel.dataset.asked) return;
  panel.dataset.asked = "yes";
  panel.replaceChildren(copy("asking"));
  try {
    panel.replaceChildren(storiesChoice(await get("/instagram/story/info", { username }, { about: "offer" })));
  } catch (error) {
    delete panel.dataset.asked;
    showProblem(panel, error, () => askForStories(panel, username));
  }
}
