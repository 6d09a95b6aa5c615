import { eachCommandLine } from "../command-lines";
import { inspect } from "../expect";
import { undecided, type Finding } from "../finding";
import { identityOf, textAt, type Target } from "../objects";
import { defineRule } from "../rule";
import { any, every, formatPath, read, type Path, type Value } from "../value";
import { eachContainer, workloads } from "../workloads";

const schemaHero: Target = { group: "schemas.schemahero.io", kinds: ["Database", "Table"] };
const atlas: Target = { group: "db.atlasgo.io", kinds: ["AtlasSchema"] };

export const noDropByDiff = defineRule({
  id: "no-drop-by-diff",
  scope: "object",
  title: "No tool drops tables or columns because they left a file",
  why:
    "A tool that brings a schema to a declared state drops what the declaration does not hold: a column that was renamed " +
    "in Git is dropped with its values and made again empty, a table that a merge left out is gone. To Argo CD and Flux " +
    "such a change looks like any other, and the tool carries it out at the next sync.",
  severity: "critical",
  appliesTo: [schemaHero, atlas, ...workloads],
  remedy:
    "Set spec.immediateDeploy: false in a SchemaHero Database, spec.policy.lint.destructive.error: true or " +
    "spec.policy.diff.skip in an AtlasSchema, remove --allow-unsafe and --auto-approve from commands; or use versioned " +
    "migrations.",
  references: [
    {
      title: "Atlas operator: approvals of an AtlasSchema",
      url: "https://atlasgo.io/integrations/kubernetes/ad-hoc-approval",
    },
    { title: "SchemaHero", url: "https://github.com/schemahero/schemahero" },
    { title: "Skeema: allow-unsafe", url: "https://www.skeema.io/docs/options/#allow-unsafe" },
  ],
  check: (object) => {
    const { group, kind } = identityOf(object);
    if (group === "schemas.schemahero.io") {
      return kind === "Database" ? immediate(object) : removedTable(object);
    }
    return kind === "AtlasSchema"
      ? policy(object)
      : eachContainer(object, (_, container) =>
          eachCommandLine(object, container, unsafe, ({ path }) => [
            {
              path,
              message: `must not let a tool drop what a file does not hold in ${formatPath(path)}, because nobody approves it`,
            },
          ]),
        );
  },
});

const unsafe =
  /\bskeema\s[^;|&\n]*--(allow-unsafe(?!=(0|false|off))|safe-below-size)|\batlas\s+schema\s+(apply|clean)\s[^;|&\n]*--auto-approve|\b(ridgepole|sqldef|mysqldef)\s[^;|&\n]*--(enable-drop|allow-drop|drop-table)/;

function immediate(object: Value): readonly Finding[] {
  const because = "changes, with the drops among them, then run without anybody who approves them";
  return inspect(object, ["spec", "immediateDeploy"], {
    known: (value, path) =>
      value === false
        ? []
        : [{ path, message: `must not set ${formatPath(path)} to true, because ${because}` }],
  });
}

function removedTable(object: Value): readonly Finding[] {
  const engines = ["mysql", "mariadb"].map((engine): Path => ["spec", "schema", engine, "isDeleted"]);
  return engines.flatMap((path) =>
    inspect(object, path, {
      known: (value) =>
        value === false
          ? []
          : [{ path, message: `must not set ${formatPath(path)}, because it drops the table` }],
    }),
  );
}

const destructive = ["spec", "policy", "lint", "destructive", "error"];
const skip = ["spec", "policy", "diff", "skip"];
const drops = ["drop_schema", "drop_table", "drop_column"];

/** Accepted: an error for destructive changes, or a diff that leaves all of them out, or a person who approves. */
function policy(object: Value): readonly Finding[] {
  const url = textAt(object, ["spec", "url"]);
  if (/^(postgres|sqlite|clickhouse|sqlserver|redshift)/.test(url)) {
    return [];
  }
  const readings = [destructive, ...drops.map((name) => [...skip, name])].map((path) => read(object, path));
  const is = readings.map((reading) =>
    reading.state === "unknown" ? undefined : reading.state === "known" && reading.value === true,
  );
  const [refuses, ...skips] = is;
  const approved = read(object, ["spec", "policy", "lint", "review"]);
  const asks = approved.state === "unknown" ? undefined : approved.state === "known";
  const safe = any([refuses, asks, every(skips)]);
  const message = `must set ${formatPath(destructive)} to true, because the operator otherwise drops what the schema does not hold`;
  const finding = safe === undefined ? undecided(destructive) : { path: destructive, message };
  return safe === true ? [] : [finding];
}
