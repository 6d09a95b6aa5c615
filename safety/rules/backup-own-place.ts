import {
  environmentOf,
  environments,
  isStricter,
  parseEnvironment,
  type Context,
  type Environment,
} from "../environment";
import { inspect } from "../expect";
import { about, undecided, type Finding, type SetFinding } from "../finding";
import { backups, operatorKinds } from "../kinds";
import { environmentLabel } from "../labels";
import { membersOf, textAt, type Member } from "../objects";
import { defineRule, levels } from "../rule";
import { read, type Path, type Value } from "../value";

const kinds = [backups, operatorKinds("PointInTimeRecovery")];
const s3 = ["spec", "storage", "s3"];
const parts: readonly Path[] = ["endpoint", "bucket", "prefix"].map((name) => [...s3, name]);

export const backupOwnPlace = defineRule({
  id: "backup-own-place",
  scope: "set",
  title: "Each series of backups has a place of its own, in its own environment",
  why:
    "Two series in one bucket under one prefix age out each other's files, and a restore that takes the newest file " +
    "takes that of the other server. Archived binary logs mix by file name, which no later restore can untangle. " +
    "Staging that writes where production reads is one expired credential away from a production restored with test " +
    "data.",
  severity: "critical",
  levels: levels({ dev: "mandatory" }),
  appliesTo: kinds,
  remedy:
    "Set a spec.storage.s3.bucket that only this environment uses, and a spec.storage.s3.prefix that only this series uses.",
  references: [
    {
      title: "mariadb-operator: point-in-time recovery needs an empty prefix",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/pitr.md",
    },
  ],
  check: (objects, context) => {
    const all = membersOf(objects, ...kinds).filter(({ object }) => read(object, s3).state !== "absent");
    const taken = new Set<string>();
    return all.flatMap((member, position) => {
      const place = placeOf(member.object);
      const found = [
        ...about(member.index, foreign(member, context)),
        ...shared(member, position > 0, taken.has(place)),
      ];
      taken.add(place);
      return found;
    });
  },
});

/**
 * A bucket or prefix that carries the name of an environment must carry the right one: that of the object's label, and
 * no weaker one than the stack's.
 */
function foreign({ object }: Member, context: Context): readonly Finding[] {
  const own = environmentOf(object, context);
  const label = parseEnvironment(textAt(object, ["metadata", "labels", environmentLabel]));
  return parts.slice(1).flatMap((path) =>
    inspect(object, path, {
      known: (written) => {
        const named = typeof written === "string" ? environments.filter((name) => names(written, name)) : [];
        const message = "must not keep backups in a place that is named after another environment";
        const weaker = named.every((name) => isStricter(own, name));
        const wrong = weaker || (label !== undefined && !named.includes(label));
        return named.length > 0 && wrong ? [{ path, message }] : [];
      },
    }),
  );
}

function names(place: string, environment: Environment): boolean {
  const words = place.toLowerCase().split(/[^a-z]+/);
  return words.includes(environment) || (environment === "production" && words.includes("prod"));
}

/**
 * @param hasEarlier whether the set has another series before this one
 * @param taken whether one of those writes to the same place
 */
function shared({ index, object }: Member, hasEarlier: boolean, taken: boolean): readonly SetFinding[] {
  const unknown = [s3, ...parts].find((path) => read(object, path).state === "unknown");
  if (unknown !== undefined) {
    return hasEarlier ? about(index, [undecided(unknown)]) : [];
  }
  const message =
    "must not write where another series of backups writes, because the two delete each other's files";
  return taken ? about(index, [{ path: s3, message }]) : [];
}

function placeOf(object: Value): string {
  return parts.map((path) => textAt(object, path).replace(/^\/+|\/+$/g, "")).join("\n");
}
