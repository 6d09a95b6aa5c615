import { labelDomain } from "../../safety/labels";
import { environmentLabels } from "../protection";
import { annotation, text, type Side } from "./cel";
import type { Guarded } from "./guarded";
import { everywhere, prefixOf, type Reach } from "./scope";

/** The namespaces that the guard knows by name, separated by commas. */
const namespacesAnnotation = `${labelDomain}/guarded-namespaces`;

/** The stack and the component that a guard belongs to. */
const stackAnnotation = `${labelDomain}/stack`;

/**
 * What a guard is said to look after: an object that grants nothing and only carries this. The policies themselves are
 * guarded by no policy, and a second guard of the same name would overwrite them. This object is updated before them,
 * and its update is refused where it would leave a namespace without its guard.
 *
 * @param stack whose guard it is, for the one who finds it taken
 */
export function reachObject(reach: Reach, stack: string) {
  return {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    metadata: {
      name: reachName(reach),
      labels: environmentLabels(reach.environment),
      annotations: {
        [namespacesAnnotation]: [...reach.namespaces].sort().join(","),
        [stackAnnotation]: stack,
        // Else the provider answers a kept object of another stack with a conflict, before the policy can name it.
        "pulumi.com/patchForce": "true",
      },
    },
  };
}

function reachName(reach: Reach): string {
  return `${prefixOf(reach)}-reach`;
}

const namespaces = (side: Side): string => `${annotation(side, namespacesAnnotation)}.split(",")`;

/** Keeps the reach of a guard: no stack takes it from another, and no namespace loses it unnoticed. */
export function reachKept(reach: Reach): Guarded {
  return {
    name: "reach",
    kinds: [{ group: "rbac.authorization.k8s.io", resources: ["clusterroles"] }],
    matchCondition: `oldObject.metadata.name == ${text(reachName(reach))}`,
    consequence: "Another stack could then take the guard away from the namespaces that it names.",
    checks: [
      {
        name: "keepsReach",
        kept: `${annotation("oldObject", namespacesAnnotation)} == "" || ${namespaces("oldObject")}.all(name, name in ${namespaces("object")})`,
        loss: "takes a namespace out of the reach of the deletion guard",
        detail:
          `" of " + ${annotation("oldObject", stackAnnotation)} + ", which looks after " + ` +
          `${annotation("oldObject", namespacesAnnotation)} + ` +
          text(
            "; a second guard of one environment on one cluster needs a name of its own (argument name, setting guardName)",
          ),
      },
    ],
    scopes: everywhere,
  };
}
