import { field, text, texts } from "./cel";
import type { Check } from "./check";

/** Group of the operator's kinds. */
export const operatorGroup = "k8s.mariadb.com";

/** The account of the garbage collector, which deletes what belonged to an object that is gone. */
const garbageCollector = "system:serviceaccount:kube-system:generic-garbage-collector";

/** Kinds that run a job and give it a volume for the time of that job. */
const stagingKinds = ["Backup", "PhysicalBackup", "Restore", "PointInTimeRecovery", "SqlJob"];

const ofOperator = `owner.apiVersion.startsWith(${text(`${operatorGroup}/`)})`;
const ofStaging = `${ofOperator} && owner.kind in ${texts(stagingKinds)}`;
const ofJob = `owner.apiVersion.startsWith("batch/") && owner.kind == "Job"`;

const ownersBefore = field("oldObject", "metadata.ownerReferences", "[]");
const ownersAfter = field("object", "metadata.ownerReferences", "[]");

/**
 * CEL that is true when the garbage collector deletes what an object of the operator owns. Only the owner's deletion
 * sets it to work, and that one was confirmed; without this a deleted MariaDB would leave objects that nobody can
 * collect.
 */
export const collected =
  `request.userInfo.username == ${text(garbageCollector)} && ` +
  `${ownersBefore}.exists(owner, ${ofOperator})`;

/** CEL that is true for the volume of a job, which holds a copy for as long as the job runs. */
export const staging = `${ownersBefore}.exists(owner, (${ofStaging}) || (${ofJob}))`;

/**
 * CEL that is true for the PhysicalBackup that the operator makes of a MariaDB to fill a new replica from. The operator
 * deletes it afterwards; were that refused, the next replica would be filled from an old copy.
 */
export const temporaryBackup =
  `request.kind.kind == "PhysicalBackup" && ` +
  `${ownersBefore}.exists(owner, ${ofOperator} && owner.kind == "MariaDB")`;

/** Refuses an owner that would lift the guard: whoever adds one could then delete the object unasked. */
export const ownerCheck: Check = {
  name: "keepsOwners",
  kept:
    `${ownersAfter}.all(owner, !((${ofOperator}) || (${ofJob})) || ` +
    `${ownersBefore}.exists(known, known.uid == owner.uid && known.kind == owner.kind && ` +
    `known.apiVersion == owner.apiVersion))`,
  loss: "gives it an owner with which it would be deleted",
};
