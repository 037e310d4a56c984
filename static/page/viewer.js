/** Pictures as large as the window, one after another, with the keyboard too; Escape closes. */

import { picturePath } from "./api.js";
import { number } from "./dates.js";
import { fill } from "./templates.js";

const IS_RTL = document.documentElement.dir === "rtl";

const UNKNOWN_SIDE = 1080; // Instagram does not always tell

const dialog = document.getElementById("viewer");
let pictures = [];
let current = 0;

dialog.querySelector("[data-before]").addEventListener("click", () => go(current - 1));
dialog.querySelector("[data-after]").addEventListener("click", () => go(current + 1));
dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close()); // beside everything
dialog.addEventListener("close", () => image().removeAttribute("src"));
dialog.addEventListener("keydown", (event) => {
  const place = { ArrowRight: current + (IS_RTL ? -1 : 1), ArrowLeft: current + (IS_RTL ? 1 : -1), Home: 0, End: pictures.length - 1 };
  if (!(event.key in place)) return;
  event.preventDefault();
  go(place[event.key]);
});
image().addEventListener("load", () => (dialog.dataset.state = "shown"));
image().addEventListener("error", () => dialog.open && (dialog.dataset.state = "failed"));

/** Opens with one of the pictures, each `{picture, alt, name, width, height}`. */
export function view(all, index) {
  pictures = all;
  dialog.dataset.count = all.length;
  go(index);
  dialog.showModal();
}

function go(index) {
  if (!(index in pictures)) return;
  current = index;
  const { picture: url, alt, name, width, height } = pictures[index];
  const path = picturePath(url);
  dialog.dataset.state = "loading";
  Object.assign(image(), { width: width ?? UNKNOWN_SIDE, height: height ?? UNKNOWN_SIDE, alt, src: path });
  Object.assign(dialog.querySelector("[data-save]"), { href: path, download: `${name}.${extensionOf(url)}` });
  fill(dialog, { place: interpolate(gettext("%s of %s"), [number(index + 1), number(pictures.length)]) });
  dialog.querySelector("[data-before]").disabled = index === 0;
  dialog.querySelector("[data-after]").disabled = index === pictures.length - 1;
}

function extensionOf(url) {
  return /\.(webp|png|gif|avif)$/.exec(new URL(url).pathname)?.[1] ?? "jpg";
}

function image() {
  return dialog.querySelector("img");
}
