// Bundles our scripts and styles with their libraries into xinqiao/project/static/built. Called by bin/assets,
// which says with STAMP which state of the sources this is.
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { licences } from "./licences.mjs";
import { sprite } from "./icons.mjs";
import { purge } from "./purge.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const built = `${root}xinqiao/project/static/built`;
// Built aside and renamed: a server that runs meanwhile never serves half a bundle.
const draft = `${built}.draft`;

await rm(draft, { recursive: true, force: true });
await mkdir(draft, { recursive: true });
const result = await build({
  absWorkingDir: root,
  entryPoints: ["shell.css", "shell.js", "portal.css", "sheet.css", "portal.js", "similar.js", "theme.js", "live-worker.js", "charts.js", "register.js"].map((name) => `assets/${name}`),
  outdir: draft,
  bundle: true,
  minify: true,
  metafile: true,
  plugins: [purge(root)],
  legalComments: "none",
  logLevel: "warning",
  // The last Chromium of Windows 7 is 109, and office browsers follow late.
  target: ["chrome90", "firefox90", "safari15"],
});
await writeFile(`${draft}/icons.svg`, await sprite(root));
await writeFile(`${draft}/LICENSES.txt`, await licences(root, Object.keys(result.metafile.inputs)));
await writeFile(`${draft}/stamp`, process.env.STAMP ?? "");
await rm(built, { recursive: true, force: true });
await rename(draft, built);
