const PATIENCE = 10_000; // milliseconds until a form that got no answer may be sent again

/** Asks in a dialog before a form or button with data-confirm="question" is sent, and for htmx's hx-confirm. */
export function askBeforeSending() {
  document.addEventListener("submit", (event) => {
    const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
    if (!question || event.target.dataset.confirmed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(question, () => sendConfirmed(event.target, event.submitter));
  }, true);
  document.addEventListener("htmx:confirm", (event) => {
    if (!event.detail.question) return;
    event.preventDefault();
    ask(event.detail.question, () => event.detail.issueRequest(true));
  });
}

function sendConfirmed(form, submitter) {
  form.dataset.confirmed = "yes";
  form.requestSubmit(submitter);
  delete form.dataset.confirmed;
}

function ask(question, go) {
  const dialog = document.getElementById("confirm");
  dialog.querySelector("[data-question]").textContent = question;
  dialog.returnValue = "";
  dialog.addEventListener("close", () => dialog.returnValue === "yes" && go(), { once: true });
  dialog.showModal();
}

/** A second click on a slow connection does not send a form twice; htmx forms have their own guard. */
export function sendOnce() {
  const sent = new Set();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (sent.has(form)) return event.preventDefault();
    sent.add(form);
    form.setAttribute("aria-busy", "true");
    setTimeout(() => release(sent, form), PATIENCE);
  });
  addEventListener("pageshow", () => sent.forEach((form) => release(sent, form)));
}

function release(sent, form) {
  sent.delete(form);
  form.removeAttribute("aria-busy");
}
