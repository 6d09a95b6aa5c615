/**
 * What the guard's page says about what comes into being: births, wrong labels, references from elsewhere, Restores.
 */
import { confirmRestoreAnnotation, environmentLabel, protectedLabel } from "../../../safety/labels";
import { at } from "./claim-fields";
import type { Plain } from "./claims";
import { seconds } from "./data-claims";
import type { ModelCase } from "./model-cases";
import { unguarded, type ModelKind } from "./model-things";
import { operatorKinds } from "./objects";
import { actors, clock, homeOf, knownByName, labelled, type Verdict } from "./model-places";

const born: readonly ModelKind[] = operatorKinds;
const referring: readonly ModelKind[] = [
  "Database",
  "User",
  "Grant",
  "Backup",
  "PhysicalBackup",
  ...unguarded,
];

/** What refuses the request, as the policy and the number of its reason. */
export function createdChecks(one: ModelCase, live: Plain, after: Plain | undefined): Verdict {
  const before = one.verb === "CREATE" ? undefined : live;
  const refusedBy = [
    ...births(one, after),
    ...dumps(one, after),
    ...labels(one, before, after),
    ...references(one, before, after),
    ...restores(one, before, after),
  ];
  const confirms = confirmations(one, before, after);
  return {
    refusedBy: [...refusedBy, ...confirms.refusedBy],
    // Without the time nothing was judged.
    noted: refusedBy.some((check) => check !== "clock") || confirms.noted,
  };
}

function inside({ stored }: ModelCase): boolean {
  const { name, labels } = homeOf(stored.place);
  return knownByName.includes(name) || labelled(labels);
}

function ownedByOperator(object: Plain | undefined, kind?: string): boolean {
  return (object?.metadata.ownerReferences ?? []).some(
    (owner) =>
      owner.apiVersion.startsWith("k8s.mariadb.com/") &&
      owner.controller === true &&
      (kind === undefined || owner.kind === kind),
  );
}

function births(one: ModelCase, after: Plain | undefined): string[] {
  if (one.verb !== "CREATE" || !born.includes(one.stored.kind) || !inside(one)) {
    return [];
  }
  const given = after?.metadata.labels ?? {};
  const environment = given[environmentLabel] ?? "";
  const named = knownByName.includes(homeOf(one.stored.place).name)
    ? environment === "staging"
    : environment !== "";
  return (given[protectedLabel] === "true" && named) || ownedByOperator(after) ? [] : ["births 0"];
}

/** A backup that keeps for less than a day deletes those of others, and one on a server's claim writes over its data. */
function dumps(one: ModelCase, after: Plain | undefined): string[] {
  const { kind } = one.stored;
  if (
    one.verb !== "CREATE" ||
    after === undefined ||
    (kind !== "Backup" && kind !== "PhysicalBackup") ||
    !inside(one)
  ) {
    return [];
  }
  const retention = (at(after, "spec.maxRetention") ?? "") as string;
  const claimNames = ["storage", "stagingStorage"].map(
    (place) => (at(after, `spec.${place}.volume.persistentVolumeClaim.claimName`) ?? "") as string,
  );
  return [
    ...(retention === "" || (seconds(retention) ?? 0) >= 86_400 ? [] : ["dumps 0"]),
    ...(claimNames.some((name) => /^(storage|galera)-.+-\d+$/.test(name)) ? ["dumps 1"] : []),
  ];
}

function labels({ stored, verb }: ModelCase, before: Plain | undefined, after: Plain | undefined): string[] {
  const wrong = (side: Plain | undefined): boolean =>
    labelled(side?.metadata.labels) && side?.metadata.labels?.[protectedLabel] !== "true";
  if (verb === "DELETE" || unguarded.includes(stored.kind) || ![before, after].some(wrong)) {
    return [];
  }
  const [was, is] = [before, after].map((side) => side?.metadata.labels?.[protectedLabel] ?? "");
  const kept = verb === "UPDATE" && ["true", is].includes(was);
  return ["", "true"].includes(is ?? "") || kept ? [] : ["labels 0"];
}

function references(
  { stored, verb }: ModelCase,
  before: Plain | undefined,
  after: Plain | undefined,
): string[] {
  const target = (side: Plain | undefined): string =>
    ((side === undefined ? undefined : at(side, "spec.mariaDbRef.namespace")) ?? "") as string;
  const cleanup = (side: Plain | undefined): unknown =>
    (side === undefined ? undefined : at(side, "spec.cleanupPolicy")) ?? "";
  const elsewhere = !knownByName.includes(homeOf(stored.place).name);
  const concerned = knownByName.includes(target(verb === "DELETE" ? before : after));
  if (!referring.includes(stored.kind) || !elsewhere || !concerned) {
    return [];
  }
  if (verb === "DELETE") {
    const drops = ["Database", "User", "Grant"].includes(stored.kind) && cleanup(before) !== "Skip";
    return drops ? ["references 1"] : [];
  }
  const stays =
    verb === "UPDATE" &&
    target(before) === target(after) &&
    (cleanup(after) === cleanup(before) || cleanup(after) === "Skip");
  return stays ? [] : ["references 0"];
}

const sources = ["backupRef", "s3", "volume"];

function restores(one: ModelCase, before: Plain | undefined, after: Plain | undefined): string[] {
  const { stored, verb, actor } = one;
  if (stored.kind !== "Restore" || !inside(one) || verb === "DELETE" || after === undefined) {
    return [];
  }
  if (one.clockless === true) {
    return ["clock"];
  }
  if (before !== undefined) {
    const spec = (side: Plain, key: string): string => JSON.stringify(at(side, `spec.${key}`));
    const same = [...sources, "mariaDbRef", "targetRecoveryTime", "database", "args"].every(
      (key) => at(before, `spec.${key}`) === undefined || spec(before, key) === spec(after, key),
    );
    const written = sources.some((key) => at(before, `spec.${key}`) !== undefined);
    return same && written ? [] : ["restores 1"];
  }
  const value = homeOf(stored.place).annotations?.[confirmRestoreAnnotation] ?? "";
  const words = value.split(" ");
  const until = Date.parse(words.at(-1) ?? "");
  const now = Date.parse(clock.now);
  const confirmed =
    words[0] === `Restore/${after.metadata.name}` &&
    until > now &&
    until <= now + 3_600_000 &&
    words.slice(1, -1).join(" ") !== actors[actor].user;
  const starts = actor === "operator" && ownedByOperator(after, "MariaDB");
  return confirmed || starts ? [] : ["restores 0"];
}

function confirmations(one: ModelCase, before: Plain | undefined, after: Plain | undefined): Verdict {
  const { stored, verb, actor } = one;
  const value = (side: Plain | undefined): string =>
    side?.metadata.annotations?.[confirmRestoreAnnotation] ?? "";
  const home = [before, after].some(
    (side) => labelled(side?.metadata.labels) || knownByName.includes(side?.metadata.name ?? ""),
  );
  const set = verb !== "DELETE" && value(after) !== "" && value(after) !== value(before);
  if (stored.kind !== "Namespace" || !home || !set) {
    return { refusedBy: [], noted: false };
  }
  const { user, verbs } = actors[actor];
  const words = value(after).split(" ");
  const own = words.length > 1 && words.slice(1, -1).join(" ") === user;
  const may = (verbs as readonly string[]).includes("confirm-restore");
  return { refusedBy: own && may ? [] : ["confirmations 0"], noted: true };
}
