import { existsSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import { isExcepted, type Environment } from "../safety";
import { databaseObjects } from "../safety/kinds";
import { identityOf, isTarget } from "../safety/objects";
import { noDataObjectRemoved } from "../safety/rules/no-data-object-removed";
import { current } from "./current";
import { calledBy, clean, type Diagnostic } from "./diagnostic";
import { levelAndContext, type Circumstances } from "./findings";
import type { Everything } from "./inputs";
import type { Located } from "./manifest";
import { keyOf, type Unit } from "./units";

/** What is known besides the overlays of an environment. */
interface Surroundings extends Pick<Everything, "top" | "deliveries"> {
  readonly environment: Environment;
  readonly revision: string;
  readonly circumstances: Circumstances;
}

/**
 * Overlays with databases that are gone while their objects are elsewhere. An ApplicationSet deletes the Application of a
 * folder that is gone, with everything in it; so a move is a finding unless the deliveries in the checkout move along.
 */
export function movedOverlays(units: readonly Unit[], surroundings: Surroundings): readonly Diagnostic[] {
  const { environment, revision, circumstances } = surroundings;
  const { level, context } = levelAndContext(noDataObjectRemoved, environment, circumstances);
  return units.flatMap((unit) => {
    const moved = movedFrom(unit, units);
    const object = `Folder//${unit.name}`;
    const fine =
      moved.length === 0 ||
      level === "disabled" ||
      isExcepted(noDataObjectRemoved, null, context, object) ||
      followed(unit, moved, units, surroundings);
    if (fine || unit.whole === undefined) {
      return [];
    }
    const places = [...new Set(moved.map(({ to }) => to.name))];
    const names = moved.map(({ located }) => calledBy(located.object).replace(/^The/, "the"));
    const message =
      `The folder "${unit.name}" (as it is in ${revision}) must not disappear while what delivers it may still point ` +
      `there: ${names.join(", ")} moved to ${places.join(", ")}. An ApplicationSet deletes the Application of a folder ` +
      "that is gone, with its objects. Move the Application or Kustomization that delivers the folder in the same " +
      `revision, or make an exception for ${object} once every delivery is known to follow.`;
    return [
      {
        ...unit.whole,
        level: level === "mandatory" ? "error" : "warning",
        rule: noDataObjectRemoved,
        message: clean(message),
        object: clean(object),
        revision,
      },
    ];
  });
}

/** An object of a database with the unit that it moved to. */
interface Moved {
  readonly located: Located;
  readonly to: Unit;
}

function movedFrom(unit: Unit, units: readonly Unit[]): readonly Moved[] {
  // An overlay that another one takes in now is still there for whoever delivers it.
  if (!unit.gone || unit.whole === undefined || existsSync(resolve(unit.whole.file))) {
    return [];
  }
  return unit.before.filter(isDatabaseObject).flatMap((located) => {
    const key = keyOf(located);
    const to = units.find(
      (other) =>
        other !== unit &&
        other.after.some((one) => keyOf(one) === key) &&
        !other.before.some((one) => keyOf(one) === key),
    );
    // A folder that has become one of plain files is still the same folder.
    return to === undefined || key === undefined || to.name.startsWith(`${unit.name}/`)
      ? []
      : [{ located, to }];
  });
}

function isDatabaseObject({ object }: Located): boolean {
  const { group, kind } = identityOf(current(object));
  return isTarget([databaseObjects], group, kind);
}

/** Whether each Application and Kustomization that delivered the folder now delivers what it held. */
function followed(
  unit: Unit,
  moved: readonly Moved[],
  units: readonly Unit[],
  { top, deliveries }: Surroundings,
): boolean {
  const pathOf = ({ name }: Unit) => relative(top, resolve(name)).split(sep).join("/") || ".";
  const former = deliveries.before.filter(({ path }) => path === pathOf(unit));
  return (
    former.length > 0 &&
    former.every(({ by }) => {
      const now = deliveries.after.filter((one) => one.by === by).map(({ path }) => path);
      const holders = units.filter((other) => now.some((path) => isAt(pathOf(other), path, other)));
      const keys = new Set(holders.flatMap(({ after }) => after.map(keyOf)));
      return moved.every(({ located }) => keys.has(keyOf(located)));
    })
  );
}

/** Whether a delivery of a path delivers a unit: an overlay is at the path, a file in it. */
function isAt(own: string, path: string, { whole }: Unit): boolean {
  return own === path || (whole === undefined && own.startsWith(`${path}/`));
}
