/**
 * Confirmations of the model: what an object can carry, and what the guard's page says about it.
 */
import {
  confirmationLabel,
  confirmDeletionAnnotation,
  confirmWeakeningAnnotation,
} from "../../../safety/labels";
import type { Plain } from "./claims";
import { actors, clock, jane, type Actor } from "./model-places";

/** Stands for the uid of the object that it is on; a cluster gives it one. */
export const ownUid = "<uid>";

const other = "99999999-9999-9999-9999-999999999999";

/** Values of the annotation. The first one is good. */
export const values = [
  `${ownUid} ${jane} ${clock.half}`,
  `${ownUid} ${jane} ${clock.hour}`,
  `${ownUid} ${jane} 2026-01-31T12:00:00.5Z`,
  `${ownUid} ${jane} ${clock.later}`,
  `${ownUid} ${jane} ${clock.now}`,
  `${ownUid} ${jane} tomorrow`,
  `${ownUid} ${jane} 2026-01-31T12:30:00+01:00`,
  `${ownUid} joe ${clock.half}`,
  `${ownUid} eve ${clock.half}`,
  `${ownUid} ${clock.half}`,
  `${other} ${jane} ${clock.half}`,
  ownUid,
  "guarded",
] as const;

export type Key = "deletion" | "weakening";
export const keys: readonly Key[] = ["deletion", "weakening"];
export const annotations = {
  deletion: confirmDeletionAnnotation,
  weakening: confirmWeakeningAnnotation,
} as const;

/** A merge patch that confirms. @param labelled whether the label that it needs is there */
export function confirming(key: Key, value: string | null, labelled = true): object {
  return {
    metadata: {
      labels: { [confirmationLabel]: labelled ? "true" : null },
      annotations: { [annotations[key]]: value },
    },
  };
}

export const confirmationOf = (object: Plain | undefined, key: Key): string =>
  object?.metadata.annotations?.[annotations[key]] ?? "";
export const marked = (object: Plain | undefined): boolean =>
  (object?.metadata.labels?.[confirmationLabel] ?? "") !== "";

/** The three parts of a value, if its end is a time that the guard can read. */
function parts(value: string): { uid: string; user: string; until: number } | undefined {
  const words = value.split(" ");
  const [uid = "", until = ""] = [words[0], words.at(-1)];
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(until) && words.length > 1
    ? { uid, user: words.slice(1, -1).join(" "), until: Date.parse(until) }
    : undefined;
}

const now = Date.parse(clock.now);
const inTime = (until: number): boolean => until > now && until <= now + 3_600_000;

/** Whether the live object is confirmed for that user. */
export function isConfirmed(live: Plain & { metadata: { uid?: string } }, key: Key, actor: Actor): boolean {
  const found = parts(confirmationOf(live, key));
  return (
    found !== undefined &&
    marked(live) &&
    found.uid === live.metadata.uid &&
    inTime(found.until) &&
    found.user !== actors[actor].user
  );
}

/** Whether an update sets a confirmation, or makes one count that was there. */
export function sets(before: Plain, after: Plain, key: Key): boolean {
  const [was, is] = [confirmationOf(before, key), confirmationOf(after, key)];
  return is !== was || (is !== "" && marked(after) && !marked(before));
}

/** Checks that refuse to have the confirmation set so. */
export function refusedSetting(
  before: Plain & { metadata: { uid?: string } },
  after: Plain,
  key: Key,
  actor: Actor,
): string[] {
  const value = confirmationOf(after, key);
  if (value === "" || !sets(before, after, key)) {
    return [];
  }
  const { user, verbs } = actors[actor];
  const found = parts(value);
  const fits =
    found !== undefined &&
    found.uid === before.metadata.uid &&
    found.user === user &&
    marked(after) &&
    inTime(found.until);
  const may = (verbs as readonly string[]).includes(`confirm-${key}`);
  return [...(fits ? [] : [`${key}Unfit`]), ...(may ? [] : [`${key}Allowed`])];
}
