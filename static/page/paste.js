/**
 * The one field: what is typed, pasted, dropped or shared → `onText(text, platform)`, which returns the
 * platform that the text leads to; the one given is for bare names.
 */

import { keep, state } from "./state.js";

export async function start(form, onText) {
  const field = form.elements.links;
  if (!state.platform) keep({ platform: document.body.dataset.platforms.split(" ")[0] });
  const go = () => look(form, onText);

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go();
  });
  field.addEventListener("input", () => changed(form));
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    go();
  });
  field.addEventListener("paste", () => setTimeout(go)); // after the browser has put it there
  form.querySelector("[data-clear]").addEventListener("click", () => put(form, "", onText));
  offerClipboard(form, onText);
  acceptAnywhere(form, onText);

  for (const radio of form.querySelectorAll("[name=platform]")) {
    radio.checked = radio.value === state.platform;
    radio.addEventListener("change", () => {
      keep({ platform: radio.value });
      showExample(form);
    });
  }
  showExample(form);
  const text = (location.search && (await import("./share.js")).takeShared()) || state.text;
  if (text) put(form, text, onText);
}

async function look(form, onText) {
  const text = form.elements.links.value.trim();
  keep({ text });
  choosePlatform(form, await onText(text, state.platform));
}

/** Fills the field as if a person had. */
function put(form, text, onText) {
  const field = form.elements.links;
  field.value = text;
  changed(form);
  look(form, onText);
  if (!text) field.focus();
}

function changed(form) {
  const field = form.elements.links;
  form.querySelector("[data-clear]").hidden = !field.value;
  form.querySelector("[data-paste-clipboard]").hidden = Boolean(field.value) || !navigator.clipboard?.readText;
  field.rows = Math.min(8, field.value.split("\n").length);
}

function choosePlatform(form, platform) {
  const radio = form.querySelector(`[name=platform][value="${platform}"]`);
  if (!radio || radio.checked) return;
  radio.checked = true;
  keep({ platform });
  showExample(form);
}

/** How a link of the platform looks. */
function showExample(form) {
  const chosen = form.querySelector("[name=platform]:checked");
  if (chosen) form.elements.links.placeholder = chosen.dataset.example;
}

/** Browsers let us read the clipboard only when asked to by a click. */
function offerClipboard(form, onText) {
  const button = form.querySelector("[data-paste-clipboard]");
  button.addEventListener("click", async () => {
    const text = await navigator.clipboard.readText().catch(() => "");
    if (text) put(form, text, onText);
    else form.elements.links.focus();
  });
  changed(form);
}

/** Links may be dropped or pasted anywhere where nobody is typing. */
function acceptAnywhere(form, onText) {
  const box = form.querySelector(".paste-box");
  const isTyping = (event) => event.target.closest("input, textarea, select");
  document.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text");
    if (text && !isTyping(event)) put(form, text, onText);
  });
  document.addEventListener("lookup", ({ detail }) => put(form, detail, onText));
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    box.classList.add("is-target");
  });
  document.addEventListener("dragleave", () => box.classList.remove("is-target"));
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    box.classList.remove("is-target");
    const text = event.dataTransfer.getData("text/uri-list") || event.dataTransfer.getData("text");
    const links = text.split("\n").filter((line) => !line.startsWith("#")); // comments of text/uri-list
    if (links.join("")) put(form, links.join("\n"), onText);
  });
}
