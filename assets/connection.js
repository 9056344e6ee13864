const SHORTEST_WAIT = 2_000; // milliseconds between two attempts
const LONGEST_WAIT = 20_000;

/** Shows the banner while the server is out of reach, tries again, and calls `refresh` once it answers. */
export function watchConnection(refresh) {
  const banner = document.getElementById("offline");
  if (!banner) return;
  const lost = () => banner.hidden && retry(banner, refresh);
  addEventListener("offline", lost);
  document.addEventListener("htmx:sendError", lost);
  document.addEventListener("htmx:timeout", lost);
  document.addEventListener("htmx:responseError", (event) => explain(event.detail.xhr));
  document.addEventListener("htmx:beforeSwap", leaveWhenSignedOut);
  document.addEventListener("submit", (event) => keepWhatWasTyped(event, banner), true);
  if (!navigator.onLine) lost();
}

async function retry(banner, refresh) {
  banner.hidden = false;
  for (let wait = SHORTEST_WAIT; !(await answers(banner.dataset.probe)); wait = Math.min(wait * 1.5, LONGEST_WAIT)) {
    await pause(wait);
  }
  banner.hidden = true;
  banner.classList.remove("insist");
  refresh();
}

async function answers(address) {
  try {
    return (await fetch(address, { method: "HEAD", cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

/** Ends after the wait, or at once when the network comes back. */
function pause(wait) {
  return new Promise((resolve) => {
    setTimeout(resolve, wait);
    addEventListener("online", resolve, { once: true });
  });
}

/** A form sent into the void would be replaced by the browser's error page, and its text lost. */
function keepWhatWasTyped(event, banner) {
  if (banner.hidden) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  banner.classList.add("insist");
}

/** The line that matches the status of a refused htmx request; of a conflict, what the other person did meanwhile. */
function explain({ status, responseText }) {
  const failure = document.getElementById("failure");
  const told = failure.querySelector("[data-told]");
  told.textContent = status === 409 ? whatHappened(responseText) : "";
  const known = failure.querySelector(`[data-status="${status}"]`) ? String(status) : "other";
  for (const line of failure.querySelectorAll("[data-status]")) line.hidden = line.dataset.status !== known;
  failure.hidden = false;
  failure.querySelector("button").onclick = () => (failure.hidden = true);
}

/** What the page of a conflict says of it: a form that was refused, or the notice in its place. */
function whatHappened(answer) {
  const page = new DOMParser().parseFromString(answer, "text/html");
  const said = page.querySelectorAll(".error-summary li, .notice-text");
  return [...said].map((one) => one.textContent.trim()).join(" ");
}

/** A fragment that turns out to be the sign-in page is not shown inside this one. */
function leaveWhenSignedOut(event) {
  const { signIn } = document.body.dataset;
  if (!signIn || new URL(event.detail.xhr.responseURL).pathname !== signIn) return;
  event.detail.shouldSwap = false;
  location.reload();
}
