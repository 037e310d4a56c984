/** Several things of Instagram in one go. */

import { post } from "./api.js";
import { Choice } from "./choice.js";
import { number } from "./dates.js";

const MAX_BATCH = 20; // of the API

/** A form; `chosen()` tells what was chosen of `items`, as `meaningOf` does. */
export function batchChoice(items, chosen) {
  const choice = new Choice("instagram-batch-choice", items);
  return choice.start(
    (wish) => startBatches(chosen(), wish),
    () => buttonText(chosen().length),
  );
}

/** The API takes a few at a time; more of them become several jobs. */
async function startBatches(meanings, { quality, continue_on_error: continues }) {
  const jobIds = [];
  for (let start = 0; start < meanings.length; start += MAX_BATCH) {
    const items = meanings.slice(start, start + MAX_BATCH).map(itemOf);
    const body = { items, quality, continue_on_error: Boolean(continues) };
    jobIds.push((await post("/instagram/download/batch", body, { about: "offer" })).job_id);
  }
  return jobIds;
}

/** Of a profile, the API takes the stories in a batch. */
function itemOf({ kind, url, name }) {
  return name ? { url: name, type: "story" } : { url, type: kind };
}

function buttonText(count) {
  return count ? interpolate(gettext("Download (%s)"), [number(count)]) : null;
}
