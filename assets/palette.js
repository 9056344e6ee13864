import { isComposing } from "./keys.js";

/**
 * The palette: Ctrl-K (⌘K) opens it anywhere, also while typing. The pages of the menu stand in it from the beginning and
 * are narrowed here; cases and units come from the server, by htmx. Arrows choose, Enter opens, Escape closes.
 */
export function openPalette() {
  const dialog = document.getElementById("palette");
  if (!dialog) return;
  const input = dialog.querySelector("[role=combobox]");
  const choice = chooser(dialog, input);
  const open = () => {
    if (document.querySelector("dialog[open]")) return;
    dialog.showModal();
    input.select();
    narrow(dialog, input.value);
    choice.first();
  };
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    if (!isComposing(event)) open();
  });
  for (const button of document.querySelectorAll("[data-palette]")) button.addEventListener("click", open);
  input.addEventListener("input", () => {
    narrow(dialog, input.value);
    choice.first();
  });
  input.addEventListener("keydown", (event) => isComposing(event) || choice.press(event));
  dialog.addEventListener("htmx:afterSettle", () => choice.keep());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
}

/** Shows the pages whose name, or its pinyin initials, holds what was typed. */
function narrow(dialog, typed) {
  const wanted = typed.toLowerCase().replace(/\s+/g, "");
  for (const page of dialog.querySelectorAll("[data-find]")) page.hidden = !page.dataset.find.includes(wanted);
  for (const group of dialog.querySelectorAll("[data-pages]")) {
    group.hidden = !group.querySelector("[data-find]:not([hidden])");
  }
}

/** The option that Enter would open, told to screen readers by aria-activedescendant; the focus stays in the field. */
function chooser(dialog, input) {
  const options = () => [...dialog.querySelectorAll("[role=option]")].filter((one) => one.getClientRects().length > 0);
  const chosen = () => dialog.querySelector('[role=option][aria-selected="true"]');
  const choose = (option) => {
    chosen()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option?.id ?? "");
  };
  const step = (by) => {
    const all = options();
    choose(all[(all.indexOf(chosen()) + by + all.length) % all.length]);
  };
  const keys = { ArrowDown: () => step(1), ArrowUp: () => step(-1), Enter: () => chosen()?.click() };
  return {
    first: () => choose(options()[0]),
    keep: () => options().includes(chosen()) || choose(options()[0]),
    press(event) {
      if (!(event.key in keys)) return;
      event.preventDefault();
      keys[event.key]();
    },
  };
}
