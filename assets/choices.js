/** A listbox that a text field leads by the keyboard: the focus stays in the field (aria-activedescendant). */
export class Choices {
  constructor(menu, input, choose) {
    Object.assign(this, { menu, input, choose });
    menu.addEventListener("mousedown", (event) => {
      event.preventDefault(); // the focus stays where it is
      const line = event.target.closest('[role="option"]');
      if (line) this.#take(line);
    });
  }

  get lines() {
    return [...this.menu.querySelectorAll('[role="option"]:not([hidden])')];
  }

  /** Shows these lines, the first one active; `none` is said where there are none. */
  open(lines, none = "") {
    lines.forEach((line, at) => {
      line.id = `${this.menu.id}_${at}`;
      line.setAttribute("role", "option");
    });
    const nothing = Object.assign(document.createElement("li"), { className: "quiet", textContent: none });
    nothing.setAttribute("role", "presentation");
    this.menu.replaceChildren(...(lines.length ? lines : [nothing]));
    this.show();
  }

  show() {
    this.menu.hidden = false;
    if (this.input.getAttribute("role") === "combobox") this.input.setAttribute("aria-expanded", "true");
    this.#activate(this.lines[0]);
  }

  close() {
    this.menu.hidden = true;
    if (this.input.getAttribute("role") === "combobox") this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  /** True when the open list has used the key. */
  takes(event) {
    if (this.menu.hidden) return false;
    const { lines, active } = this;
    const at = lines.indexOf(active);
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp":
        this.#activate(lines[(at + (event.key === "ArrowDown" ? 1 : -1) + lines.length) % lines.length]);
        break;
      case "Enter":
      case "Tab":
        if (!active || event.ctrlKey || event.shiftKey) return false;
        this.#take(active);
        if (event.key === "Tab") return true; // and on to the next field
        break;
      case "Escape":
        this.close();
        break;
      default:
        return false;
    }
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  get active() {
    return this.menu.querySelector('[aria-selected="true"]');
  }

  #activate(line) {
    for (const one of this.menu.querySelectorAll('[role="option"]')) one.setAttribute("aria-selected", String(one === line));
    if (!line) return this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-activedescendant", line.id);
    line.scrollIntoView({ block: "nearest" });
  }

  #take(line) {
    this.close();
    this.choose(line);
  }
}

/** Those of which every typed word is found: first where a word begins so, then where it stands within. */
export function matching(things, typed, textOf) {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const ranked = [];
  for (const thing of things) {
    const text = textOf(thing).toLowerCase();
    if (words.every((word) => text.includes(word))) {
      const begins = words.every((word) => text.split(/[\s·]+/).some((part) => part.startsWith(word)));
      ranked.push([begins ? 0 : 1, thing]);
    }
  }
  return ranked.sort((one, other) => one[0] - other[0]).map(([, thing]) => thing);
}
