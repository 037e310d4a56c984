/** Pictures of the platforms, through this server. Nothing jumps: each has its size before it comes. */

import { picturePath } from "./api.js";
import { duration, number } from "./dates.js";
import { style } from "./style.js";
import { copy } from "./templates.js";
import { view } from "./viewer.js";

await style("lists.css"); // of all that shows pictures

/** An `<img>` in pixels that comes when it is seen; without `alt` it only repeats what stands beside it. */
export function picture(url, { width, height, alt = "" }) {
  const element = new Image(width, height);
  element.alt = alt;
  element.loading = "lazy";
  element.decoding = "async";
  // The place stays, with an icon: addresses of Instagram's live for some hours only.
  element.addEventListener("error", () => element.remove());
  element.src = picturePath(url);
  return element;
}

/**
 * Pictures side by side that open in the viewer. A medium is `{isVideo, picture, width, height, seconds, name}`:
 * `picture` is an address of the platform or null, `name` what a saved file is called, without extension.
 */
export function gallery(media) {
  const element = copy("gallery");
  const shown = media.map((medium, index) => ({ ...medium, alt: altOf(medium, index, media.length) }));
  const viewable = shown.filter(({ picture: url }) => url);
  element.append(
    ...shown.map((medium) => {
      const tile = copy("tile", { length: medium.isVideo ? duration(medium.seconds) || "–" : null });
      showIn(tile, medium);
      tile.querySelector("[data-open]").addEventListener("click", () => view(viewable, viewable.indexOf(medium)));
      return tile;
    }),
  );
  return element;
}

/** Puts a medium's picture and kind into a tile. */
export function showIn(tile, { isVideo, picture: url, alt }) {
  const button = tile.querySelector("[data-open]");
  button.setAttribute("aria-label", alt);
  button.disabled = !url;
  tile.querySelector("[data-kind] use").setAttribute("href", `#icon-${isVideo ? "video" : "picture"}`);
  if (url) button.prepend(picture(url, { width: 320, height: 320 }));
}

function altOf({ isVideo }, index, count) {
  return interpolate(isVideo ? gettext("Video %s of %s") : gettext("Picture %s of %s"), [number(index + 1), number(count)]);
}
