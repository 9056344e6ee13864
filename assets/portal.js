// What the portal can do better with scripts: print, fill in the place on a tap, and leave a terminal that nobody touches.
import { offerPrinting } from "./print.js";

offerPrinting();

const locate = document.querySelector("[data-locate]");
if (locate && "geolocation" in navigator && isSecureContext) {
  locate.hidden = false;
  locate.addEventListener("click", () => navigator.geolocation.getCurrentPosition(fillIn, cannot, { timeout: 10_000 }));
}

function fillIn({ coords }) {
  const place = document.querySelector("[name=place]");
  const found = `${coords.latitude.toFixed(5)}, ${coords.longitude.toFixed(5)}`;
  place.value = place.value ? `${place.value} (${found})` : found;
  place.focus();
}

function cannot() {
  document.querySelector("[data-located]").textContent = locate.dataset.failed;
}

const countdown = document.querySelector("[data-seconds]");
if (countdown) {
  const whole = Number(countdown.dataset.seconds);
  const shown = countdown.querySelector("[data-left]");
  let ends = Date.now() + whole * 1000;
  for (const sign of ["pointerdown", "keydown", "input"]) {
    addEventListener(sign, () => (ends = Date.now() + whole * 1000), { passive: true });
  }
  setInterval(() => {
    const left = Math.max(0, Math.ceil((ends - Date.now()) / 1000));
    shown.textContent = left;
    if (left === 0) {
      ends = Number.POSITIVE_INFINITY;
      // Not the button: what stands in other forms is not asked about.
      document.querySelectorAll("form").forEach((form) => form.reset());
      countdown.submit();
    }
  }, 500);
}
