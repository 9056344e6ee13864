// What the portal can do better with scripts: print, fill in the place on a tap, and leave a terminal that nobody touches.
import { forgetMended } from "./mended.js";
import { showPhotos } from "./photos.js";
import { positionOf } from "./position.js";
import { offerPrinting } from "./print.js";

const WARNED_SECONDS = 20;

offerPrinting();
forgetMended();

const locate = document.querySelector("[data-locate]");
if (locate && "geolocation" in navigator && isSecureContext) {
  locate.hidden = false;
  locate.addEventListener("click", () => navigator.geolocation.getCurrentPosition(fillIn, cannot, { timeout: 10_000 }));
}

function fillIn({ coords }) {
  const place = document.querySelector("[name=place]");
  const found = `${coords.latitude.toFixed(5)}, ${coords.longitude.toFixed(5)}`;
  if (!place.value.includes(found)) place.value = place.value ? `${place.value} (${found})` : found;
  place.focus();
  return place.value;
}

function cannot() {
  document.querySelector("[data-located]").textContent = locate.dataset.failed;
}

// Offered, never done by itself: only the citizen knows whether the photo was taken at the place.
const chosen = document.querySelector("[data-chosen]");
if (chosen) showPhotos(document.querySelector("[type=file][name=photos]"), chosen);

const taken = document.querySelector("[data-taken]");
const photos = document.querySelector("[type=file][name=photos]");
if (taken && photos) {
  let coords = null;
  photos.addEventListener("change", async () => {
    coords = (await Promise.all([...photos.files].map(positionOf))).find(Boolean) ?? null;
    taken.hidden = !coords;
  });
  taken.addEventListener("click", () => {
    document.querySelector("[data-filled]").textContent = `${taken.dataset.said}${fillIn({ coords })}`;
    taken.hidden = true;
  });
}

const countdown = document.querySelector("[data-seconds]");
if (countdown) {
  // What a browser keeps of pages and of fields, for who steps back, is the citizen's before.
  document.querySelectorAll("form").forEach((form) => (form.autocomplete = "off"));
  addEventListener("pageshow", (event) => event.persisted && location.replace(document.querySelector(".brand").href));
  const whole = Number(countdown.dataset.seconds);
  const stay = countdown.querySelector("[data-stay]");
  const shown = countdown.querySelector("[data-left]");
  let ends = Date.now() + whole * 1000;
  for (const sign of ["pointerdown", "keydown", "input"]) {
    addEventListener(sign, () => (ends = Date.now() + whole * 1000), { passive: true });
  }
  setInterval(() => {
    const left = Math.max(0, Math.ceil((ends - Date.now()) / 1000));
    shown.textContent = left;
    countdown.classList.toggle("soon", left <= WARNED_SECONDS);
    stay.hidden = left > WARNED_SECONDS;
    if (left === 0) {
      ends = Number.POSITIVE_INFINITY;
      // Not the button: what stands in other forms is not asked about.
      document.querySelectorAll("form").forEach((form) => form.reset());
      countdown.submit();
    }
  }, 500);
}
