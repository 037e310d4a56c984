/** What a link of Instagram leads to. Pure functions; whether there is such a thing, the API tells. */

const POST_PAGES = ["p", "tv"];
const REEL_PAGES = ["reel", "reels"];
// Of today's posts, a number in base 64; shorter ones are as often names.
const SHORTCODE = /^(?=.*[A-Z_-])[A-Za-z\d_-]{11}$/;

/** `{kind, url, name}`: "post", "reel", "story" or "profile"; the last two have a name. */
export function meaningOf(url) {
  const parts = partsOf(url);
  const [first = "", second = ""] = parts;
  if (isBare(url)) return SHORTCODE.test(first) ? { kind: "post", url } : person("profile", first, url);
  if (first === "stories") return person("story", second, url);
  const page = parts.slice(0, -1).find((part) => [...POST_PAGES, ...REEL_PAGES].includes(part)); // a shortcode follows
  if (page) return { kind: REEL_PAGES.includes(page) ? "reel" : "post", url };
  return person("profile", first, url);
}

/** Where there is no name in it, the API says so of the link. */
function person(kind, name, url) {
  return { kind, url, name: name.replace(/^@/, "").toLowerCase() || url };
}

/** A shortcode or a name by itself. */
function isBare(url) {
  return !url.includes("/");
}

function partsOf(url) {
  if (isBare(url)) return [url];
  const path = url.replace(/^[a-z]+:\/\//i, "").replace(/[?#].*/, "");
  return path.split("/").slice(1).filter(Boolean);
}
