// Shared by every tab of this browser: one connection to the live stream, told on to each page.
import { Stream } from "./stream.js";

const pages = new Map(); // port -> its topics
let stream;
let state;

function tell(message) {
  if (message.state) state = message.state;
  for (const page of pages.keys()) page.postMessage(message);
}

onconnect = ({ ports: [page] }) => {
  page.onmessage = ({ data: { address, topics } }) => {
    if (!topics) return pages.delete(page);
    pages.set(page, topics);
    stream ??= new Stream(address, tell);
    stream.want([...new Set([...pages.values()].flat())]);
    if (state) page.postMessage({ state });
  };
};
