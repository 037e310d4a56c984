/** Copies of the page's `<template>` elements. Whatever comes from outside goes in as text, never as HTML. */

import { digits } from "./dates.js";

/** The element in a template, with its texts. */
export function copy(id, texts = {}) {
  const element = document.getElementById(id).content.firstElementChild.cloneNode(true);
  return fill(element, texts);
}

/** Puts each text where `data-slot` has its name; what has no text is hidden. */
export function fill(element, texts) {
  for (const [name, text] of Object.entries(texts)) {
    const slot = element.querySelector(`[data-slot="${name}"]`);
    const content = text ?? "";
    // Untouched where nothing changed: selections and screen readers are not disturbed.
    if (slot.textContent !== String(content)) slot.textContent = content;
    slot.hidden = content === "";
  }
  return element;
}

/** Shows an error where it happened, and a button where trying again may help. */
export function showProblem(place, error, again) {
  const notice = copy("problem", { detail: error.message });
  notice.querySelector("[data-sign-in]").hidden = error.code !== "login_required";
  const button = notice.querySelector("[data-again]");
  button.hidden = !again;
  button.addEventListener("click", () => again());
  place.replaceChildren(notice);
}

/** Says it to screen readers, once. */
export function announce(text) {
  document.querySelector("[data-announcer]").textContent = text;
}

/** Within a sentence: a title in any direction, which cannot turn the rest around. */
export function isolated(text) {
  return `\u2068${text}\u2069`;
}

/** `1920x1080` → `1920 × 1080`, in this order in every language; anything else → null. */
export function dimensions(resolution) {
  return /^\d+x\d+$/.test(resolution ?? "") ? `\u2066${digits(resolution.replace("x", " × "))}\u2069` : null;
}
