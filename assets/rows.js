// Rows that one walks through by keyboard: those of lists, search results, and what a page marks with data-row.
export const ROWS = "#main .table-hover > tbody > tr, #main .hits > li, #main [data-row]";
const LEFT = "row-left";
const FIRST = "a[href], button, summary, input:not([type=hidden])";

/**
 * j and k move through the rows of the page, x ticks the row's box; Enter opens, as the row's link has the focus. Returns
 * `current()`, the row that has it, and `move(key)`, which says whether the key was one of these.
 */
export function walkRows() {
  let place = { href: "", index: -1 };
  const rows = () => [...document.querySelectorAll(ROWS)].filter((row) => row.getClientRects().length > 0);
  const current = () => document.activeElement?.closest(ROWS) ?? null;
  const go = (row) => row && (focus(row), row.scrollIntoView({ block: "nearest" }));
  const again = ({ href, index }) => {
    const all = rows();
    go(all.find((row) => hrefOf(row) === href) ?? all[Math.min(index, all.length - 1)]);
  };
  document.addEventListener("focusin", () => {
    const row = current();
    if (row) place = { href: hrefOf(row), index: rows().indexOf(row) };
  });
  // A list that was drawn anew keeps the place: the same row, or what stands there now.
  document.addEventListener("htmx:afterSettle", () => {
    if (place.index < 0 || document.activeElement !== document.body) return;
    again(place);
  });
  returnToRow(rows, again);
  const step = (by) => {
    const all = rows();
    const from = current() ? all.indexOf(current()) : by > 0 ? place.index - (place.index < 0 ? 0 : 1) : place.index + 1;
    go(all[Math.max(0, Math.min(from + by, all.length - 1))]);
  };
  const moves = { j: () => step(1), k: () => step(-1), x: () => tick(current()) };
  return { current, move: (key) => key in moves && (moves[key](), true) };
}

function focus(row) {
  const first = row.querySelector("a[href]") ?? row.querySelector(FIRST) ?? row;
  if (first === row) row.tabIndex = -1;
  first.focus({ preventScroll: true });
}

const hrefOf = (row) => row.querySelector("a[href]")?.getAttribute("href") ?? "";

function tick(row) {
  row?.querySelector("input[type=checkbox]")?.click();
}

/**
 * Who opened a row, did what it asked for and is led back to the list, stands at the row again, or at the one that
 * came into its place: he goes on from there. Kept for this tab alone, and once.
 */
function returnToRow(rows, again) {
  document.addEventListener("click", ({ target }) => {
    const row = target.closest("a[href], button")?.closest(ROWS);
    if (row) sessionStorage.setItem(LEFT, JSON.stringify({ path: location.pathname, href: hrefOf(row), index: rows().indexOf(row) }));
  });
  const left = JSON.parse(sessionStorage.getItem(LEFT) ?? "{}");
  if (left.path !== location.pathname) return;
  sessionStorage.removeItem(LEFT);
  again(left);
}
