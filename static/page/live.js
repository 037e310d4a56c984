/**
 * What happens to jobs, while it happens: one stream of events for all tabs, which share it.
 *
 * `live` dispatches "job", "item" and "deleted" with the state as `detail`; "changed" when anything may have
 * changed, because something was missed or there is no stream; "reachable" and "unreachable".
 */

const POLL_MS = 3_000;
const REOPEN_MS = 10_000;
const PATIENCE_MS = 2_500;
const KINDS = ["job", "item", "deleted"];

export const live = new EventTarget();

const channel = new BroadcastChannel("jobs");
channel.addEventListener("message", ({ data }) => tell(data.kind, data.state));

/** Locks are there only under https and on localhost; without them each tab that is seen has a stream. */
export function follow() {
  if (navigator.locks) {
    navigator.locks.request("events", () => new Promise(() => new Stream(share).open()));
  } else {
    followWhileSeen(new Stream(tell));
  }
}

function followWhileSeen(stream) {
  const look = () => (document.hidden ? stream.close() : stream.open());
  document.addEventListener("visibilitychange", look);
  look();
}

function tell(kind, state) {
  live.dispatchEvent(new CustomEvent(kind, { detail: state }));
}

function share(kind, state) {
  tell(kind, state);
  channel.postMessage({ kind, state });
}

/** The browser reopens a stream that broke off; we reopen one that was refused, and ask meanwhile. */
class Stream {
  #source = null;
  #tell;
  #timers = [];
  #isLost = false;

  constructor(report) {
    this.#tell = report;
  }

  open() {
    if (this.#source) return;
    this.#source = new EventSource("/events");
    this.#source.addEventListener("open", () => this.#opened());
    this.#source.addEventListener("error", () => this.#broken());
    for (const kind of KINDS) {
      this.#source.addEventListener(kind, ({ data }) => this.#tell(kind, JSON.parse(data)));
    }
  }

  close() {
    this.#stopTimers();
    this.#source?.close();
    this.#source = null;
    this.#isLost = true;
  }

  #reopen() {
    this.close();
    this.open();
  }

  #opened() {
    this.#stopTimers();
    this.#tell("reachable");
    if (this.#isLost) this.#tell("changed");
    this.#isLost = false;
  }

  #broken() {
    this.#isLost = true;
    if (this.#source.readyState === EventSource.CLOSED) {
      this.#stopTimers();
      this.#timers = [
        setInterval(() => this.#tell("changed"), POLL_MS),
        setTimeout(() => this.#reopen(), REOPEN_MS),
      ];
    } else if (!this.#timers.length) {
      // The browser tries again and again, and says so each time.
      this.#timers = [setTimeout(() => this.#tell("unreachable"), PATIENCE_MS)];
    }
  }

  #stopTimers() {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = [];
  }
}
