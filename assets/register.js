// The script of the pages on which a call is taken: what turns their fields into a desk without a mouse.
import { typeIntoLists } from "./combobox.js";
import { keepDraft } from "./draft.js";
import { offerScripts } from "./scripts.js";
import { isComposing } from "./keys.js";

typeIntoLists();
offerScripts();
const form = document.getElementById("register");
if (form) {
  keepDraft(form);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.ctrlKey && !isComposing(event)) form.requestSubmit();
  });
}

/** A button that fills a list: <button data-choose="ID OF THE LIST" data-value="VALUE">. */
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-choose]");
  if (!button) return;
  const list = document.querySelector(`select[data-list="${button.dataset.choose}"]`) ?? document.getElementById(button.dataset.choose);
  list.value = button.dataset.value;
  list.dispatchEvent(new Event("change", { bubbles: true }));
});
