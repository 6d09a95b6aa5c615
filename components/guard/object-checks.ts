import {
  environmentLabel,
  fluxPrune,
  helmPolicyAnnotation,
  protectedLabel,
  syncOptionsAnnotation,
} from "../../safety/labels";
import type { Environment } from "../environments";
import { annotation, label, text, texts, type Side } from "./cel";
import type { Check } from "./guarded";
import { keepsOwners } from "./owners";
import { otherEnvironments, unprotected } from "./scope";

/** Options of Argo CD that keep an object. */
const keeping = ["Prune=false", "Delete=false"];

/** What Argo CD understands as less than keeping, but still waits for a person. */
const asking = ["Prune=confirm", "Delete=confirm"];

/** Options with which Argo CD deletes an object and creates it again. */
export const recreating = ["Replace=true", "Force=true"];

/** Argo CD has some fifteen options. Each of a list is looked up in the other, and CEL has a budget for a request. */
export const mostOptions = 50;

/**
 * CEL that is true unless an update takes a keeping option out of a list, puts a harmful one into it, or changes a list
 * that is too long to be judged.
 *
 * Of several options with one key Argo CD reads the first, so any other value of `Prune` and `Delete` is harmful
 * wherever it stands.
 *
 * @param before CEL of the list as the cluster has it
 * @param after CEL of the list that the update makes
 */
export function keepsSyncOptions(before: string, after: string): string {
  const harmless = `option in ${before} || option in ${texts([...keeping, ...asking])}`;
  const harmful = `option.startsWith("Prune=") || option.startsWith("Delete=") || option in ${texts(recreating)}`;
  return (
    `${after} == ${before} || ` +
    `size(${before}) <= ${String(mostOptions)} && size(${after}) <= ${String(mostOptions)} && ` +
    `${texts(keeping)}.all(option, !(option in ${before}) || option in ${after}) && ` +
    `${after}.all(option, !(${harmful}) || ${harmless})`
  );
}

const fluxForce = "kustomize.toolkit.fluxcd.io/force";
const hooks = ["argocd.argoproj.io/hook", "helm.sh/hook"];

type Read = typeof label;

/**
 * The checks of every protected object: by its metadata the engines and this guard know that it is protected.
 *
 * @param environment the guard's own
 */
export function objectChecks(environment: Environment): Check[] {
  return [labelCheck(environment), ...otherChecks];
}

/** CEL that is true when the label of an object says that it is protected. */
export function protects(side: Side): string {
  return `${side}.?metadata.?labels[?${text(protectedLabel)}].orValue(${text(unprotected)}) != ${text(unprotected)}`;
}

/**
 * Refuses labels with which the object would be no longer this guard's. The label of another environment is that one's
 * to keep: here it may go, or become this one, and a mistake is corrected.
 */
function labelCheck(environment: Environment): Check {
  const [before, after] = (["oldObject", "object"] as const).map((side) => label(side, environmentLabel));
  return {
    name: "keepsLabels",
    kept: [
      `(!(${protects("oldObject")}) || ${protects("object")})`,
      keeps(label, protectedLabel, "true"),
      `(${before} in ${texts(otherEnvironments(environment))} || ${after} in [${before}, ${text(environment)}])`,
    ].join(" && "),
    loss: `removes or changes the label ${protectedLabel} or ${environmentLabel}`,
  };
}

const otherChecks: readonly Check[] = [
  {
    name: "keepsSyncOptions",
    variables: { optionsBefore: listed("oldObject"), optionsAfter: listed("object") },
    kept: keepsSyncOptions("variables.optionsBefore", "variables.optionsAfter"),
    loss: `lets Argo CD delete or recreate it, or sets more than ${String(mostOptions)} options (annotation ${syncOptionsAnnotation})`,
  },
  {
    name: "keepsFluxPrune",
    kept: `${keeps(label, fluxPrune, "disabled")} && ${keeps(annotation, fluxPrune, "disabled")}`,
    loss: `lets Flux prune it (${fluxPrune})`,
  },
  {
    name: "staysUnforced",
    kept: `${gainsNot(label, fluxForce, "enabled")} && ${gainsNot(annotation, fluxForce, "enabled")}`,
    loss: `lets Flux recreate it (${fluxForce})`,
  },
  {
    name: "keepsHelmPolicy",
    kept: keeps(annotation, helmPolicyAnnotation, "keep"),
    loss: `lets Helm delete it (annotation ${helmPolicyAnnotation})`,
  },
  {
    name: "staysNoHook",
    kept: `${texts(hooks)}.all(hook, ${hasHook("oldObject")} || !${hasHook("object")})`,
    loss: "makes it a hook, which the engine deletes and recreates",
  },
  keepsOwners,
];

/**
 * Argo CD splits the annotation at its commas and ignores spaces around the options. One more than can be judged is
 * enough to see that there are too many.
 */
function listed(side: Side): string {
  return `${annotation(side, syncOptionsAnnotation)}.split(",", ${String(mostOptions + 1)}).map(option, option.trim())`;
}

function hasHook(side: Side): string {
  return `(hook in ${side}.?metadata.?annotations.orValue({}))`;
}

/** Compared exactly: what reads `keep` today may not read `Keep`. */
function keeps(read: Read, key: string, value: string): string {
  return `(${read("oldObject", key)} != ${text(value)} || ${read("object", key)} == ${text(value)})`;
}

/** Compared without regard to case, as Flux does. */
function gainsNot(read: Read, key: string, value: string): string {
  const is = (side: Side): string => `${read(side, key)}.lowerAscii() == ${text(value)}`;
  return `(!(${is("object")}) || ${is("oldObject")})`;
}
