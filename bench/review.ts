import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { parseAllDocuments, stringify } from "yaml";

import { projectDir } from "../sandbox/ground/layout";
import { lineProgress } from "../sandbox/ground/progress";
import { table } from "../review/table";
import { ensureTools } from "../sandbox/tools";
import { median, more } from "./measure";

const files = 500;
const runs = 7;

interface Manifest {
  kind: string;
  metadata: { name: string };
  spec: { mariaDbRef?: { name: string } };
}

/** The review with all its rules against conftest with three, on the same files: a server and its backup in each. */
export async function benchReview(note: (text: string) => void): Promise<string[]> {
  const tools = await ensureTools(["kustomize", "conftest"], { progress: lineProgress() });
  note("building the package");
  execFileSync("npm", ["run", "build", "--silent"], { cwd: projectDir, stdio: "ignore" });
  const folder = mkdtempSync(join(tmpdir(), "mariadb-gitops-bench-"));
  try {
    writeManifests(folder, tools.kustomize.path);
    const commands = {
      conftest: [
        tools.conftest.path,
        "test",
        "--no-color",
        "--policy",
        join(projectDir, "bench", "rego"),
        folder,
      ],
      review: [
        process.execPath,
        join(projectDir, "dist", "bin", "mariadb-gitops.js"),
        ...["review", folder, "--env", "production"],
      ],
    };
    const times = { conftest: [] as number[], review: [] as number[] };
    for (let run = 0; run < runs; run += 1) {
      note(`review and conftest, run ${run + 1} of ${runs}`);
      times.conftest.push(seconds(commands.conftest));
      times.review.push(seconds(commands.review));
    }
    const [without, using] = [median(times.conftest), median(times.review)];
    return [
      ...table([
        ["FILES", "OBJECTS", "CONFTEST, 3 RULES (s)", "REVIEW, ALL RULES (s)", "MORE"],
        [String(files), String(files * 2), without.toFixed(2), using.toFixed(2), more(without, using)],
      ]),
      "aim for MORE: 0 %",
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Copies of the production overlay's server and backup, under names of their own. */
function writeManifests(folder: string, kustomize: string): void {
  const overlay = join(projectDir, "gitops", "overlays", "production");
  const rendered = execFileSync(kustomize, ["build", overlay], { encoding: "utf8" });
  const objects = parseAllDocuments(rendered).map((document) => document.toJS() as Manifest);
  const chosen = objects.filter(({ kind }) => kind === "MariaDB" || kind === "Backup");
  for (let index = 0; index < files; index += 1) {
    const copies = chosen.map(({ metadata, spec, ...rest }) => ({
      ...rest,
      metadata: { ...metadata, name: `${metadata.name}-${index}` },
      spec: {
        ...spec,
        ...(spec.mariaDbRef === undefined
          ? {}
          : { mariaDbRef: { name: `${spec.mariaDbRef.name}-${index}` } }),
      },
    }));
    writeFileSync(join(folder, `${index}.yaml`), copies.map((copy) => stringify(copy)).join("---\n"));
  }
}

/** Exit code 1 means findings; any other failure is an error. */
function seconds([command = "", ...args]: readonly string[]): number {
  const begin = performance.now();
  const { status, stderr } = spawnSync(command, args, { encoding: "utf8", maxBuffer: 1 << 28 });
  if (status !== 0 && status !== 1) {
    throw new Error(`${command} ended with ${String(status)}: ${stderr}`);
  }
  return (performance.now() - begin) / 1000;
}
