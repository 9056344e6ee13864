// What was complained of a field is taken back once something else stands in it: whether it is right now, sending tells.
export function forgetMended() {
  for (const kind of ["input", "change"]) document.addEventListener(kind, ({ target }) => mend(target.closest(".field")));
}

function mend(field) {
  const errors = field?.querySelector(".field-errors");
  if (!errors) return;
  const id = errors.id.replace(/_error$/, "");
  errors.remove();
  for (const one of field.querySelectorAll("[aria-invalid]")) {
    one.removeAttribute("aria-invalid");
    one.classList.remove("is-invalid");
  }
  const summary = document.querySelector(".error-summary");
  for (const link of summary?.querySelectorAll("a") ?? []) if (link.hash === `#${id}`) link.closest("li").remove();
  if (summary && !summary.querySelector("li")) summary.remove();
}
