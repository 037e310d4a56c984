/** What a reader has typed and chosen in this tab; it outlives a reload and a change of language. */

const NAME = "page";

export const state = { text: "", platform: "", view: {}, choices: {}, ...kept() };

export function keep(changes) {
  Object.assign(state, changes);
  try {
    sessionStorage.setItem(NAME, JSON.stringify(state));
  } catch {
    // Storage is full or forbidden: the page works, and forgets.
  }
}

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(NAME)) ?? {};
  } catch {
    return {};
  }
}
