import { readdir, readFile } from "node:fs/promises";

// Bundled inside other packages: Tabler's stylesheet holds Bootstrap's, the sprite holds Tabler's icons.
const WITHIN = ["bootstrap", "@tabler/icons"];

/** Name, version and licence text of each package that the bundled `inputs` (paths from `root`) come from. */
export async function licences(root, inputs) {
  const named = inputs.map((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]).filter(Boolean);
  const texts = [...new Set([...named, ...WITHIN])].sort().map((name) => licence(`${root}node_modules/${name}`));
  return (await Promise.all(texts)).join("\n\n");
}

async function licence(folder) {
  const { name, version, license } = JSON.parse(await readFile(`${folder}/package.json`, "utf8"));
  const heading = `${name} ${version} (${license})`;
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice)(\.\w+)?$/i.test(file));
  const texts = await Promise.all(files.sort().map((file) => readFile(`${folder}/${file}`, "utf8")));
  return [heading, "=".repeat(heading.length), ...texts.map((text) => text.trim())].join("\n");
}
