/** The little Markdown of the API's description as elements; any HTML in it stays text. */

/** Paragraphs and lists are kept by the style sheet (`white-space: pre-line`); `words` become code, ** is left out. */
export function prose(text) {
  return text
    .replaceAll("**", "")
    .split("`")
    .map((part, index) => (index % 2 ? code(part) : document.createTextNode(part)));
}

function code(text) {
  const element = document.createElement("code");
  element.dir = "ltr";
  element.textContent = text;
  return element;
}
