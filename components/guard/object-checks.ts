import {
  environmentLabel,
  fluxPrune,
  helmPolicyAnnotation,
  protectedLabel,
  syncOptionsAnnotation,
} from "../../safety/labels";
import { mariadbGroup } from "../../safety/kinds";
import type { Environment } from "../environments";
import { annotation, field, label, text, texts, type Side } from "./cel";
import { otherEnvironments, unprotected, type Reach } from "./scope";

/** One way in which an update can take protection away from an object. */
export interface Check {
  /** Name of the CEL variable that holds the answer. */
  readonly name: string;
  /** CEL that is true when the update keeps the protection. */
  readonly kept: string;
  /** What the update does otherwise; completes "this update ". */
  readonly loss: string;
  /** CEL of a text that is appended to it. */
  readonly detail?: string;
  /** CEL variables that `kept` reads. */
  readonly variables?: Readonly<Record<string, string>>;
}

/**
 * CEL that is true for requests of one controller of Kubernetes. It has an account of its own, or, by the default of
 * kube-controller-manager (`--use-service-account-credentials=false`), that of all controllers.
 */
export function byController(name: string): string {
  const accounts = [`system:serviceaccount:kube-system:${name}`, "system:kube-controller-manager"];
  return `request.userInfo.username in ${texts(accounts)}`;
}

/** CEL that is true for requests of the operator. Whoever may make an account of that name elsewhere is not the operator. */
export function byOperator({ operatorAccount = chartAccount }: Pick<Reach, "operatorAccount">): string {
  const { namespace, name } = operatorAccount;
  return `request.userInfo.username == ${text(`system:serviceaccount:${namespace}:${name}`)}`;
}

/** The account that the operator's chart makes. */
const chartAccount = { namespace: "mariadb-system", name: "mariadb-operator" };

/** Kinds that run a job and give it a volume for the time of that job. */
const stagingKinds = ["Backup", "PhysicalBackup", "Restore", "PointInTimeRecovery", "SqlJob"];

const ofOperator = `owner.apiVersion.startsWith(${text(`${mariadbGroup}/`)})`;
const ofStaging = `${ofOperator} && owner.kind in ${texts(stagingKinds)}`;
const ofJob = `owner.apiVersion.startsWith("batch/") && owner.kind == "Job"`;

const ownersBefore = field("oldObject", "metadata.ownerReferences", "[]");
const ownersAfter = field("object", "metadata.ownerReferences", "[]");

/** Kinds whose deletion drops something in the database unless their cleanupPolicy is Skip. */
const dropping = ["MariaDB", "Database", "User", "Grant"];

/**
 * CEL that is true when the garbage collector deletes what an object of the operator owns. Only the owner's deletion
 * sets it to work, and that one was confirmed; without this a deleted MariaDB would leave objects that nobody can
 * collect. An owner that never was sets it to work as well, so what would drop data is not exempt.
 */
export const collected =
  `${byController("generic-garbage-collector")} && ` +
  `${ownersBefore}.exists(owner, ${ofOperator}) && ` +
  `(!(request.kind.kind in ${texts(dropping)}) || ${field("oldObject", "spec.cleanupPolicy", '""')} == "Skip")`;

/**
 * The claim into which the operator downloads a physical backup. It deletes it when the data is back; were that refused,
 * it would copy the backup again, onto the volume of the server that runs by then.
 */
const ofBootstrap =
  `${ofOperator} && owner.kind == "MariaDB" && owner.?controller.orValue(false) && ` +
  `oldObject.metadata.name == owner.name + "-bootstrap-staging"`;

const role = "pvc.k8s.mariadb.com/role";
const application = "app.kubernetes.io/name";
const maxscale = "maxscale";

/** The name of a claim that a StatefulSet makes from the operator's templates. */
const ofReplica = 'oldObject.metadata.name.matches("^(storage|galera)-.+-[0-9]+$")';

/**
 * The claim of a MaxScale: its own configuration, which the operator writes again. The operator deletes it with the
 * MaxScale, which otherwise never goes. Claims of a MariaDB have a role, and those of a MaxScale have none.
 */
const ofMaxScale =
  `${ofReplica} && ${label("oldObject", application)} == ${text(maxscale)} && ${label("oldObject", role)} == "" && ` +
  `oldObject.metadata.name.startsWith("storage-" + ${label("oldObject", "app.kubernetes.io/instance")} + "-")`;

/**
 * CEL that is true for the volume of a job, which holds a copy for as long as the job runs, and for that of a MaxScale.
 * Whoever creates the claim of a replica in advance could name any owner, so such a claim is none of a job.
 */
export const staging = `(!(${ofReplica}) && ${ownersBefore}.exists(owner, (${ofStaging}) || (${ofJob}) || (${ofBootstrap}))) || (${ofMaxScale})`;

/** Refuses to make a claim look like one of those. */
export const keepsRole: Check = {
  name: "keepsRole",
  kept:
    `(${label("object", application)} != ${text(maxscale)} || ${label("oldObject", application)} == ${text(maxscale)}) && ` +
    keepsAny(label, role),
  loss: `makes it look like the claim of a MaxScale (label ${application} or ${role}), which is deleted with it`,
};

/**
 * CEL that is true for the PhysicalBackup that the operator makes of a MariaDB to fill a new replica from. The operator
 * deletes it afterwards; were that refused, the next replica would be filled from an old copy.
 */
export const temporaryBackup =
  `request.kind.kind == "PhysicalBackup" && ` +
  `${ownersBefore}.exists(owner, ${ofOperator} && owner.kind == "MariaDB")`;

/**
 * Refuses an owner that would lift the guard: whoever adds one could then delete the object unasked. An owner with the
 * uid of a known one and another name counts as gone for the garbage collector.
 */
const ownerCheck: Check = {
  name: "keepsOwners",
  kept:
    `${ownersAfter}.all(owner, !((${ofOperator}) || (${ofJob})) || ` +
    `${ownersBefore}.exists(known, known.uid == owner.uid && known.name == owner.name && known.kind == owner.kind && ` +
    `known.apiVersion.split("/")[0] == owner.apiVersion.split("/")[0]))`,
  loss: "gives it an owner with which it would be deleted",
};

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
  ownerCheck,
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

function keepsAny(read: Read, key: string): string {
  return `(${read("oldObject", key)} == "" || ${read("object", key)} == ${read("oldObject", key)})`;
}

/** Compared without regard to case, as Flux does. */
function gainsNot(read: Read, key: string, value: string): string {
  const is = (side: Side): string => `${read(side, key)}.lowerAscii() == ${text(value)}`;
  return `(!(${is("object")}) || ${is("oldObject")})`;
}
