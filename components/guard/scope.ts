import { confirmationLabel, environmentLabel, protectedLabel } from "../../safety/labels";
import { Environment } from "../environments";

/** Where a policy holds: one binding. Scopes of one policy do not overlap, so that nothing is refused twice. */
export interface Scope {
  /** What is appended to the policy's name to name the binding. */
  readonly suffix: string;
  /** Selectors of the binding; none means every object that the policy matches. */
  readonly matchResources?: MatchResources;
}

interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly object[];
}

interface MatchResources {
  readonly namespaceSelector?: Selector;
  readonly objectSelector?: Selector;
}

/** The name of an object that is in a namespace. */
export interface NamespacedName {
  readonly namespace: string;
  readonly name: string;
}

/** What one guard looks after. */
export interface Reach {
  readonly environment: Environment;
  /** Its name, if the environment has several guards on one cluster. */
  readonly name?: string | undefined;
  /** The namespaces of its databases. */
  readonly namespaces: readonly string[];
  /** A Lease whose `spec.renewTime` is the time for the guard. @default that of kube-controller-manager */
  readonly clock?: NamespacedName;
  /** The ServiceAccount of the operator. @default mariadb-operator in mariadb-system */
  readonly operatorAccount?: NamespacedName;
  /** Whether another person than the one who confirmed must delete or weaken. @default the environment's */
  readonly secondPerson?: boolean;
}

/**
 * What the names of a guard's objects begin with. Each environment has its own. It is the same for one stack whatever
 * its other settings are: the objects are kept on destroy, and the next update takes them back by their names.
 */
export function prefixOf({ environment, name }: Pick<Reach, "environment" | "name">): string {
  return ["mariadb-gitops", environment, ...(name === undefined ? [] : [name])].join("-");
}

/** The Lease that kube-controller-manager renews every two seconds where it elects a leader. */
export const controllerManagerLease: NamespacedName = {
  namespace: "kube-system",
  name: "kube-controller-manager",
};

/** The API server writes this label on every namespace and lets nobody change it. */
const nameLabel = "kubernetes.io/metadata.name";

/** Every object that the policy matches. */
export const everywhere: readonly Scope[] = [{ suffix: "" }];

/** Objects that carry the protected label themselves. The API server looks at the label before and after an update. */
export function labelledObjects({ environment }: Reach): Scope[] {
  return [{ suffix: "", matchResources: { objectSelector: labelled(environment) } }];
}

/** Objects whose protected label has another value than the one that protects, before or after an update. */
export function mislabelledObjects({ environment }: Reach): Scope[] {
  const { matchExpressions } = labelled(environment);
  const wrong = [
    { key: protectedLabel, operator: "Exists" },
    { key: protectedLabel, operator: "NotIn", values: ["true"] },
  ];
  return [
    { suffix: "", matchResources: { objectSelector: { matchExpressions: [...wrong, ...matchExpressions] } } },
  ];
}

/** Every namespace but the guard's own. */
export function otherNamespaces({ namespaces }: Reach): Scope[] {
  const elsewhere = { key: nameLabel, operator: "NotIn", values: [...namespaces] };
  return [{ suffix: "", matchResources: { namespaceSelector: { matchExpressions: [elsewhere] } } }];
}

/** Objects in the guard's own namespaces, by name, and in every other protected namespace, by label. */
export function insideNamespaces(reach: Reach): Scope[] {
  return namespaces(reach, "namespaceSelector");
}

/**
 * Everything of a kind in the guard's own namespaces, and elsewhere what carries the label itself: the Secrets of a
 * namespace that is only labelled may be those of anything.
 */
export function secretsInside({ environment, namespaces }: Reach): Scope[] {
  const own = { key: nameLabel, operator: "In", values: [...namespaces] };
  const elsewhere = { matchExpressions: [{ ...own, operator: "NotIn" }] };
  return [
    { suffix: "-named", matchResources: { namespaceSelector: { matchExpressions: [own] } } },
    { suffix: "", matchResources: { objectSelector: labelled(environment), namespaceSelector: elsewhere } },
  ];
}

/**
 * The guard's own namespaces, by name, and every other protected one, by label. By an object selector: for an update
 * of a namespace the API server compares a namespace selector with the new labels only, and removing the label would
 * pass.
 */
export function namespacesThemselves(reach: Reach): Scope[] {
  return namespaces(reach, "objectSelector");
}

function namespaces(reach: Reach, selector: keyof MatchResources): Scope[] {
  const own = { key: nameLabel, operator: "In", values: [...reach.namespaces] };
  const others = {
    matchExpressions: [...labelled(reach.environment).matchExpressions, { ...own, operator: "NotIn" }],
  };
  return [
    // By name the guard holds even where the label was forgotten.
    { suffix: "-named", matchResources: { [selector]: { matchExpressions: [own] } } },
    { suffix: "-labelled", matchResources: { [selector]: others } },
  ];
}

/** The value of the protected label that says that an object is not protected. */
export const unprotected = "false";

/** The environments that have guards of their own. */
export function otherEnvironments(environment: Environment): Environment[] {
  return Object.values(Environment).filter((other) => other !== environment);
}

/** What the names of bindings end in that see the objects with a confirmation, and the time. */
export const clockSuffix = "-clock";

/** The part of a scope whose objects carry a confirmation, before or after an update. */
export function confirmedIn({ suffix, matchResources = {} }: Scope): Scope {
  const { objectSelector } = matchResources;
  const labelled = { key: confirmationLabel, operator: "Exists" };
  const matchExpressions = [...(objectSelector?.matchExpressions ?? []), labelled];
  return {
    suffix: `${suffix}${clockSuffix}`,
    matchResources: { ...matchResources, objectSelector: { ...objectSelector, matchExpressions } },
  };
}

/**
 * The protected label, unless another environment is named beside it: that environment has a guard of its own, with a
 * switch of its own. `NotIn` holds for an absent label too, so what names no environment is protected by every guard.
 *
 * Any value but `false` protects: whoever writes `yes` means it, and would be told nothing.
 */
function labelled(environment: Environment) {
  return {
    matchExpressions: [
      { key: protectedLabel, operator: "Exists" },
      { key: protectedLabel, operator: "NotIn", values: [unprotected] },
      { key: environmentLabel, operator: "NotIn", values: otherEnvironments(environment) },
    ],
  };
}
