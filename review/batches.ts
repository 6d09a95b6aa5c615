import { isStricter, strictest, type Environment } from "../safety";
import { dataKinds, databaseObjects } from "../safety/kinds";
import { identityOf, isTarget } from "../safety/objects";
import { current } from "./current";
import { calledBy, clean, firstOf, type Diagnostic } from "./diagnostic";
import type { Batch, Circumstances } from "./findings";
import type { Everything, Plan } from "./inputs";
import { nameOf } from "./kustomize";
import type { Located } from "./manifest";
import { movedOverlays } from "./moved";
import { environmentIn, projectFile } from "./project";
import { environmentInPath, environmentSaidBy, type Pair, type Source } from "./sources";
import { partsOf, type Unit } from "./units";

/** What the rules look at, and what there is to say before they do. */
interface Batches {
  readonly batches: readonly Batch[];
  readonly diagnostics: readonly Diagnostic[];
  readonly notes: readonly string[];
}

/**
 * One batch for each environment. Where the paths of the sources name several, --env is that of the others: nobody means
 * to hold the staging cluster to the rules of production by naming the folder of both. A source that changes its environment stays in the stricter one. */
export function batchesOf(everything: Everything, plan: Plan, circumstances: Circumstances): Batches {
  const { pairs } = everything;
  const notes: string[] = [];
  const named = new Set(
    pairs.flatMap(({ after, before }) => environmentInPath((after ?? before)?.name ?? "") ?? []),
  );
  const units = new Map<Environment, Unit[]>();
  for (const pair of pairs) {
    const { after, before } = pair;
    const source = after ?? before;
    if (source === undefined) {
      continue;
    }
    const objects = [...(after?.objects ?? []), ...(before?.objects ?? [])];
    const manifests = environmentSaidBy({ ...source, objects });
    const file = fileSays(source, everything, plan);
    const fixed =
      named.size > 1 && environmentInPath(source.name) !== undefined ? undefined : plan.environment;
    const said = fixed ?? file ?? manifests;
    if (plan.environment !== undefined && said !== plan.environment) {
      notes.push(
        `${source.name}: judged as ${said ?? "production"}, as its path says, because the paths name several environments; name it alone to judge it as ${plan.environment}.`,
      );
    } else if (plan.environment === undefined && file !== undefined && isStricter(manifests ?? file, file)) {
      notes.push(
        `${source.name}: its labels, namespaces or path say ${manifests ?? ""}, and ${projectFile} says ${file}, which counts.`,
      );
    }
    if (said === undefined && objects.length > 0) {
      notes.push(
        `${source.name}: no label, namespace or path names the environment, so production is assumed; set --env to choose.`,
      );
    }
    notes.push(...uncompared(pair, plan.base ?? ""));
    const environment = said ?? "production";
    units.set(environment, [...(units.get(environment) ?? []), unitOf(pair, source)]);
  }
  return {
    notes,
    diagnostics: [
      ...brokenAmong(everything, plan.base),
      ...[...units].flatMap(([environment, own]) =>
        movedOverlays(own, { ...everything, environment, revision: plan.base ?? "", circumstances }),
      ),
    ],
    batches: [...units].map(([environment, own]) => ({
      known: everything.known,
      environment,
      after: own.flatMap(({ after }) => after),
      ...(plan.base === undefined
        ? {}
        : { before: own.flatMap(({ before }) => before), revision: plan.base, ...partsOf(own) }),
    })),
  };
}

/** The environment of a source in the file of the repository. Of two revisions the stricter one counts. */
function fileSays(
  { name }: Source,
  { formerProject }: Everything,
  { project }: Plan,
): Environment | undefined {
  // The earlier revision is in a copy elsewhere, and its paths are the same from the top.
  const then = formerProject === undefined ? undefined : { ...formerProject, top: project.top };
  const now = environmentIn(project, name);
  const before = then === undefined ? undefined : environmentIn(then, name);
  return now === undefined || before === undefined ? now : strictest([now, before]);
}

function uncompared({ before, after }: Pair, revision: string): readonly string[] {
  const name = before?.name ?? "";
  if (before?.broken !== undefined && after?.broken === undefined) {
    return [`${name}: cannot be rendered in ${revision}, so only the names in its files were compared.`];
  }
  return (before?.diagnostics.length ?? 0) > 0
    ? [`${name}: parts of it cannot be read in ${revision}, and were not compared.`]
    : [];
}

/**
 * What the rules compare of a source. Of one that cannot be rendered now nothing is known, so nothing of it counts as
 * removed; of one that could not be rendered then, what its files held and nothing of that name holds now.
 */
function unitOf({ after, before }: Pair, { name, whole, loose = false }: Source): Unit {
  const now = after?.objects ?? [];
  const kept = new Set(now.map(({ object }) => nameOf(current(object))));
  const written = before?.broken?.written.filter(({ object }) => !kept.has(nameOf(current(object))));
  return {
    name,
    whole,
    loose,
    gone: after === undefined,
    after: now,
    before: after?.broken === undefined ? (written ?? before?.objects ?? []) : [],
  };
}

/** What could not be rendered. An unrelated repository has no database that could be in there, and gets a warning. */
function brokenAmong(
  { pairs, namesDatabases }: Everything,
  revision: string | undefined,
): readonly Diagnostic[] {
  const broken = pairs.flatMap(({ after, before, named }) =>
    after?.broken === undefined ? [] : [{ diagnostic: after.broken.diagnostic, before, named }],
  );
  const severe = broken.some(({ named }) => !named) && namesDatabases();
  return broken.map(({ diagnostic, before, named }) => ({
    ...diagnostic,
    level: named || severe ? "error" : "warning",
    message: clean(`${diagnostic.message}${heldBefore(before, revision)}`),
  }));
}

/** The data that an overlay rendered before: what is at stake while nobody can see it. */
function heldBefore(before: Source | undefined, revision: string | undefined): string {
  const data = dataAmong(before?.objects ?? []);
  return data.length === 0 || revision === undefined
    ? ""
    : ` In ${revision} it held ${listOf(data)}, and whether it still does is not known.`;
}

/** The objects that hold, make or secure data, databases first. */
function dataAmong(objects: readonly Located[]): readonly Located[] {
  const of = (targets: typeof dataKinds) =>
    objects.filter(({ object }) => {
      const { group, kind } = identityOf(current(object));
      return isTarget(targets, group, kind);
    });
  return [...new Set([...of([databaseObjects]), ...of(dataKinds)])];
}

/** A few objects by kind and name, as a part of a sentence. */
function listOf(objects: readonly Located[]): string {
  return firstOf(
    objects.map(({ object }) => calledBy(object).replace(/^The/, "the")),
    8,
  );
}
