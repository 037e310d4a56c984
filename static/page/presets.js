/** What each quality would deliver of a video, by the rules the server downloads by. Pure functions. */

// The API's words for heights, the largest first; the smaller side of the picture counts.
const HEIGHTS = { "4k": 2160, "1440p": 1440, "1080p": 1080, "720p": 720, "480p": 480, "360p": 360, "240p": 240, "144p": 144 };
// Up to here the server takes H.264, which plays on any phone.
const PHONE_HEIGHT = 1080;

/** `[{quality, height, fps, bytes}]` for /formats' answer, the largest first; `bytes` null where not known. */
export function videoPresets({ formats }) {
  const pictures = [...formats.video_only, ...formats.combined];
  const sound = bestSound(formats);
  const picked = new Set();
  const presets = [];
  for (const [quality, cap] of Object.entries(HEIGHTS).reverse()) {
    const best = bestPicture(pictures, cap);
    if (!best || picked.has(best)) continue;
    picked.add(best);
    presets.unshift({ quality, height: heightOf(best), fps: best.fps, bytes: totalBytes(best, sound) });
  }
  return presets;
}

/** The sound that `best` delivers, or undefined. */
export function bestSound(formats) {
  const candidates = [...formats.audio_only, ...formats.combined];
  return candidates.find(({ acodec }) => acodec?.startsWith("mp4a")) ?? candidates[0];
}

/** The sound to join with a picture: in the same container where there is one, or undefined. */
export function soundFor({ ext }, { audio_only: sounds }) {
  return sounds.find((sound) => (sound.ext === "webm") === (ext === "webm")) ?? sounds[0];
}

/** Pixels, or 0 for sound. */
export function heightOf({ resolution }) {
  const [width, height] = (resolution ?? "").split("x").map(Number);
  return Math.min(width || 0, height || 0);
}

/** The list is in the platform's order, the best first: it decides what the comparison leaves open. */
function bestPicture(pictures, cap) {
  const fitting = pictures.filter((each) => heightOf(each) > 0 && heightOf(each) <= cap);
  const isPlayable = ({ vcodec }) => (cap <= PHONE_HEIGHT ? Number(Boolean(vcodec?.startsWith("avc1"))) : 0);
  return fitting.toSorted(
    (one, other) =>
      heightOf(other) - heightOf(one) || (other.fps ?? 0) - (one.fps ?? 0) || isPlayable(other) - isPlayable(one),
  )[0];
}

function totalBytes(picture, sound) {
  if (picture.acodec !== "none" || !sound) return picture.filesize;
  return picture.filesize && sound.filesize ? picture.filesize + sound.filesize : null;
}
