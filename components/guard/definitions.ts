import { mariadbGroup } from "../../safety/kinds";
import type { Guarded } from "./policy";
import { everywhere } from "./scope";

/** The operator's CRDs. The API server deletes the objects of a deleted CRD without asking any admission policy. */
export function definitions(): Guarded {
  return {
    name: "definitions",
    kinds: [{ group: "apiextensions.k8s.io", resources: ["customresourcedefinitions"] }],
    matchCondition: `oldObject.metadata.name.endsWith(".${mariadbGroup}")`,
    consequence: "With it goes every object of its kind, confirmed or not, in every namespace.",
    checks: [
      {
        name: "keepsVersions",
        kept:
          "oldObject.spec.versions.all(version, !version.served || " +
          "object.spec.versions.exists(other, other.name == version.name && other.served))",
        loss: "stops serving a version of the kind",
      },
    ],
    scopes: everywhere,
  };
}
