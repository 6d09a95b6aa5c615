import { about, undecided, type Finding, type SetFinding } from "../finding";
import { configMaps, operatorKinds } from "../kinds";
import { familyOf, migrationFiles } from "../migration-files";
import { identityOf, membersOf, type Member } from "../objects";
import { defineRule } from "../rule";
import { UNKNOWN, formatPath, read, sameValue, type Path, type Value } from "../value";

const sqlJobs = operatorKinds("SqlJob");
const statement = ["spec", "sql"];

export const promotionMigrationsRan = defineRule({
  id: "promotion-migrations-ran",
  scope: "promotion",
  title: "An environment runs only migrations that the one before it has run, word for word",
  why:
    "A migration cannot be taken back where it dropped a column or locked a table for an hour. That it works on real " +
    "rows is known once it has run in the environment before, and a text that was changed on the way is another " +
    "migration with the same version: both histories then claim the same, and the schemas differ.",
  severity: "high",
  appliesTo: [configMaps, sqlJobs],
  remedy:
    "Bring the file in data, or the statement in spec.sql, to the environment before as it is here, let it run there, " +
    "and promote it then; write a correction as a migration with a higher version.",
  references: [
    {
      title: "Flyway: validation of checksums",
      url: "https://documentation.red-gate.com/flyway/flyway-concepts/migrations/migration-command-validate",
    },
    {
      title: "mariadb-operator: SqlJobs",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/sql_jobs.md",
    },
  ],
  check: ({ earlier, later }) => [...files(earlier, later), ...statements(earlier, later)],
});

function files(earlier: readonly Value[], later: readonly Value[]): readonly SetFinding[] {
  const ran = membersOf(earlier, configMaps);
  return membersOf(later, configMaps).flatMap((member) => {
    const hidden = unknownOf(member.object, ["data"]);
    if (hidden !== undefined) {
      return about(member.index, [undecided(hidden)]);
    }
    const places = ran.filter(({ object }) => familyOf(object) === familyOf(member.object));
    return migrationFiles(member).flatMap(({ path, text }) =>
      about(member.index, notRun(path, text, places)),
    );
  });
}

function statements(earlier: readonly Value[], later: readonly Value[]): readonly SetFinding[] {
  const ran = membersOf(earlier, sqlJobs);
  return membersOf(later, sqlJobs).flatMap(({ index, object }) => {
    const hidden = unknownOf(object, statement);
    if (hidden !== undefined) {
      return about(index, [undecided(hidden)]);
    }
    const sql = read(object, statement);
    const places = ran.filter((job) => identityOf(job.object).name === identityOf(object).name);
    return sql.state === "known" ? about(index, notRun(statement, sql.value, places)) : [];
  });
}

/** The name, or the field, when it is not known yet. */
function unknownOf(object: Value, field: Path): Path | undefined {
  return [["metadata", "name"], field]
    .map((path) => read(object, path))
    .find(({ state }) => state === "unknown")?.path;
}

/** What the environment before does not say is not proved, so an unknown text there is undecided as well. */
function notRun(path: Path, text: Value, places: readonly Member[]): readonly Finding[] {
  const readings = places.map(({ object }) => read(object, path));
  if (
    readings.some((reading) => sameValue(reading.state === "known" ? reading.value : null, text) === true)
  ) {
    return [];
  }
  if (text === UNKNOWN || readings.some(({ state }) => state === "unknown")) {
    return [undecided(path)];
  }
  const message = readings.some(({ state }) => state === "known")
    ? `must run ${formatPath(path)} as the environment before has run it, not with another text`
    : `must not run ${formatPath(path)}, because the environment before has not run it`;
  return [{ path, message }];
}
