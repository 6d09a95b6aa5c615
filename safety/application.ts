import { eachItem, inspect } from "./expect";
import { misshapen, undecided, type Finding } from "./finding";
import type { Target } from "./objects";
import { UNKNOWN, formatPath, isList, isMap, read, type Path, type Value } from "./value";

/** The two kinds that carry Argo CD Applications. */
export const argoApplications: Target = { group: "argoproj.io", kinds: ["Application", "ApplicationSet"] };

/** An Argo CD Application as a rule reads it, wherever it is written. */
export interface ApplicationView {
  /** The object to read from. In an ApplicationSet, what its generators fill in is unknown. */
  readonly root: Value;
  /** Where the Application's metadata and spec are: `[]`, or `["spec", "template"]` in an ApplicationSet. */
  readonly at: Path;
  /** Whether the object is an ApplicationSet. */
  readonly generated: boolean;
}

/**
 * Runs a check on the Application that an object is (an Application) or makes (an ApplicationSet). Whatever else can
 * change the Applications of an ApplicationSet is a finding of its own, because the check does not see the result.
 */
export function checkApplication(
  object: Value,
  check: (application: ApplicationView) => readonly Finding[],
): readonly Finding[] {
  if (!isApplicationSet(object)) {
    return check({ root: object, at: [], generated: false });
  }
  const view: ApplicationView = {
    root: withoutParameters(object),
    at: ["spec", "template"],
    generated: true,
  };
  return [...check(view), ...templateOverrides(object)];
}

/** Whether an object is an ApplicationSet, which makes Applications from a template. */
function isApplicationSet(object: Value): boolean {
  const kind = read(object, ["kind"]);
  return kind.state === "known" && kind.value === "ApplicationSet";
}

/**
 * An ApplicationSet in which every part of the template that takes a generator's parameter is UNKNOWN; any other
 * object as it is. The parameters come from Git, clusters or pull requests, so no manifest says what they will be.
 */
export function withoutParameters(object: Value): Value {
  if (
    !isMap(object) ||
    !isApplicationSet(object) ||
    !isMap(object.spec) ||
    object.spec.template === undefined
  ) {
    return object;
  }
  return { ...object, spec: { ...object.spec, template: render(object.spec.template) } };
}

function render(value: Value): Value {
  if (typeof value === "string") {
    return value.includes("{{") ? UNKNOWN : value;
  }
  if (isList(value)) {
    return value.map(render);
  }
  if (!isMap(value)) {
    return value;
  }
  // A generated field name could be any name, so nothing is known about which fields the object has.
  const entries = Object.entries(value);
  return entries.some(([key]) => key.includes("{{"))
    ? UNKNOWN
    : Object.fromEntries(entries.map(([key, field]) => [key, render(field)]));
}

/**
 * Finds what changes the Applications of an ApplicationSet after its template: `templatePatch`, and the templates of
 * single generators, which win over `spec.template` field by field. Both may set any field, so no rule can be decided.
 */
export function templateOverrides(object: Value): readonly Finding[] {
  return [
    ...inspect(object, ["spec", "templatePatch"], {
      known: (patch, path) => (patch === "" ? [] : [override(path)]),
    }),
    ...generatorTemplates(object, ["spec", "generators"]),
  ];
}

function generatorTemplates(root: Value, path: Path): readonly Finding[] {
  return eachItem(root, path, (generator, at) => {
    if (!isMap(generator)) {
      return [misshapen(at, "an object", generator)];
    }
    return Object.keys(generator).flatMap((type) => ofType(root, [...at, type]));
  });
}

/** One generator of some type; those of type matrix and merge hold generators themselves. */
function ofType(root: Value, path: Path): readonly Finding[] {
  return inspect(root, path, {
    known: (settings) => {
      if (!isMap(settings)) {
        return [misshapen(path, "an object", settings)];
      }
      return [
        ...generatorTemplate(root, [...path, "template"]),
        ...generatorTemplates(root, [...path, "generators"]),
      ];
    },
  });
}

/** Argo CD writes an empty template into every generator that it serializes; an empty one overrides nothing. */
function generatorTemplate(root: Value, path: Path): readonly Finding[] {
  return inspect(root, path, { known: (template) => (isEmpty(template) ? [] : [override(path)]) });
}

function isEmpty(value: Value): boolean {
  if (value === UNKNOWN) {
    return false;
  }
  if (isList(value)) {
    return value.length === 0;
  }
  return isMap(value) ? Object.values(value).every(isEmpty) : value === null || value === "";
}

function override(path: Path): Finding {
  const message =
    `cannot be decided: ${formatPath(path)} can change any field of the generated Applications; ` +
    "remove it and write the fields in spec.template";
  return { ...undecided(path), message };
}

/** Judges the revision at a path, which may be absent. */
type RevisionCheck = (root: Value, path: Path, source: RevisionSource) => readonly Finding[];

/**
 * Runs a check on every revision that an Application follows: of its source, its sources, the dry source of its
 * hydrator, and of a sync that its manifest starts. A hydrator's own branch is not among them: Argo CD writes it.
 */
export function eachRevision(
  { root, at, generated }: ApplicationView,
  check: RevisionCheck,
): readonly Finding[] {
  const spec = [...at, "spec"];
  const places = [
    [...spec, "source"],
    [...spec, "sources", 0],
    [...spec, "sourceHydrator"],
  ];
  if (places.every((path) => read(root, path).state === "absent")) {
    return check(root, [...spec, "source", "targetRevision"], "git");
  }
  return [
    ...sources(root, spec, check),
    ...inspect(root, [...spec, "sourceHydrator"], {
      known: (_, path) => revision(root, [...path, "drySource"], check),
    }),
    ...(generated ? [] : operation(root, check)),
  ];
}

function sources(root: Value, holder: Path, check: RevisionCheck): readonly Finding[] {
  return [
    ...inspect(root, [...holder, "source"], { known: (_, path) => revision(root, path, check) }),
    ...eachItem(root, [...holder, "sources"], (_, path) => revision(root, path, check)),
  ];
}

/** A Helm repository's chart has versions; everything else has Git revisions or digests. */
function revision(root: Value, source: Path, check: RevisionCheck): readonly Finding[] {
  const chart = read(root, [...source, "chart"]);
  const isChart = chart.state === "known" && typeof chart.value === "string" && chart.value !== "";
  return check(root, [...source, "targetRevision"], isChart ? "chart" : "git");
}

/** The sync that starts when the Application is applied may name revisions and sources of its own. */
function operation(root: Value, check: RevisionCheck): readonly Finding[] {
  const sync = ["operation", "sync"];
  const given = (path: Path): readonly Finding[] => check(root, path, "git");
  return [
    ...inspect(root, [...sync, "revision"], { known: (_, path) => given(path) }),
    ...eachItem(root, [...sync, "revisions"], (_, path) => given(path)),
    ...sources(root, sync, check),
  ];
}

/** Where a revision is resolved, which decides what a pinned one looks like. */
export type RevisionSource = "git" | "chart";
