/**
 * <a data-picture="name" data-save="address">: opens the picture it leads to large in the dialog of the page. Arrows, Home
 * and End go through all pictures of the page, Escape closes. Without scripts each is a link to its picture.
 */
export function openViewer() {
  const dialog = document.getElementById("viewer");
  if (!dialog) return;
  const links = [...document.querySelectorAll("[data-picture]")];
  const show = shower(dialog, links);
  let at = 0;
  const go = (to) => show((at = (to + links.length) % links.length));
  links.forEach((link, index) =>
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      go(index);
      dialog.showModal();
    }),
  );
  for (const button of dialog.querySelectorAll("[data-viewer-step]")) {
    button.hidden = links.length < 2;
    button.addEventListener("click", () => go(at + Number(button.dataset.viewerStep)));
  }
  const keys = { ArrowLeft: () => go(at - 1), ArrowRight: () => go(at + 1), Home: () => go(0), End: () => go(-1) };
  dialog.addEventListener("keydown", (event) => {
    if (!(event.key in keys) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    keys[event.key]();
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  // Whoever went on to another picture stands at its thumbnail afterwards.
  dialog.addEventListener("close", () => links[at].focus());
}

function shower(dialog, links) {
  const part = (name) => dialog.querySelector(`[data-viewer-${name}]`);
  const [picture, name, count, save] = ["picture", "name", "count", "save"].map(part);
  return (index) => {
    const link = links[index];
    picture.removeAttribute("src"); // the one before shall not stand under the new name while this one comes
    picture.src = link.href;
    picture.alt = name.textContent = link.dataset.picture;
    save.href = link.dataset.save;
    count.textContent = `${index + 1} / ${links.length}`;
  };
}
