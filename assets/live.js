import { Stream } from "./stream.js";

const TOPIC = /\blive:([^\s,]+)/g;
const SPREAD = 400; // milliseconds over which the browsers that hear the same message come back
const SPREAD_AFTER_LOSS = 4_000;

/**
 * Turns each message of the live stream into the event live:TOPIC on the body, so that an element with
 * hx-trigger="live:TOPIC from:body" reloads. Topics are read from the page. Returns a function that
 * refreshes everything live, for use after a loss of connection.
 */
export function followLive(htmx) {
  const { staff, liveOrigin = "", liveWorker } = document.body.dataset;
  if (!staff) return () => {};
  const topics = new Set();
  const announce = announcer((topic) => htmx.trigger(document.body, `live:${topic}`));
  const refresh = () => topics.forEach((topic) => announce(topic, SPREAD_AFTER_LOSS));
  const send = connect(`${liveOrigin || location.origin}/live`, liveWorker, staff, receiver(announce, refresh));
  const subscribe = () => topics.size && send([...topics]);
  htmx.onLoad((element) => {
    collect(element, topics);
    subscribe();
  });
  addEventListener("pagehide", () => send(null));
  addEventListener("pageshow", (event) => event.persisted && subscribe());
  return refresh;
}

/** Several messages within the spread become one event; a page in the background waits until it is looked at. */
function announcer(fire) {
  const due = new Map();
  const run = (topic) => {
    if (document.hidden) return;
    due.delete(topic);
    fire(topic);
  };
  document.addEventListener("visibilitychange", () => document.hidden || [...due.keys()].forEach(run));
  return (topic, spread = SPREAD) => {
    if (due.has(topic)) return;
    due.set(topic, setTimeout(() => run(topic), Math.random() * spread));
  };
}

function receiver(announce, refresh) {
  const root = document.documentElement;
  return ({ topic, state }) => {
    if (topic) return announce(topic);
    if (state === "on" && root.dataset.live === "lost") refresh();
    root.dataset.live = state;
  };
}

/** Opens the shared worker, or where there is none a stream of this page's own. */
function connect(address, script, staff, receive) {
  if (!window.SharedWorker) {
    const stream = new Stream(address, receive);
    return (topics) => topics && stream.want(topics);
  }
  const { port } = new SharedWorker(script, { name: `live ${staff} ${address}` });
  port.onmessage = ({ data }) => receive(data);
  return (topics) => port.postMessage({ address, topics });
}

function collect(element, topics) {
  const live = [...element.querySelectorAll('[hx-trigger*="live:"]')];
  if (element.matches('[hx-trigger*="live:"]')) live.push(element);
  for (const one of live) {
    for (const [, topic] of one.getAttribute("hx-trigger").matchAll(TOPIC)) topics.add(topic);
  }
}
