/** What another app (through the manifest's share target) or the bookmarklet has handed over to the page. */

const NAMES = ["url", "text", "title"]; // downloader_project/manifest.py

/** The text that was shared, once; empty when there is none. It leaves the address, so that a reload is only that. */
export function takeShared() {
  const address = new URL(location.href);
  const texts = NAMES.map((name) => address.searchParams.get(name)).filter(Boolean);
  NAMES.forEach((name) => address.searchParams.delete(name));
  if (texts.length) {
    history.replaceState(history.state, "", address);
  }
  // Apps repeat the link in the text.
  return texts.find((text) => /https?:\/\//i.test(text)) ?? texts[0] ?? "";
}
