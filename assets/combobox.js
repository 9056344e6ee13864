import { Choices, matching } from "./choices.js";
import { isComposing } from "./keys.js";

const MOST = 40;

/** Each <select data-combobox> becomes a field to be typed into; the list itself stays, unseen, and is what is sent. */
export function typeIntoLists() {
  for (const list of document.querySelectorAll("select[data-combobox]")) new Combobox(list);
}

class Combobox {
  constructor(list) {
    this.list = list;
    this.input = this.#input();
    this.menu = Object.assign(document.createElement("ul"), { className: "choices", id: `${this.input.id}_choices`, hidden: true });
    this.menu.setAttribute("role", "listbox");
    this.menu.setAttribute("aria-label", this.input.labels[0]?.textContent.trim() ?? "");
    this.input.setAttribute("aria-controls", this.menu.id);
    this.choices = new Choices(this.menu, this.input, (option) => this.#choose(option));
    const frame = Object.assign(document.createElement("div"), { className: "combobox" });
    list.replaceWith(frame);
    frame.append(this.input, this.menu, list);
    this.#show();
    this.#listen();
  }

  /** Takes over the id of the list, so that its label and the summary of errors lead here. */
  #input() {
    const { list } = this;
    const input = Object.assign(document.createElement("input"), { type: "text", className: "form-control", id: list.id, autocomplete: "off" });
    input.classList.toggle("is-invalid", list.classList.contains("is-invalid"));
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-autocomplete", "list");
    for (const name of ["aria-describedby", "aria-invalid", "data-key", "data-key-label"]) {
      if (list.hasAttribute(name)) input.setAttribute(name, list.getAttribute(name));
      list.removeAttribute(name);
    }
    list.dataset.list = list.id;
    list.id = `${list.id}_list`;
    list.hidden = true;
    list.before(input);
    return input;
  }

  #listen() {
    this.input.addEventListener("input", () => this.#offer());
    this.input.addEventListener("click", () => this.#offer());
    this.input.addEventListener("focus", () => this.input.select());
    this.input.addEventListener("blur", () => this.#leave());
    this.input.addEventListener("keydown", (event) => {
      if (isComposing(event) || this.choices.takes(event)) return;
      if (event.key === "ArrowDown") {
        event.preventDefault();
        this.#offer();
      } else if (event.key === "Enter" && !event.ctrlKey) event.preventDefault(); // of a field that searches, not of the form
    });
    this.list.addEventListener("change", () => this.#show());
  }

  #offer() {
    const typed = this.input.value === this.#label() ? "" : this.input.value;
    const found = matching([...this.list.options].filter((one) => one.value || !typed), typed, textOf).slice(0, MOST);
    this.choices.open(found.map((option) => this.#line(option)), this.list.dataset.none);
  }

  #line(option) {
    const line = document.createElement("li");
    line.textContent = option.text;
    line.dataset.value = option.value;
    return line;
  }

  #choose(line) {
    this.list.value = line.dataset.value;
    this.list.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** What was typed and names nothing goes; an emptied field chooses nothing. */
  #leave() {
    this.choices.close();
    if (this.input.value.trim() === "" && this.list.value) {
      this.list.value = "";
      this.list.dispatchEvent(new Event("change", { bubbles: true }));
    }
    this.#show();
  }

  #label() {
    return this.list.value ? this.list.selectedOptions[0].text : "";
  }

  #show() {
    this.input.value = this.#label();
    this.input.placeholder = this.list.options[0].value ? "" : this.list.options[0].text;
  }
}

function textOf(option) {
  return `${option.text} ${option.dataset.foundBy ?? ""}`;
}
