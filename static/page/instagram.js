/** What Instagram offers: posts and carousels, reels, stories, profiles, and several of them at once. */

import { ApiError, get } from "./api.js";
import { day, number, roughly } from "./dates.js";
import { batchChoice } from "./instagram-batch.js";
import { meaningOf } from "./instagram-links.js";
import { postChoice, reelChoice } from "./instagram-post.js";
import { profileChoice, storiesChoice } from "./instagram-profile.js";
import { copy, isolated } from "./templates.js";

export function look({ url }, signal) {
  const { kind, name } = meaningOf(url);
  const ask = (path, parameters) => get(`/instagram/${path}`, parameters, { about: "offer", signal });
  switch (kind) {
    case "story":
      return stories(ask, name);
    case "profile":
      return profile(ask, name);
    case "reel":
      return reel(ask, url).catch((error) => {
        if (error instanceof ApiError && error.code === "wrong_media") return post(ask, url);
        throw error;
      });
    default:
      return post(ask, url);
  }
}

export function several(links) {
  const meanings = links.map(({ url }) => meaningOf(url));
  const list = copy("link-list");
  list.append(...meanings.map((each) => copy("link-row", { url: each.url, problem: nameOf(each.kind) })));
  return {
    title: interpolate(ngettext("%s link", "%s links", links.length), [number(links.length)]),
    picture: null,
    facts: [],
    choice: batchChoice(list, () => meanings),
  };
}

async function post(ask, url) {
  const info = await ask("post/info", { url });
  if (info.type === "video") return reel(ask, url);
  return { ...told(info), picture: null, choice: postChoice(info) };
}

async function reel(ask, url) {
  const info = await ask("reel/info", { url });
  return { ...told(info), choice: reelChoice(info) };
}

async function stories(ask, name) {
  const found = await ask("story/info", { username: name });
  return {
    title: interpolate(gettext("Stories of %s"), [isolated(`@${found.username}`)]),
    picture: null,
    facts: [countOf(found.active_stories_count, (count) => ngettext("%s story", "%s stories", count))],
    choice: storiesChoice(found),
  };
}

async function profile(ask, name) {
  const found = await ask("profile/info", { username: name });
  return {
    title: isolated(`@${found.username}`),
    picture: null,
    facts: [countOf(found.total_posts, (count) => ngettext("%s post", "%s posts", count))],
    choice: profileChoice(found),
  };
}

/** What posts and reels have in common. */
function told({ caption, owner, thumbnail, duration, upload_date: date, like_count: likes, comment_count: comments, view_count: views }) {
  const name = isolated(`@${owner.username}`);
  return {
    title: caption.trim().split("\n")[0] || name,
    picture: thumbnail,
    seconds: duration,
    facts: [
      name,
      countOf(views, (count) => ngettext("%s view", "%s views", count)),
      countOf(likes, (count) => ngettext("%s like", "%s likes", count)),
      countOf(comments, (count) => ngettext("%s comment", "%s comments", count)),
      day(date),
    ],
  };
}

/** Nothing for what Instagram hides. */
function countOf(count, sentence) {
  return count === null ? null : interpolate(sentence(count), [roughly(count)]);
}

function nameOf(kind) {
  return {
    post: gettext("Post"),
    reel: gettext("Reel"),
    story: gettext("Stories"),
    profile: gettext("Stories of this profile"),
  }[kind];
}
