// SPDX-License-Identifier: AGPL-3.0-or-later
// Writes what every page loads, and what pages with a map load besides: the font (Latin, and extended Latin apart, so that a page in Spanish fetches one file)
// and the style sheet, made readable for browsers without nesting and cascade layers. Names carry a checksum of the
// content, so that a browser may keep them for ever; manifest.json tells the templates what they are called today.
//
//   node build.mjs SOURCE_FOLDER TARGET_FOLDER

import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import cascadeLayers from "@csstools/postcss-cascade-layers";
import { transform } from "lightningcss";
import postcss from "postcss";

const here = dirname(fileURLToPath(import.meta.url));
const [source, target] = process.argv.slice(2);
const font = join(here, "node_modules/@fontsource-variable/atkinson-hyperlegible-next");
const fontLimit = 40_000; // bytes; the first page of a telephone on a slow line pays for it
const family = "Atkinson Next";
const browsers = { chrome: 80 << 16, edge: 80 << 16, firefox: 78 << 16, safari: 13 << 16, ios_saf: 13 << 16 };

mkdirSync(dirname(target), { recursive: true });
const half = mkdtempSync(`${target}-`);

function write(stem, extension, content) {
  const name = `${stem}.${createHash("sha256").update(content).digest("hex").slice(0, 12)}.${extension}`;
  writeFileSync(join(half, name), content);
  return name;
}

/** The faces of the package's own sheet, renamed to the family of the house and pointed to our copies. */
function fonts() {
  const faces = readFileSync(join(font, "index.css"), "utf8").match(/@font-face\s*\{[^}]*\}/g);
  return faces.map((face) => {
    const [, file] = face.match(/url\(\.\/files\/([^)]+)\)/);
    const content = readFileSync(join(font, "files", file));
    if (content.length > fontLimit) throw new Error(`${file} has ${content.length} bytes, more than ${fontLimit}`);
    const name = write(file.replace(/\.woff2$/, ""), "woff2", content);
    const range = face.match(/unicode-range:\s*([^;]+);/)[1];
    const css =
      `@font-face{font-family:"${family}";font-style:normal;font-display:swap;font-weight:200 800;` +
      `src:url(${name}) format("woff2");unicode-range:${range}}`;
    return { name, css, always: !file.includes("-ext-") };
  });
}

/** concejo.css opens with the order of the layers, so it comes first; the rest follows by name. */
function sheet() {
  const names = readdirSync(source).filter((name) => name.endsWith(".css")).sort();
  const first = names.includes("concejo.css") ? ["concejo.css"] : [];
  const all = [...first, ...names.filter((name) => name !== "concejo.css")];
  return all.map((name) => readFileSync(join(source, name), "utf8")).join("\n");
}

function flatten(css) {
  // Relative addresses would point beside the built file; the house has none, and this keeps it so.
  const stray = css.match(/url\(\s*["']?(?!data:|#)[^)]*\)/);
  if (stray) throw new Error(`the style sheet names a file: ${stray[0]}`);
  const options = { filename: "concejo.css", targets: browsers, minify: true, errorRecovery: false };
  const unnested = transform({ ...options, code: Buffer.from(css), minify: false }).code;
  const layered = postcss([cascadeLayers({ onRevertLayerKeyword: "warn" })]).process(unnested.toString(), { from: undefined });
  for (const warning of layered.warnings()) process.stderr.write(`${warning}\n`);
  return transform({ ...options, code: Buffer.from(layered.css) }).code;
}

/** Leaflet and what reads a town's map file. Our pages draw their own signs, so Leaflet's pictures stay behind. */
function maps() {
  const leaflet = join(here, "node_modules/leaflet");
  const reader = join(here, "node_modules/protomaps-leaflet");
  const own = readFileSync(join(leaflet, "dist/leaflet.css"), "utf8").replace(/[^{}]*\{[^{}]*url\([^{}]*\}/g, "");
  const css = transform({ filename: "leaflet.css", code: Buffer.from(own), targets: browsers, minify: true }).code;
  const script = (stem, file) => {
    const code = readFileSync(file, "utf8").replace(/\n?\/\/# sourceMappingURL=\S+\s*$/, "\n");
    return `built/${write(stem, "js", code)}`;
  };
  writeFileSync(join(half, "leaflet-LICENSE.txt"), readFileSync(join(leaflet, "LICENSE")));
  writeFileSync(join(half, "protomaps-leaflet-LICENSE.txt"), readFileSync(join(reader, "LICENSE")));
  return {
    css: `built/${write("leaflet", "css", css)}`,
    scripts: [
      script("leaflet", join(leaflet, "dist/leaflet.js")),
      script("protomaps-leaflet", join(reader, "dist/protomaps-leaflet.js")),
    ],
  };
}

const faces = fonts();
const css = sheet();
const manifest = { css: null, fonts: faces.filter((face) => face.always).map((face) => `built/${face.name}`) };
const start = faces.map((face) => face.css).join("");
manifest.faces = `built/${write("fonts", "css", start)}`;
if (css.trim()) manifest.css = `built/${write("concejo", "css", start + flatten(css))}`;
manifest.map = maps();
writeFileSync(join(half, "OFL.txt"), readFileSync(join(font, "LICENSE")));
writeFileSync(join(half, "manifest.json"), `${JSON.stringify(manifest, null, 1)}\n`);
chmodSync(half, 0o755); // nginx may serve it under another name
rmSync(target, { recursive: true, force: true });
renameSync(half, target);
