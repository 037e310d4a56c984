/** A video's own picture: seen where its size is chosen, and in the viewer. */

import { get } from "./api.js";
import { gallery } from "./pictures.js";
import { showProblem } from "./templates.js";

const SIZES = { maxres: [1280, 720], sd: [640, 480], hq: [480, 360], mq: [320, 180], default: [120, 90] };

export class Thumbnail {
  #place;
  #url;
  #shown = null;

  constructor(place, url) {
    this.#place = place;
    this.#url = url;
    // Errors of pictures do not bubble. YouTube makes the largest sizes only where the video was as large.
    place.addEventListener("error", () => this.#failed(new Error(gettext("YouTube has no picture of this size. Choose a smaller one."))), true);
  }

  /** Shows it in one of the API's qualities. */
  async show(quality) {
    if (quality === this.#shown) return;
    this.#shown = quality;
    try {
      const found = await get("/thumbnail", { url: this.#url, quality }, { about: "offer" });
      if (quality === this.#shown) this.#place.replaceChildren(gallery([mediumOf(found)])); // nothing else was chosen since
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error) {
    this.#shown = null;
    showProblem(this.#place, error);
  }
}

function mediumOf({ video_id: id, quality, thumbnail_url: picture }) {
  const [width, height] = SIZES[quality];
  return { isVideo: false, picture, width, height, name: `${id}-${quality}` };
}
