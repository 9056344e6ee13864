// Rows that are ticked for a move on all of them. Boxes stand in the rows and belong to a form elsewhere: <input form="…">.
const BOXES = "td input[type=checkbox][form]";

/** A list that is drawn anew keeps its ticks; a box with data-tick-all="NAME" ticks every box of that name, and
 * <output data-ticked="NAME"> tells how many are, and with none its button rests. */
export function keepTicks() {
  let kept = new Set();
  const ticked = () => [...document.querySelectorAll(BOXES)].filter((box) => box.checked);
  document.addEventListener("htmx:beforeSwap", () => (kept = new Set(ticked().map(nameOf))));
  // Not when it has settled: another part of the page may be swapped until then, and find nothing ticked.
  document.addEventListener("htmx:afterSwap", () => {
    for (const box of document.querySelectorAll(BOXES)) box.checked ||= kept.has(nameOf(box));
    show();
  });
  document.addEventListener("change", ({ target }) => {
    if (target.dataset.tickAll) for (const box of named(target.dataset.tickAll)) box.checked = target.checked;
    show();
  });
  window.addEventListener("pageshow", show); // a page that one comes back to may hold ticks
  show();
}

const nameOf = (box) => `${box.name}=${box.value}`;
const named = (name) => [...document.querySelectorAll(BOXES)].filter((box) => box.name === name);

function show() {
  for (const all of document.querySelectorAll("[data-tick-all]")) {
    const boxes = named(all.dataset.tickAll);
    all.hidden = false;
    all.checked = boxes.length > 0 && boxes.every((box) => box.checked);
  }
  for (const output of document.querySelectorAll("[data-ticked]")) {
    const count = named(output.dataset.ticked).filter((box) => box.checked).length;
    output.textContent = String(count);
    const button = output.closest("button");
    if (button) button.disabled = count === 0;
  }
}
