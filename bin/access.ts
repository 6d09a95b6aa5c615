import { readFileSync } from "node:fs";
import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import { powers, whoMay, type Access, type AccessReport } from "../safety/access";
import type { Value } from "../safety";
import type { World } from "../review/command";
import { clean, ReviewProblem, UsageError } from "../review/diagnostic";
import { runProgram } from "../review/process";
import { readTarget } from "../review/folder";
import { readerOf, sourceOf } from "../review/sources";
import { table } from "../review/table";
import { targetOf } from "../review/target";

export const accessUsage = `Usage: mariadb-gitops access [PATH...] [--expect SUBJECT]... [--expected FILE] [--namespace NAMESPACE]...
                             [--context CONTEXT] [--kubeconfig FILE] [--json]

  Lists who may delete or restore data, run SQL as an object, confirm a deletion, act as somebody else, grant more than
  they have, or change the admission policies of the guard.

  PATH         manifests: an overlay, a folder, a file, or - for standard input; by default the cluster is asked, with
               kubectl, which must be allowed to list roles, bindings and namespaces
  --expect     who is to have it: User:NAME, Group:NAME or ServiceAccount:NAMESPACE/NAME, with * for any text, and
               =POWER,POWER behind it to expect no more than that: --expect 'Group:on-duty=confirm'
               powers: ${powers.join(", ")}
  --expected   a file with one such subject a line; # begins a comment
  --namespace  a namespace of databases, as often as there are any; by default those with the label
               mariadb-gitops.dev/protected=true, and all where none has it
  --json       the whole answer as JSON, those who are expected included

Exit codes: 0 nobody else, 1 somebody who is not expected, 2 wrong usage or something that cannot be read.`;

const options = {
  expect: { type: "string", multiple: true, default: [] },
  expected: { type: "string" },
  namespace: { type: "string", multiple: true },
  context: { type: "string" },
  kubeconfig: { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const satisfies ParseArgsOptionsConfig;

/** Runs `mariadb-gitops access` with the words after its name; returns the exit code. */
export async function accessCommand(words: readonly string[], world: World): Promise<number> {
  try {
    return await access(words, world);
  } catch (error) {
    const { message, stack } = error as Error;
    const known = error instanceof ReviewProblem ? message : (stack ?? message);
    world.err(error instanceof UsageError ? `${message}\n\n${accessUsage}` : known);
    return 2;
  }
}

async function access(words: readonly string[], world: World): Promise<number> {
  const { values, positionals } = parsed(words);
  if (values.help) {
    world.out(accessUsage);
    return 0;
  }
  const expected = [...values.expect, ...(values.expected === undefined ? [] : linesOf(values.expected))];
  expected.forEach(refuseMisspelt);
  const objects =
    positionals.length === 0
      ? await fromCluster(values)
      : (await Promise.all(positionals.map((path) => fromFiles(path, world)))).flat();
  const report = whoMay(objects, expected, values.namespace);
  world.out(values.json ? JSON.stringify(report, undefined, 2) : reportText(report));
  for (const role of report.undefinedRoles) {
    world.err(`note: ${clean(role)} is not defined here, so what it grants is not known.`);
  }
  const others = report.accesses.filter((one) => !one.expected).length;
  world.err(
    others === 0
      ? "Nobody but those who are expected."
      : `${others} that nobody expects. Remove the bindings, or name who is to have them with --expect.`,
  );
  return others === 0 ? 0 : 1;
}

function parsed(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** A misspelt subject would expect nobody, a misspelt power nothing. */
function refuseMisspelt(entry: string): void {
  const [subject = "", some, ...more] = entry.split("=");
  const unknown = some?.split(",").find((power) => !(powers as readonly string[]).includes(power));
  if (!/^(User|Group|ServiceAccount|\*):?/.test(subject) || more.length > 0) {
    throw new UsageError(
      `${entry} names no subject; use User:NAME, Group:NAME or ServiceAccount:NAMESPACE/NAME`,
    );
  }
  if (unknown !== undefined) {
    throw new UsageError(`${entry} has the unknown power ${unknown}; use ${powers.join(", ")}`);
  }
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, "utf8")
      .split("\n")
      .map((line) => line.replace(/(^|\s)#.*/, "").trim())
      .filter((line) => line !== "");
  } catch (error) {
    throw new UsageError(`--expected ${file} cannot be read: ${(error as Error).message}`);
  }
}

const kinds = "clusterroles,clusterrolebindings,roles.rbac.authorization.k8s.io,rolebindings,namespaces";

/** With kubectl, because it knows every way to log in to a cluster. */
async function fromCluster(at: { context?: string; kubeconfig?: string }): Promise<readonly Value[]> {
  const flags = Object.entries({ context: at.context, kubeconfig: at.kubeconfig }).flatMap(([flag, value]) =>
    value === undefined ? [] : [`--${flag}=${value}`],
  );
  const { status, stdout, stderr } = await runProgram("kubectl", [
    ...flags,
    "get",
    kinds,
    "--all-namespaces",
    "--output=json",
  ]);
  if (status !== 0) {
    throw new ReviewProblem(
      `The cluster cannot be asked with kubectl: ${clean(stderr.trim())}. Check --context, and that you may list ${kinds}; ` +
        "or name manifests, or pipe in what kubectl prints elsewhere.",
    );
  }
  return (JSON.parse(stdout) as { items: readonly Value[] }).items;
}

async function fromFiles(path: string, { readStdin, err }: World): Promise<readonly Value[]> {
  const sources =
    path === "-"
      ? [sourceOf("stdin", readStdin())]
      : await readTarget(targetOf(path), readerOf(process.cwd(), false));
  if (sources === undefined) {
    throw new ReviewProblem(`${path} does not exist.`);
  }
  for (const { name, diagnostics, notes } of sources) {
    const [broken] = diagnostics;
    if (broken !== undefined) {
      throw new ReviewProblem(`${name}:${broken.line} cannot be read: ${broken.message}`);
    }
    notes.forEach((note) => {
      err(`note: ${note}`);
    });
  }
  return sources.flatMap(({ objects }) => objects.map(({ object }) => object));
}

function reportText({ accesses, aggregated, namespaces }: AccessReport): string {
  const where = namespaces.length === 0 ? "every namespace" : `the namespaces ${namespaces.join(", ")}`;
  const rows = accesses.map((one) => [
    one.expected ? "expected" : "NOT EXPECTED",
    one.subject,
    one.power,
    placeOf(one),
    shortened(one.resources),
    one.via.join("; "),
  ]);
  const lines = table([["", "SUBJECT", "POWER", "WHERE", "RESOURCES", "THROUGH"], ...rows]);
  const added = aggregated.map(
    ({ role, from, power, resources }) => `  ${role} gets ${power} of ${shortened(resources)} from ${from}`,
  );
  return printable([
    `Who may, in ${where} and in the whole cluster:`,
    ...lines,
    ...(added.length === 0
      ? []
      : ["", "Built-in roles get through aggregation, wherever somebody is bound to them:", ...added]),
  ]);
}

/** A role that reaches one kind mostly reaches all of them; --json has every name. */
function shortened(resources: readonly string[]): string {
  const [first, second, ...more] = resources;
  return more.length < 2 ? resources.join(" ") : `${first ?? ""} ${second ?? ""} and ${more.length} more`;
}

function placeOf({ namespace }: Access): string {
  return namespace === "" ? "everywhere" : namespace;
}

/** Names come from the cluster: what moves a terminal's cursor stays out. */
function printable(lines: readonly string[]): string {
  return lines.map(clean).join("\n");
}
