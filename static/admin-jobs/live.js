/**
 * Keeps the admin's live cells up to date while somebody looks at them.
 *
 * A live cell is `<span id data-live="where to ask" data-row data-column>`; a state that will change has
 * `data-unfinished` in it. The answer is `{cells: [HTML, …], newest: row}`: the cells asked for, as they are
 * now, and the newest row of all, by which a list notices that it is no longer complete.
 */

const BUSY_MS = 2_000;
const IDLE_MS = 10_000; // nothing is under way: only ages and countdowns change

const newestAtFirst = new Map();

/** What to ask, by address: the rows and columns on this page, each once. */
function questions() {
  const queries = new Map();
  for (const { dataset } of document.querySelectorAll("[data-live]")) {
    if (!queries.has(dataset.live)) queries.set(dataset.live, new URLSearchParams());
    const query = queries.get(dataset.live);
    for (const key of ["row", "column"]) {
      if (dataset[key] && !query.getAll(key).includes(dataset[key])) query.append(key, dataset[key]);
    }
  }
  return queries;
}

async function refresh(address, query) {
  const answer = await fetch(`${address}?${query}`, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) throw new Error(`${address}: ${answer.status}`);
  const { cells, newest } = await answer.json();
  cells.forEach(show);
  noticeNewRows(address, newest);
}

function show(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const fresh = template.content.firstElementChild;
  const shown = document.getElementById(fresh.id);
  if (shown && !shown.isEqualNode(fresh)) shown.replaceWith(fresh);
}

function noticeNewRows(address, newest) {
  if (!newestAtFirst.has(address)) newestAtFirst.set(address, newest);
  const notice = document.getElementById("changed-list");
  if (notice?.dataset.live === address) notice.hidden = newestAtFirst.get(address) === newest;
}

function refreshAll() {
  return Promise.allSettled([...questions()].map(([address, query]) => refresh(address, query)));
}

function pause() {
  const busy = document.querySelector("[data-live] [data-unfinished]");
  return new Promise((resolve) => setTimeout(resolve, busy ? BUSY_MS : IDLE_MS));
}

function visible() {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve) => {
    document.addEventListener("visibilitychange", resolve, { once: true });
  });
}

for (;;) {
  await visible();
  await refreshAll();
  await pause();
}
