import { readdir, readFile } from "node:fs/promises";

const USED = /\bicon[ =]"([a-z0-9-]+)"/g;

/** The SVG sprite of every icon that a template or Python file of the project under `root` names as icon "NAME" or icon="NAME". */
export async function sprite(root) {
  const symbols = await Promise.all([...(await used(root))].map(([name, file]) => symbol(root, name, file)));
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

async function used(root) {
  const found = new Map();
  for (const entry of await readdir(`${root}xinqiao`, { recursive: true })) {
    if (!/\.(html|py)$/.test(entry)) continue;
    const text = await readFile(`${root}xinqiao/${entry}`, "utf8");
    for (const [, name] of text.matchAll(USED)) found.set(name, entry);
  }
  return new Map([...found].sort());
}

async function symbol(root, name, file) {
  const path = `${root}node_modules/@tabler/icons/icons/outline/${name}.svg`;
  const text = await readFile(path, "utf8").catch(() => {
    throw new Error(`xinqiao/${file}: Tabler has no outline icon "${name}"; choose one of node_modules/@tabler/icons/icons/outline`);
  });
  const shapes = text.slice(text.indexOf(">", text.indexOf("<svg")) + 1, text.lastIndexOf("</svg>"));
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.replace(/\s+/g, " ").trim()}</symbol>`;
}
