import { readFileSync } from "node:fs";
import type { Environment, Rule } from "../safety";
import { withBaseline, writeBaseline } from "./baseline";
import { batchesOf } from "./batches";
import { saidOnce } from "./current";
import { ReviewProblem, inOrder, type Diagnostic, type Review } from "./diagnostic";
import { reviewBatch, type Batch, type Circumstances } from "./findings";
import { foldOverlays } from "./folding";
import { readAll, type Everything, type Plan } from "./inputs";
import { reviewMigrations } from "./migrations";
import { ownRules } from "./own-rules";
import { previewBatch } from "./preview";
import { projectNotes } from "./project";
import { projectChanges } from "./project-changes";
import { promote, readEarlier, type Earlier } from "./promotion";
import { validate } from "./schema";

/**
 * Reviews manifests and previews.
 *
 * @throws ReviewProblem for what cannot be read or rendered, and when there is nothing to review: a review of nothing
 * would pass.
 */
export async function review(plan: Plan): Promise<Review> {
  const earlier = await readEarlier(plan);
  const result = await readAll(plan, (everything) => judge(everything, earlier, plan));
  const { project, paths, config } = plan;
  const written = plan.writeBaseline ? [writeBaseline(result, project, paths, config.rules)] : [];
  const known = withBaseline(result, project, paths, config.rules);
  return foldOverlays({ ...known, notes: [...known.notes, ...written] });
}

function judge(everything: Everything, earlier: Earlier | undefined, plan: Plan): Review {
  const circumstances: Circumstances = {
    config: plan.config,
    today: plan.today,
    fixed: plan.environment !== undefined,
  };
  const { pairs, migrations, formerProject } = everything;
  const sources = pairs.flatMap(({ after }) => after ?? []);
  const { batches, notes, diagnostics: unread } = batchesOf(everything, plan, circumstances);
  const previews = plan.preview === undefined ? [] : [readPreview(plan.preview, plan.environment)];
  const all = [...(earlier === undefined ? batches : promote(batches, earlier.objects)), ...previews];
  const found = [
    ...sources.flatMap(({ diagnostics }) => diagnostics),
    ...unread,
    ...all.flatMap((batch) => reviewBatch(batch, circumstances)),
    ...(formerProject === undefined ? [] : projectChanges(formerProject, everything, plan)),
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
    diagnostics: saidOnce(inOrder([...found, ...withoutRepeated(schema, found)])),
    notes: [
      ...new Set([
        ...projectNotes(plan.project, plan.paths),
        ...sources.flatMap((source) => source.notes),
        ...notes,
        ...(earlier?.notes ?? []),
      ]),
    ],
    files: [...sources, ...migrations].reduce((sum, { files }) => sum + files, previews.length),
    rules: [...ownRules, ...plan.config.rules.filter((rule) => runs(rule, plan))],
  };
}

function runs(rule: Rule, { config, promotedFrom }: Plan): boolean {
  const { level, levels = {} } = config.of(rule);
  const everywhere = { ...rule.levels, ...levels };
  const off =
    level === undefined ? Object.values(everywhere).every((one) => one === "disabled") : level === "disabled";
  return !off && (promotedFrom.length > 0 || rule.scope !== "promotion");
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

function readPreview(file: string, environment: Environment | undefined): Batch {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new ReviewProblem(`--preview ${file} cannot be read: ${(error as Error).message}`);
  }
  return previewBatch(text, file, environment);
}
