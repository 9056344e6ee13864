import { ROWS } from "./rows.js";

/**
 * Single keys, told by the page itself: an element with data-key="x" is clicked, or focused if one types into it, by that
 * key. What stands in a row of a list is for that row alone, once j or k came to it; it comes before the page, and
 * that before the frame around it. While somebody
 * types, an input method composes or a dialog is open, no single key does anything; <body data-keys="off"> switches
 * all of them off.
 */
export function listenForKeys(rows) {
  const help = document.getElementById("keys");
  if (!help) return;
  for (const button of document.querySelectorAll("[data-keys-help]")) button.addEventListener("click", () => tell(help));
  if (document.body.dataset.keys === "off") return;
  document.addEventListener("keydown", (event) => {
    if (!isSingle(event) || isTaken(event)) return;
    const element = bearer(event.key, rows.current());
    if (event.key === "?") tell(help);
    else if (element && !event.repeat) press(element);
    else if (!rows.move(event.key)) return;
    event.preventDefault();
  });
}

/** True while an input method makes a character out of what is typed; 229 is what older browsers say instead. */
export const isComposing = (event) => event.isComposing || event.keyCode === 229;

function isSingle(event) {
  return [...event.key].length === 1 && !(event.ctrlKey || event.altKey || event.metaKey);
}

function isTaken(event) {
  const { target } = event;
  const isTyped = target.isContentEditable || /^(textarea|select)$/i.test(target.tagName) || isField(target);
  return event.defaultPrevented || isComposing(event) || isTyped || document.querySelector("dialog[open]") !== null;
}

/** Checkboxes and the like are no text: a key typed there is still a shortcut. */
function isField(target) {
  return target.tagName === "INPUT" && !/^(checkbox|radio|button|submit|reset|file|range|color)$/.test(target.type);
}

function bearer(key, row) {
  const wanted = `[data-key="${CSS.escape(key)}"]`;
  const inRow = row && [...row.querySelectorAll(wanted)].find(isShown);
  const beside = [...document.querySelectorAll(wanted)].filter((one) => isShown(one) && !one.closest(ROWS));
  return inRow ?? beside.find((one) => one.closest("#main")) ?? beside[0];
}

const isShown = (element) => element.getClientRects().length > 0 && !element.disabled;

function press(element) {
  if (isField(element) || /^(textarea|select)$/i.test(element.tagName)) {
    element.focus();
    element.select?.();
  } else {
    element.click();
  }
}

/** Lists what the keys of this page do, each key once. */
function tell(help) {
  const list = help.querySelector("[data-keys-of-page]");
  const known = new Map();
  for (const element of document.querySelectorAll("[data-key]")) {
    if (isShown(element) && !known.has(element.dataset.key)) known.set(element.dataset.key, label(element));
  }
  list.replaceChildren(...[...known].flatMap(([key, said]) => line(key, said)));
  help.querySelector("[data-keys-none]").hidden = known.size > 0;
  help.showModal();
}

function label(element) {
  const named = element.dataset.keyLabel ?? element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent;
  return (named ?? element.textContent).replace(/\s+/g, " ").trim();
}

function line(key, said) {
  const [term, text, cap] = ["dt", "dd", "kbd"].map((name) => document.createElement(name));
  cap.textContent = key;
  term.append(cap);
  text.textContent = said;
  return [term, text];
}
