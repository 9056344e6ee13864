// What no page of ours uses is not sent to it: most of a library's rules are for parts that we do not have.
import { readFile } from "node:fs/promises";
import { PurgeCSS } from "purgecss";

const LIBRARY = /[\\/]@tabler[\\/]core[\\/]dist[\\/]css[\\/]\w+\.css$/;
const WORDS = /[\w-]+/g;
// Composed in templates/shell/messages.html from the level of a message.
const COMPOSED = [/^alert-/];

/** Leaves of the library's style sheet what a template, Python file or script of the project under `root` has the word for;
 * our own styles stay whole. A plugin of esbuild. */
export function purge(root) {
  const content = [`${root}xinqiao/**/*.html`, `${root}xinqiao/**/*.py`, `${root}assets/*.js`];
  const options = { content, defaultExtractor: (text) => text.match(WORDS) ?? [], safelist: COMPOSED };
  return {
    name: "purge",
    setup(build) {
      build.onLoad({ filter: LIBRARY }, async ({ path }) => {
        const [kept] = await new PurgeCSS().purge({ ...options, css: [{ raw: await readFile(path, "utf8") }] });
        return { contents: kept.css, loader: "css" };
      });
    },
  };
}
