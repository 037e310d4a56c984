/** Style sheets that come with a part of the page which not everybody opens. */

const loading = new Map();

/** Resolves once a style sheet beside this module is there; also if it cannot be had: the part works without. */
export function style(name) {
  if (!loading.has(name)) {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL(name, import.meta.url);
    loading.set(name, new Promise((resolve) => ["load", "error"].forEach((event) => link.addEventListener(event, resolve))));
    document.head.append(link);
  }
  return loading.get(name);
}
