import { environmentLabel, protectedLabel } from "../../safety/labels";
import { annotation, label, text, texts } from "./cel";
import type { Check } from "./check";
import { ownerCheck } from "./owners";
import { keepsSyncOptions } from "./sync-options";

const syncOptions = "argocd.argoproj.io/sync-options";
const fluxPrune = "kustomize.toolkit.fluxcd.io/prune";
const fluxForce = "kustomize.toolkit.fluxcd.io/force";
const helmPolicy = "helm.sh/resource-policy";
const hooks = ["argocd.argoproj.io/hook", "helm.sh/hook"];

type Read = typeof label;

/** The checks of every protected object: by its metadata the engines and this guard know that it is protected. */
export const objectChecks: readonly Check[] = [
  {
    name: "keepsLabels",
    kept: `${keeps(label, protectedLabel, "true")} && ${keepsAny(label, environmentLabel)}`,
    loss: `removes or changes the label ${protectedLabel} or ${environmentLabel}`,
  },
  {
    name: "keepsSyncOptions",
    variables: { optionsBefore: listed("oldObject"), optionsAfter: listed("object") },
    kept: keepsSyncOptions("variables.optionsBefore", "variables.optionsAfter"),
    loss: `lets Argo CD delete or recreate it (annotation ${syncOptions})`,
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
    kept: keeps(annotation, helmPolicy, "keep"),
    loss: `lets Helm delete it (annotation ${helmPolicy})`,
  },
  {
    name: "staysNoHook",
    kept: `${texts(hooks)}.all(hook, ${hasHook("oldObject")} || !${hasHook("object")})`,
    loss: "makes it a hook, which the engine deletes and recreates",
  },
  ownerCheck,
];

/** Argo CD splits the annotation at its commas and ignores spaces around the options. */
function listed(side: "oldObject" | "object"): string {
  return `${annotation(side, syncOptions)}.split(",").map(option, option.trim())`;
}

function hasHook(side: "oldObject" | "object"): string {
  return `(hook in ${side}.?metadata.?annotations.orValue({}))`;
}

/** Compared exactly: what reads `keep` today may not read `Keep`. */
function keeps(read: Read, key: string, value: string): string {
  return `(${read("oldObject", key)} != ${text(value)} || ${read("object", key)} == ${text(value)})`;
}

function keepsAny(read: Read, key: string): string {
  return `(${read("oldObject", key)} == "" || ${read("object", key)} == ${read("oldObject", key)})`;
}

/** Compared without regard to case, as Flux does. */
function gainsNot(read: Read, key: string, value: string): string {
  const is = (side: "oldObject" | "object"): string => `${read(side, key)}.lowerAscii() == ${text(value)}`;
  return `(!(${is("object")}) || ${is("oldObject")})`;
}
