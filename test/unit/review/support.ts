import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runCommand } from "../../../review/command";
import { onCutOff } from "../../support/workplace";

/** The day of all tests. */
export const today = "2026-01-15";

/** What a command did. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command inside this process. */
export async function run(
  words: readonly string[],
  world: { stdin?: string; colour?: boolean } = {},
): Promise<Outcome> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCommand(words, {
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    readStdin: () => world.stdin ?? "",
    colour: world.colour ?? false,
    today,
  });
  return { code, out: out.join("\n"), err: err.join("\n") };
}

/** Which rule was found where, such as "error db-app-no-prune a.yaml:3:1". */
export async function findings(words: readonly string[]): Promise<string[]> {
  const { out, err } = await run(["review", ...words, "--format", "json"]);
  if (out === "") {
    throw new Error(err);
  }
  const { findings: found } = JSON.parse(out) as {
    findings: { level: string; rule: string; file: string; line: number; column: number }[];
  };
  return found.map(({ level, rule, file, line, column }) => `${level} ${rule} ${file}:${line}:${column}`);
}

/** One finding of the report for programs. */
export interface Found {
  readonly level: string;
  readonly rule: string;
  readonly file: string;
  readonly line: number;
  readonly message: string;
  readonly related?: readonly { readonly level: string }[];
}

/** What a review found, with its exit code and its notes. */
export async function reviewed(
  words: readonly string[],
): Promise<{ readonly code: number; readonly findings: readonly Found[]; readonly err: string }> {
  const { code, out, err } = await run(["review", ...words, "--format", "json"]);
  if (out === "") {
    throw new Error(err);
  }
  return { code, err, findings: (JSON.parse(out) as { findings: readonly Found[] }).findings };
}

/** A temporary folder; `write` makes the files that an object names. */
export interface Scratch {
  readonly path: string;
  readonly write: (files: Readonly<Record<string, string>>) => void;
  readonly remove: () => void;
}

/** Makes an empty temporary folder. */
export function scratch(): Scratch {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "mariadb-gitops-review-")));
  const clear = (): void => {
    rmSync(path, { recursive: true, force: true });
  };
  const takeBack = onCutOff(clear);
  return {
    path,
    write: (files) => {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(path, name)), { recursive: true });
        writeFileSync(join(path, name), text);
      }
    },
    remove: () => {
      takeBack();
      clear();
    },
  };
}

/** Runs Git in a folder, with an author of its own and without the settings of this machine. */
export function git(folder: string, ...args: readonly string[]): void {
  const identity = { GIT_AUTHOR_NAME: "a", GIT_AUTHOR_EMAIL: "a@example.com" };
  const { status, stderr } = spawnSync("git", ["-C", folder, ...args], {
    encoding: "utf8",
    env: {
      ...process.env,
      ...identity,
      GIT_COMMITTER_NAME: "a",
      GIT_COMMITTER_EMAIL: "a@example.com",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_CONFIG_SYSTEM: "/dev/null",
    },
  });
  if (status !== 0) {
    throw new Error(`git ${args.join(" ")}: ${stderr}`);
  }
}

/** A Database that is well written for every environment. */
export function database(name: string, lines: readonly string[] = []): string {
  return [
    "apiVersion: k8s.mariadb.com/v1alpha1",
    "kind: Database",
    "metadata:",
    `  name: ${name}`,
    "  namespace: mariadb-production",
    "  annotations:",
    '    argocd.argoproj.io/sync-options: "Prune=false,Delete=false"',
    "    kustomize.toolkit.fluxcd.io/prune: disabled",
    "spec:",
    "  mariaDbRef:",
    "    name: mariadb",
    "  characterSet: utf8mb4",
    "  collate: utf8mb4_unicode_ci",
    "  cleanupPolicy: Skip",
    ...lines,
    "",
  ].join("\n");
}

/** A delivery that prunes: an error in every environment, at line 6. */
export const pruning = `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: databases
spec:
  prune: true
`;
