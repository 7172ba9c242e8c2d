// Compiles the style sheet and copies the design system's script into ../static/build/.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as sass from "sass";

const here = fileURLToPath(new URL(".", import.meta.url));
const target = `${here}../static/build/`;
const govuk = `${here}node_modules/govuk-frontend/`;
const { version } = JSON.parse(readFileSync(`${govuk}package.json`, "utf8"));
const module = `govuk-frontend-${version}.min.js`;

function refuse(reason) {
  console.error(`Front end not built: ${reason}`);
  process.exit(1);
}

const { css } = sass.compile(`${here}src/sharewell.scss`, {
  loadPaths: [`${here}node_modules`],
  style: "compressed",
  quietDeps: true,
});

// Hashed file names break on a file that is not there, and another's pictures and fonts are not ours to show.
if (/url\(/.test(css)) refuse("the style sheet asks for a picture or a font.");
// Imports inside a script are not hashed, so its version is part of its name.
if (!readFileSync(`${here}../static/init.js`, "utf8").includes(module)) {
  refuse(`static/init.js must import ./build/${module}.`);
}

const withoutMap = (text) => text.replace(/\n?\/[/*]# sourceMappingURL=.*$/m, "");

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
writeFileSync(`${target}sharewell.css`, withoutMap(css));
writeFileSync(
  `${target}${module}`,
  withoutMap(readFileSync(`${govuk}dist/govuk/govuk-frontend.min.js`, "utf8")),
);
