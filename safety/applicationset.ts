import { eachItem, inspect, misshapen, undecided } from "./expect";
import type { Finding } from "./finding";
import { formatPath, isList, isMap, UNKNOWN } from "./value";
import type { Path, Value } from "./value";

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
