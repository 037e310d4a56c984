/** What each quality would deliver of a reel, by the rules the server downloads by. Pure functions. */

// The smaller side at most, in pixels, the largest first.
const CAPS = { best: Infinity, "1080p": 1080, "720p": 720, "480p": 480 };
// Instagram's sizes are near those of films, not at them: 750 pixels for 720.
const TOLERANCE = 1.05;

/** `[{quality, resolution}]` for the formats of /instagram/reel/info, the largest first, each size once. */
export function reelSizes(formats) {
  const pictures = formats.filter(({ resolution }) => resolution).toSorted((one, other) => sideOf(other) - sideOf(one));
  const sizes = new Map();
  for (const [quality, cap] of Object.entries(CAPS)) {
    const best = pictures.find((each) => sideOf(each) <= cap * TOLERANCE) ?? pictures.at(-1);
    if (best && !sizes.has(sideOf(best))) sizes.set(sideOf(best), { quality, resolution: best.resolution });
  }
  return [...sizes.values()];
}

/** Whether there may be sound; Instagram does not always tell. */
export function hasSound(formats) {
  return formats.some(({ acodec }) => acodec !== "none");
}

function sideOf({ resolution }) {
  return Math.min(...resolution.split("x").map(Number));
}
