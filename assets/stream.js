const SHORTEST_WAIT = 1_000; // milliseconds
const LONGEST_WAIT = 30_000;
const FAILURES_LEFT_TO_THE_BROWSER = 3;

/**
 * One EventSource for any number of topics. Calls `tell` with {topic} for each message and {state: "on" | "lost"}.
 * The browser reconnects by itself with Last-Event-ID; when it gives up or fails repeatedly, this waits longer
 * and longer and opens a new one. Whoever hears "on" again has to refresh: messages may have been missed.
 */
export class Stream {
  #address;
  #tell;
  #source = null;
  #topics = new Set();
  #failures = 0;
  #timer = 0;

  constructor(address, tell) {
    this.#address = address;
    this.#tell = tell;
  }

  /** Makes sure that every topic of the list is listened to. */
  want(topics) {
    if (topics.every((topic) => this.#topics.has(topic))) return;
    this.#topics = new Set(topics);
    this.#open();
  }

  #open() {
    clearTimeout(this.#timer);
    const before = this.#source;
    const query = new URLSearchParams({ topics: [...this.#topics].sort().join(",") });
    const source = new EventSource(`${this.#address}?${query}`, { withCredentials: true });
    this.#source = source;
    source.onmessage = (event) => this.#tell(JSON.parse(event.data));
    source.onerror = () => this.#failed(source);
    source.onopen = () => {
      before?.close(); // only now: between two sources nothing is missed
      this.#failures = 0;
      this.#tell({ state: "on" });
    };
  }

  #failed(source) {
    if (source !== this.#source) return source.close();
    this.#failures += 1;
    this.#tell({ state: "lost" });
    if (source.readyState !== EventSource.CLOSED && this.#failures <= FAILURES_LEFT_TO_THE_BROWSER) return;
    source.close();
    const wait = Math.min(LONGEST_WAIT, SHORTEST_WAIT * 2 ** this.#failures);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#open(), wait * (0.5 + Math.random() / 2));
  }
}
