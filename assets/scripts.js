import { Choices, matching } from "./choices.js";
import { isComposing } from "./keys.js";

// A slash that begins a word, narrow or as an input method writes it, and what was typed behind it.
const CALL = /(?:^|[^\w/:.])[/／]([^\s/／]{0,20})$/;

/** In every text field of a page with #scripts, `/` opens the city's scripts at the caret. */
export function offerScripts() {
  const menu = document.getElementById("scripts");
  if (!menu) return;
  for (const area of document.querySelectorAll("textarea")) new Caller(area, menu);
}

class Caller {
  constructor(area, menu) {
    Object.assign(this, { area, menu });
    const choices = new Choices(menu, area, (line) => this.#insert(line));
    area.addEventListener("focus", () => area.setAttribute("aria-controls", menu.id));
    area.addEventListener("input", (event) => isComposing(event) || this.#look(choices));
    area.addEventListener("compositionend", () => this.#look(choices));
    area.addEventListener("blur", () => choices.close());
    area.addEventListener("click", () => choices.close());
    area.addEventListener("keydown", (event) => isComposing(event) || document.activeElement !== area || choices.takes(event));
  }

  #look(choices) {
    const called = CALL.exec(this.area.value.slice(0, this.area.selectionStart));
    const found = called ? matching(lines(), called[1], (line) => line.dataset.foundBy) : [];
    if (!found.length) return choices.close();
    this.start = this.area.selectionStart - called[1].length - 1;
    choices.open(found);
    place(this.menu, this.area, this.start);
  }

  #insert(line) {
    if (document.activeElement !== this.area) return;
    this.area.setRangeText(line.dataset.text, this.start, this.area.selectionStart, "end");
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** Copies of the lines there are now: what is announced meanwhile comes to them. */
function lines() {
  return [...document.querySelectorAll("#script-lines > li")].map((line) => line.cloneNode(true));
}

/** Puts the menu below the line of that character: a copy of the text, laid out alike, says where that is. */
function place(menu, area, at) {
  const copy = document.createElement("div");
  const style = getComputedStyle(area);
  for (const name of ["font", "lineHeight", "padding", "border", "boxSizing", "letterSpacing"]) copy.style[name] = style[name];
  Object.assign(copy.style, { position: "absolute", visibility: "hidden", whiteSpace: "pre-wrap", overflowWrap: "anywhere", width: `${area.offsetWidth}px` });
  const mark = Object.assign(document.createElement("span"), { textContent: "/" });
  copy.append(area.value.slice(0, at), mark);
  document.body.append(copy);
  const box = area.getBoundingClientRect();
  const line = parseFloat(style.lineHeight) || 20;
  const top = Math.min(mark.offsetTop - area.scrollTop + line, box.height);
  menu.style.top = `${box.top + scrollY + top}px`;
  menu.style.left = `${Math.max(8, Math.min(box.left + mark.offsetLeft, innerWidth - menu.offsetWidth - 8)) + scrollX}px`;
  copy.remove();
}
