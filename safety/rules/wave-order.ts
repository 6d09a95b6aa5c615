import { about, shown, undecided, type SetFinding } from "../finding";
import { backups, definitions, mariadbs, sealedSecrets, sqlObjects } from "../kinds";
import { annotation } from "../labels";
import { identityOf, membersOf, shareNamespace, type Member, type Target } from "../objects";
import { defineRule, levels } from "../rule";
import type { Reading } from "../value";
import { isMigration, migrationKinds } from "../workloads";

const wave = "argocd.argoproj.io/sync-wave";
const deployments: Target = { group: "apps", kinds: ["Deployment"] };

/** What must be there before what, the first first. */
const order: readonly (readonly Target[])[] = [
  [definitions],
  [{ group: "external-secrets.io", kinds: ["SecretStore", "ExternalSecret"] }, sealedSecrets],
  [mariadbs],
  [sqlObjects],
  [backups],
  migrationKinds,
  [deployments],
];

interface Step extends Member {
  readonly rank: number;
  readonly written: Reading;
}

export const waveOrder = defineRule({
  id: "wave-order",
  scope: "set",
  title: "Sync waves follow what needs what",
  why:
    "Argo CD starts a wave when the one before is healthy. A database before its password waits until the sync gives " +
    "up; a migration in the wave of its server runs against one that still starts; an application in front of the " +
    "migration meets the old schema. Objects of one wave come in an order that says nothing about your databases.",
  severity: "medium",
  levels: levels({ staging: "advisory", production: "advisory" }),
  appliesTo: order.flat(),
  remedy:
    `Number metadata.annotations["${wave}"] in this order: definitions and operators, secrets, MariaDB, Database, User ` +
    "and Grant, backups, migrations, applications.",
  references: [
    {
      title: "Argo CD: sync phases and waves",
      url: "https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/",
    },
  ],
  shows: ["name"],
  check: (objects) => {
    // A set with definitions installs something: its Deployments are operators and no applications.
    const installs = membersOf(objects, definitions).length > 0;
    const steps = order.flatMap((targets, rank) =>
      membersOf(objects, ...targets)
        .filter(({ object }) => targets !== migrationKinds || isMigration(object))
        .filter(() => !installs || !targets.includes(deployments))
        .filter(({ object }) => annotation(object, "argocd.argoproj.io/hook").state !== "known")
        .map((member): Step => ({ ...member, rank, written: annotation(member.object, wave) })),
    );
    const latest = order.map((_, rank) => latestBefore(steps, rank));
    // Flux knows no waves, and a set in which nobody uses them is ordered in another way.
    return steps.some(({ written }) => written.state !== "absent")
      ? steps.flatMap((step) => tooEarly(step, steps, latest[step.rank] ?? Infinity))
      : [];
  },
});

/** The latest wave of all that comes before a rank, in any namespace. */
function latestBefore(steps: readonly Step[], rank: number): number {
  return steps.reduce(
    (latest, step) => (step.rank < rank ? Math.max(latest, numberOf(step.written) ?? -Infinity) : latest),
    -Infinity,
  );
}

/** @param latest the latest wave of all that comes before it: only what is not later is compared one by one */
function tooEarly(step: Step, steps: readonly Step[], latest: number): readonly SetFinding[] {
  const { index, object, rank, written } = step;
  const path = ["metadata", "annotations", wave];
  if (written.state === "unknown") {
    const others = steps.some((other) => other.rank !== rank && shareNamespace(other.object, object));
    return others ? about(index, [undecided(written.path)]) : [];
  }
  const own = numberOf(written);
  if (own === undefined) {
    const message = "must write its sync wave as a whole number in quotes";
    return about(index, [{ path, message }]);
  }
  const late =
    latest < own
      ? undefined
      : steps.findLast(
          (other) =>
            other.rank < rank &&
            (numberOf(other.written) ?? own - 1) >= own &&
            shareNamespace(other.object, object),
        );
  if (late === undefined) {
    return [];
  }
  const { kind, name } = identityOf(late.object);
  const message = `must be in a later sync wave than the ${kind} ${shown(name)}, which it needs`;
  return about(index, [{ path, message }]);
}

/** Wave 0 is where objects are that say nothing. An unknown wave has no number. */
function numberOf(written: Reading): number | undefined {
  if (written.state === "absent") {
    return 0;
  }
  return written.state === "known" &&
    typeof written.value === "string" &&
    /^\s*[+-]?\d{1,9}\s*$/.test(written.value)
    ? Number(written.value)
    : undefined;
}
