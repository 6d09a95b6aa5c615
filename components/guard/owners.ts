/** Who deletes without being asked for a confirmation, and what keeps others from looking like them. */
import { mariadbGroup } from "../../safety/kinds";
import { field, label, text, texts } from "./cel";
import type { Check } from "./guarded";
import type { Reach } from "./scope";

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

/**
 * CEL that is true for what the operator creates for an object of that kind, or of any: it names that as the controller,
 * and takes no labels along.
 */
export function madeByOperator(kind?: string): string {
  const ofKind = kind === undefined ? "" : ` && owner.kind == ${text(kind)}`;
  return `${ownersAfter}.exists(owner, ${ofOperator} && owner.?controller.orValue(false)${ofKind})`;
}

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
    `(${label("oldObject", role)} == "" || ${label("object", role)} == ${label("oldObject", role)})`,
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
export const keepsOwners: Check = {
  name: "keepsOwners",
  kept:
    `${ownersAfter}.all(owner, !((${ofOperator}) || (${ofJob})) || ` +
    `${ownersBefore}.exists(known, known.uid == owner.uid && known.name == owner.name && known.kind == owner.kind && ` +
    `known.apiVersion.split("/")[0] == owner.apiVersion.split("/")[0]))`,
  loss: "gives it an owner with which it would be deleted",
};
