/** The button that opens the menu on a narrow screen; Escape closes it. */
export function openMenu() {
  const button = document.querySelector("[data-menu]");
  if (!button) return;
  const show = (open) => {
    button.setAttribute("aria-expanded", String(open));
    document.body.classList.toggle("menu-open", open);
  };
  button.addEventListener("click", () => show(button.getAttribute("aria-expanded") !== "true"));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || button.getAttribute("aria-expanded") !== "true") return;
    show(false);
    button.focus();
  });
}

/** The buttons that switch between light and dark, remembered in this browser. */
export function switchTheme() {
  const root = document.documentElement;
  for (const button of document.querySelectorAll("[data-theme-switch]")) {
    const tell = () => button.setAttribute("aria-pressed", String(root.dataset.bsTheme === "dark"));
    new MutationObserver(tell).observe(root, { attributeFilter: ["data-bs-theme"] });
    button.addEventListener("click", () => remember(root.dataset.bsTheme === "dark" ? "light" : "dark"));
    tell();
  }
}

function remember(theme) {
  document.documentElement.dataset.bsTheme = theme;
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // storage is switched off: the choice holds for this page
  }
}
