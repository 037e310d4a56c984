/** What was pasted → links, each with the platform it leads to. Whether they are good, the API tells. */

const SITES = {
  youtube: /^(?:[\w-]+\.)?(?:youtube\.com|youtu\.be|youtube-nocookie\.com)$/i,
  instagram: /^(?:[\w-]+\.)?(?:instagram\.com|instagr\.am)$/i,
};
// Messengers put marks of direction around a link in Persian text.
const SEPARATORS = /[\s,،;؛<>"'«»\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/u;
const LOOKS_LIKE_A_LINK = /^(?:[a-z][a-z\d+.-]*:\/\/|[\w-]+(?:\.[\w-]+)+(?:\/|$))/i;

/** `[{url, platform}]`, each link once; of a message around links only these. `platform` is for bare names. */
export function parse(text, platform) {
  const words = text.split(SEPARATORS).filter(Boolean);
  const links = words.filter((word) => LOOKS_LIKE_A_LINK.test(word));
  const urls = new Set(links.length ? links.map(withoutFullStop) : words);
  return [...urls].map((url) => ({ url, platform: platformOf(url) ?? platform }));
}

/** `youtube`, `instagram` or null. */
export function platformOf(url) {
  const host = hostOf(url);
  return Object.keys(SITES).find((name) => SITES[name].test(host)) ?? null;
}

function hostOf(url) {
  try {
    return new URL(/^[a-z][a-z\d+.-]*:\/\//i.test(url) ? url : `https://${url}`).hostname;
  } catch {
    return "";
  }
}

function withoutFullStop(url) {
  return url.replace(/[.!?)\]]+$/, "");
}
