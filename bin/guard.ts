import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import { stringify } from "yaml";
import { namespacesProblems } from "../components/guard/reach-problems";
import type { Reach } from "../components/guard/scope";
import {
  admissionConfiguration,
  admissionFile,
  admissionObjects,
  guardFile,
  guardObjects,
  staticObjects,
} from "../components/guard/static";
import { UsageError } from "../review/diagnostic";
import type { World } from "../review/command";
import { environments, parseEnvironment } from "../safety";

export const guardUsage = `Usage: mariadb-gitops guard render --environment ENVIRONMENT [--namespace NAMESPACE]... [--mode MODE]
                                    [--clock NAMESPACE/NAME] [--[no-]second-person] [--static FOLDER]

  Prints the deletion guard of one environment as YAML, for clusters that Pulumi does not manage:
  mariadb-gitops guard render --environment production | kubectl apply --server-side -f -

  --environment  dev, staging or production
  --namespace    a namespace of its databases, as often as there are any; by default mariadb-<environment>
  --mode         deny (default), or warn: let pass, warn the caller and write it to the audit log
  --clock        the Lease that tells the time for confirmations; by default kube-system/kube-controller-manager
  --second-person, --no-second-person
                 whether another person than the one who confirmed must act; by default yes in production only
  --static       write the guard into this folder, as files that a kube-apiserver 1.36 reads with the feature gate
                 ManifestBasedAdmissionControlConfig, and print the configuration that names the folder

Exit codes: 0 done, 2 wrong usage or a folder that cannot be written.`;

const options = {
  environment: { type: "string" },
  namespace: { type: "string", multiple: true },
  mode: { type: "string", default: "deny" },
  clock: { type: "string" },
  "second-person": { type: "boolean" },
  static: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const satisfies ParseArgsOptionsConfig;

/** Runs `mariadb-gitops guard` with the words after its name; returns the exit code. */
export function guardCommand(words: readonly string[], { out, err }: Pick<World, "out" | "err">): number {
  try {
    render(words, out, err);
    return 0;
  } catch (error) {
    const { message } = error as Error;
    err(error instanceof UsageError ? `${message}\n\n${guardUsage}` : message);
    return 2;
  }
}

function render(words: readonly string[], out: World["out"], err: World["err"]): void {
  const { values, positionals } = parsed(words);
  if (values.help) {
    out(guardUsage);
    return;
  }
  if (positionals.join(" ") !== "render") {
    throw new UsageError(
      positionals.length === 0
        ? "guard does nothing by itself; use guard render"
        : `guard ${positionals.join(" ")} is unknown; use guard render`,
    );
  }
  const environment = parseEnvironment(values.environment);
  if (environment === undefined) {
    throw new UsageError(
      `--environment ${values.environment === undefined ? "is missing" : `${values.environment} is unknown`}; use one of ${environments.join(", ")}`,
    );
  }
  if (values.mode !== "deny" && values.mode !== "warn") {
    throw new UsageError(`--mode ${values.mode} is unknown; use deny or warn`);
  }
  const namespaces = values.namespace ?? [`mariadb-${environment}`];
  const [problem] = namespacesProblems(namespaces);
  if (problem !== undefined) {
    throw new UsageError(problem.reason);
  }
  const clock = values.clock === undefined ? undefined : clockNamed(values.clock);
  const secondPerson = values["second-person"];
  const reach: Reach = {
    environment,
    namespaces,
    ...(clock === undefined ? {} : { clock }),
    ...(secondPerson === undefined ? {} : { secondPerson }),
  };
  const deny = values.mode === "deny";
  if (values.static === undefined) {
    out(yaml(guardObjects(reach, deny)));
    return;
  }
  const folder = resolve(values.static);
  mkdirSync(folder, { recursive: true });
  write(folder, guardFile(environment), yaml(staticObjects(reach, deny)));
  write(folder, admissionFile(environment), yaml(admissionObjects(reach, deny)));
  out(yaml([admissionConfiguration(folder)]));
  err(
    `Wrote ${guardFile(environment)} and ${admissionFile(environment)} to ${folder}. Start every kube-apiserver with ` +
      "--feature-gates=ManifestBasedAdmissionControlConfig=true and --admission-control-config-file=FILE, where FILE " +
      "is what is printed here; the folder has the same path on each control plane.",
  );
}

function clockNamed(words: string): NonNullable<Reach["clock"]> {
  const [, namespace, name] = /^([^/]+)\/([^/]+)$/.exec(words) ?? [];
  if (namespace === undefined || name === undefined) {
    throw new UsageError(
      `--clock ${words} names no Lease; use NAMESPACE/NAME, such as kube-system/kube-controller-manager`,
    );
  }
  return { namespace, name };
}

function parsed(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true, allowNegative: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function yaml(objects: readonly object[]): string {
  // Expressions stay on one line, as they are written in the code.
  return objects
    .map((object) => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false }).trimEnd())
    .join("\n---\n");
}

/** The API server reads a folder again at each change in it, so it must never meet half of a file. */
function write(folder: string, name: string, text: string): void {
  const unfinished = join(folder, `.${name}.unfinished`);
  writeFileSync(unfinished, `${text}\n`);
  renameSync(unfinished, join(folder, name));
}
