import { readFileSync } from "node:fs";
import { rules, type Environment, type Rule } from "../safety";
import { ReviewProblem, inOrder, type Diagnostic, type Review } from "./diagnostic";
import { reviewBatch, type Batch, type Circumstances, type Surroundings } from "./findings";
import { promote, readAll, readEarlier, type Pair, type Plan } from "./inputs";
import type { Located } from "./manifest";
import { reviewMigrations } from "./migrations";
import { ownRules } from "./own-rules";
import { previewBatch } from "./preview";
import { validate } from "./schema";
import { environmentSaidBy, type Source } from "./sources";

/**
 * Reviews manifests and previews.
 *
 * @throws ReviewProblem for what cannot be read or rendered, and when there is nothing to review: a review of nothing
 * would pass.
 */
export async function review(plan: Plan): Promise<Review> {
  const circumstances: Circumstances = {
    config: plan.config,
    today: plan.today,
    fixed: plan.environment !== undefined,
  };
  const { pairs, migrations, known } = await readAll(plan);
  const sources = pairs.flatMap(({ after }) => after ?? []);
  const { batches, notes } = batchesOf(pairs, plan, known);
  const earlier = await readEarlier(plan);
  const previews = plan.preview === undefined ? [] : [readPreview(plan.preview, plan.environment)];
  const all = [...(earlier === undefined ? batches : promote(batches, earlier.objects)), ...previews];
  const found = [
    ...sources.flatMap(({ diagnostics }) => diagnostics),
    ...all.flatMap((batch) => reviewBatch(batch, circumstances)),
    ...migrations.flatMap((read) => reviewMigrations(read, plan.base ?? "", circumstances)),
  ];
  const schema = all.flatMap(({ after }) =>
    after.filter(({ object }) => object !== null).flatMap((one) => validate(one, plan.operatorVersion)),
  );
  const empty = all.every(({ after, before = [] }) => after.length + before.length === 0);
  if (found.length === 0 && empty && migrations.every(({ files }) => files === 0)) {
    throw new ReviewProblem(
      [
        "There is nothing to review: no Kubernetes object was found.",
        ...sources.flatMap((s) => s.notes),
      ].join("\n  "),
    );
  }
  return {
    diagnostics: inOrder([...found, ...withoutRepeated(schema, found)]),
    notes: [...sources.flatMap((source) => source.notes), ...notes, ...(earlier?.notes ?? [])],
    files: [...sources, ...migrations].reduce((sum, { files }) => sum + files, previews.length),
    rules: [...ownRules, ...rules.filter((rule) => runs(rule, plan))],
  };
}

function runs(rule: Rule, { config, promotedFrom }: Plan): boolean {
  return config.of(rule).level !== "disabled" && (promotedFrom.length > 0 || rule.scope !== "promotion");
}

/** Rules that say about a field what the schema says, and more. */
const moreThanSchema = new Set(["mariadb-api-group", "mariadb-unknown-fields"]);

/** What is wrong with the schema, without what a rule has already made an error of. */
function withoutRepeated(schema: readonly Diagnostic[], found: readonly Diagnostic[]): readonly Diagnostic[] {
  const key = ({ file, line, column, object, field }: Diagnostic) =>
    JSON.stringify([file, line, column, object, field]);
  const said = new Set(
    found.filter(({ level, rule }) => level === "error" && moreThanSchema.has(rule.id)).map(key),
  );
  return schema.filter((diagnostic) => !said.has(key(diagnostic)));
}

/** One batch for each environment. A source that changes its environment stays in the stricter one. */
function batchesOf(
  pairs: readonly Pair[],
  plan: Plan,
  known: Surroundings,
): { batches: readonly Batch[]; notes: readonly string[] } {
  const notes: string[] = [];
  const batches = new Map<Environment, { after: Located[]; before: Located[] }>();
  for (const { after, before } of pairs) {
    const objects = [...(after?.objects ?? []), ...(before?.objects ?? [])];
    const source: Source = { name: "", diagnostics: [], files: 0, notes: [], ...(after ?? before), objects };
    const said = plan.environment ?? environmentSaidBy(source);
    const environment = said ?? "production";
    if (said === undefined && objects.length > 0) {
      notes.push(
        `${source.name}: no label, namespace or path names the environment, so production is assumed; set --env to choose.`,
      );
    }
    if ((before?.diagnostics.length ?? 0) > 0) {
      notes.push(`${source.name}: parts of it cannot be read in ${plan.base ?? ""}, and were not compared.`);
    }
    const batch = batches.get(environment) ?? { after: [], before: [] };
    batch.after.push(...(after?.objects ?? []));
    batch.before.push(...(before?.objects ?? []));
    batches.set(environment, batch);
  }
  return {
    notes,
    batches: [...batches].map(([environment, { after, before }]) => ({
      known,
      environment,
      after,
      ...(plan.base === undefined ? {} : { before, revision: plan.base }),
    })),
  };
}

function readPreview(file: string, environment: Environment | undefined): Batch {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new ReviewProblem(`--preview ${file} cannot be read: ${(error as Error).message}`);
  }
  return previewBatch(text, file, environment);
}
