// Fills wwwroot/lib: one stylesheet (Bootstrap, then styles/*.css in order of name), the scripts that some pages ask
// for, and one SVG sprite of the icons that icons.txt names.
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";

const here = new URL("./", import.meta.url);
const modules = new URL("node_modules/", here);
const lib = new URL("wwwroot/lib/", here);

const copies = {
  "bootstrap/dist/js/bootstrap.bundle.min.js": "bootstrap.bundle.min.js",
  "htmx.org/dist/htmx.min.js": "htmx.min.js",
};

// The source maps are not shipped; their address would be a 404 in every developer's console.
const library = async (path) =>
  (await readFile(new URL(path, modules), "utf8")).replace(/\n?\/[/*]# sourceMappingURL=.*$/m, "");

await mkdir(lib, { recursive: true });
for (const [from, to] of Object.entries(copies)) {
  await writeFile(new URL(to, lib), await library(from));
}

const styles = new URL("styles/", here);
const sheets = [await library("bootstrap/dist/css/bootstrap.min.css")];
for (const file of (await readdir(styles)).filter((f) => f.endsWith(".css")).sort()) {
  const css = await readFile(new URL(file, styles), "utf8");
  sheets.push(css.replace(/\/\*[\s\S]*?\*\//g, "").replace(/\s*\n\s*/g, "\n").trim());
}
await writeFile(new URL("megalis.css", lib), sheets.join("\n") + "\n");

const names = (await readFile(new URL("icons.txt", here), "utf8")).split("\n").map((n) => n.trim()).filter(Boolean);
const symbols = [];
for (const name of names) {
  const file = new URL(`bootstrap-icons/icons/${name}.svg`, modules);
  const svg = await readFile(file, "utf8").catch(() => {
    console.error(`icons.txt: bootstrap-icons has no icon named "${name}".`);
    process.exit(1);
  });
  const inner = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").replace(/\s*\n\s*/g, "");
  symbols.push(`<symbol id="${name}" viewBox="0 0 16 16">${inner}</symbol>`);
}
// Written last: the build takes this file as the sign that all the others are there.
await writeFile(new URL("icons.svg", lib), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("\n")}</svg>\n`);
