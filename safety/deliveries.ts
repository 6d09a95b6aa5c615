import { argoApplications, checkApplication, type ApplicationView } from "./application";
import { eachText, text } from "./expect";
import { undecided, type Finding } from "./finding";
import {
  databaseObjects,
  externalSecrets,
  fluxKustomizations,
  isKustomization,
  mariadbGroup,
  sealedSecrets,
} from "./kinds";
import {
  annotation,
  environmentLabel,
  fluxPrune,
  isExactly,
  isStateless,
  label,
  mayBe,
  protectedLabel,
  syncOptionsAnnotation,
} from "./labels";
import { identityOf, type Target } from "./objects";
import { read, type Path, type Value } from "./value";

/** The kinds by which Argo CD and Flux deliver a path of a repository. */
export const deliveries: readonly Target[] = [argoApplications, fluxKustomizations];

/** What to ask of a delivery, by engine. */
interface DeliveryChecks {
  readonly application: (application: ApplicationView) => readonly Finding[];
  readonly kustomization: (object: Value) => readonly Finding[];
}

/** Runs the check of its engine on a delivery that may carry data; one that is labelled stateless has no findings. */
export function checkDelivery(object: Value, checks: DeliveryChecks): readonly Finding[] {
  if (isKustomization(object)) {
    return isStateless(object, []) ? [] : checks.kustomization(object);
  }
  return checkApplication(object, (view) =>
    isStateless(view.root, view.at) ? [] : checks.application(view),
  );
}

/** One sync option, such as "Prune=false", as it was meant: in lower case and without spaces. */
export interface SyncOption {
  readonly name: string;
  readonly value: string;
  /** The option as it is written. Argo CD compares exact strings, so only this one counts for it. */
  readonly written: string;
}

/** Judges one sync option, at the path of the list's item or of the annotation. */
type SyncOptionCheck = (option: SyncOption, path: Path) => readonly Finding[];

/**
 * Runs a check on every sync option of an Application: of its policy, of a sync that its manifest starts, and of the
 * annotations by which it is an object of a parent itself.
 */
export function eachSyncOption(
  { root, at, generated }: ApplicationView,
  check: SyncOptionCheck,
): readonly Finding[] {
  return [
    ...listed(root, [...at, "spec", "syncPolicy", "syncOptions"], check),
    ...eachAnnotatedOption(root, at, check),
    ...(generated
      ? eachAnnotatedOption(root, [], check)
      : listed(root, ["operation", "sync", "syncOptions"], check)),
  ];
}

/**
 * Runs a check on every sync option in the annotation of an object.
 *
 * @param at Where the metadata is: `[]`, or the path of a template.
 */
export function eachAnnotatedOption(root: Value, at: Path, check: SyncOptionCheck): readonly Finding[] {
  return text(root, [...at, ...syncOptionsPath], {
    known: (value, path) => value.split(",").flatMap((option) => check(parse(option), path)),
  });
}

function listed(root: Value, path: Path, check: SyncOptionCheck): readonly Finding[] {
  return eachText(root, path, (option, at) => check(parse(option), at));
}

function parse(written: string): SyncOption {
  const [name = "", ...value] = written.split("=").map((part) => part.trim().toLowerCase());
  return { name, value: value.join("="), written };
}

/** Whether the object itself tells the engines to keep it. */

/** Kinds that an engine delivers, and that take data or the key to it with them. */
export const keptKinds: readonly Target[] = [
  databaseObjects,
  { group: "", kinds: ["Namespace", "PersistentVolumeClaim"] },
  sealedSecrets,
  externalSecrets,
];

/** Whether an object of these kinds must be kept: of Namespaces and definitions, only those of the databases. */
export function isPrecious(object: Value): boolean {
  switch (identityOf(object).kind) {
    case "Namespace": {
      const mark = label(object, protectedLabel);
      return (
        mark.state === "unknown" ||
        mark.state === "misshapen" ||
        isExactly(mark, "true") ||
        label(object, environmentLabel).state !== "absent"
      );
    }
    case "CustomResourceDefinition":
      return mayBe(read(object, ["spec", "group"]), mariadbGroup);
    default:
      return true;
  }
}

/** Where Argo CD reads an object's own sync options. */
const syncOptionsPath: Path = ["metadata", "annotations", syncOptionsAnnotation];

/** Judges the sync options of an object, as Argo CD reads them: separated by commas, spaces around them taken away. */
export function ownSyncOptions(
  object: Value,
  check: (options: readonly string[], path: Path) => readonly Finding[],
): readonly Finding[] {
  return text(object, syncOptionsPath, {
    known: (value, path) =>
      check(
        value.split(",").map((option) => option.trim()),
        path,
      ),
    absent: (path) => check([], path),
  });
}

/** Whether options keep the object from a prune or a delete: Argo CD compares exact strings. */
export function keeps(options: readonly string[], key: "Prune" | "Delete"): boolean {
  return options.includes(`${key}=false`) || options.includes(`${key}=confirm`);
}

/** Whether Flux keeps an object: yes, no, or the finding for a value that is not known yet. */
export function fluxKeeps(object: Value): boolean | Finding {
  const readings = [label(object, fluxPrune), annotation(object, fluxPrune)];
  const kept = readings.some(
    (reading) =>
      reading.state === "known" &&
      typeof reading.value === "string" &&
      reading.value.toLowerCase() === "disabled",
  );
  const unknown = readings.find(({ state }) => state === "unknown");
  return kept || unknown === undefined ? kept : undecided(unknown.path);
}
