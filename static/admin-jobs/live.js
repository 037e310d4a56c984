/**
 * Keeps the admin's live cells up to date while somebody looks at them.
 *
 * A live cell is `<span id data-live="where to ask" data-row="its row">`; a state that will change has
 * `data-unfinished` in it. The answer is `{cells: [HTML, …]}`: the live cells of those rows as they are now.
 */

const BUSY_MS = 2_000;
const IDLE_MS = 30_000; // nothing is under way: only ages and countdowns change

function rowsByAddress() {
  const rows = new Map();
  for (const { dataset } of document.querySelectorAll("[data-live]")) {
    if (!rows.has(dataset.live)) rows.set(dataset.live, new Set());
    rows.get(dataset.live).add(dataset.row);
  }
  return rows;
}

async function refresh(address, rows) {
  const query = new URLSearchParams([...rows].map((row) => ["row", row]));
  const answer = await fetch(`${address}?${query}`, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) throw new Error(`${address}: ${answer.status}`);
  for (const cell of (await answer.json()).cells) show(cell);
}

function show(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const fresh = template.content.firstElementChild;
  const shown = document.getElementById(fresh.id);
  if (shown && !shown.isEqualNode(fresh)) shown.replaceWith(fresh);
}

async function refreshAll() {
  await Promise.allSettled([...rowsByAddress()].map(([address, rows]) => refresh(address, rows)));
}

function becomesVisible() {
  return new Promise((resolve) => {
    document.addEventListener("visibilitychange", resolve, { once: true });
  });
}

for (;;) {
  const busy = document.querySelector("[data-live] [data-unfinished]");
  await new Promise((resolve) => setTimeout(resolve, busy ? BUSY_MS : IDLE_MS));
  while (document.hidden) await becomesVisible();
  await refreshAll();
}
