const LATEST = 2_000; // milliseconds from the first unsaved letter until it is sent
const AGAIN = 3_000; // after an attempt that failed

/**
 * Keeps what is typed into the form on the server, by POST to its data-draft, and shows what the server answers in
 * #draft-state. Not waiting for a pause in the typing: a closed browser loses no more than the last two seconds.
 */
export function keepDraft(form) {
  let due = null;
  let running = null;
  let ended = false;

  const later = (wait) => (due ??= setTimeout(save, wait));
  const dirty = () => ended || later(LATEST);

  /** One at a time: what is typed meanwhile goes with the next. */
  async function save() {
    due = null;
    if (running) return later(LATEST);
    running = send(form).then(show, () => lost(true));
    await running;
    running = null;
  }

  function show(answer) {
    lost(!answer.ok);
    if (answer.ok) tell(form, answer.text);
  }

  function lost(is) {
    document.getElementById("draft-lost").hidden = !is;
    if (is && !ended) later(AGAIN);
  }

  form.addEventListener("input", dirty);
  form.addEventListener("change", dirty);
  form.addEventListener("submit", async (event) => {
    clearTimeout(due);
    due = null;
    ended = true;
    if (!running) return;
    // A draft on its way must not arrive after the case that comes of it.
    event.preventDefault();
    await running;
    form.requestSubmit(event.submitter);
  });
  addEventListener("pageshow", () => (ended = false));
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden || due === null) return;
    clearTimeout(due);
    due = null;
    send(form, { keepalive: true }).then(show, () => lost(true));
  });
}

async function send(form, options = {}) {
  const body = new FormData(form);
  for (const file of form.querySelectorAll('input[type="file"]')) body.delete(file.name);
  const answer = await fetch(form.dataset.draft, { method: "POST", body, ...options });
  return { ok: answer.ok && !answer.redirected, text: await answer.text() };
}

function tell(form, html) {
  const state = document.createRange().createContextualFragment(html).firstElementChild;
  if (state?.id !== "draft-state") return;
  form.elements.form_key.value = state.dataset.key;
  document.getElementById("draft-state").replaceWith(state);
}
