// The photos that are chosen in a file field: each small beside its name, and taken out again by its button.
const WIDTH = 112;
const HEIGHT = 84;

/** `input`: the file field; `list`: where the photos are shown, its data-chosen says what the button is called. */
export function showPhotos(input, list) {
  const kept = [...list.children];
  const show = async () => list.replaceChildren(...kept, ...(await Promise.all([...input.files].map(entry))));
  const without = (file) => {
    const rest = new DataTransfer();
    for (const one of input.files) if (one !== file) rest.items.add(one);
    input.files = rest.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  async function entry(file) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = list.dataset.chosen;
    button.setAttribute("aria-label", `${list.dataset.chosen} ${file.name}`);
    button.addEventListener("click", () => without(file));
    item.append((await drawn(file)) ?? file.name, button);
    return item;
  }
  input.addEventListener("change", show);
}

/** The photo drawn small; null for what the browser cannot read. */
async function drawn(file) {
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return null;
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  canvas.title = file.name;
  const scale = Math.max(WIDTH / picture.width, HEIGHT / picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  canvas.getContext("2d").drawImage(picture, (WIDTH - width) / 2, (HEIGHT - height) / 2, width, height);
  return canvas;
}
