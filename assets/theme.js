// Runs before the first paint, so that a dark page never flashes white.
const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");

function chosen() {
  try {
    return localStorage.getItem("theme");
  } catch {
    return null; // storage is switched off: follow the system
  }
}

function apply() {
  root.dataset.bsTheme = chosen() ?? (system.matches ? "dark" : "light");
}

apply();
system.addEventListener("change", apply);
addEventListener("storage", apply);
// Paper is white.
addEventListener("beforeprint", () => {
  root.dataset.bsTheme = "light";
});
addEventListener("afterprint", apply);
