/** Where the data is: claims, volumes, and snapshots of them. */
import { annotation, field, label, notChanged, optional, stays, texts, type Side } from "./cel";
import { withSubresources, type Guarded } from "./guarded";
import { byController, byOperator, keepsRole, staging } from "./owners";
import { everywhere, insideNamespaces, type Reach } from "./scope";

/**
 * The volumes' claims, and snapshots of them. Nothing owns the claim of a database: the operator never deletes one. The
 * API server itself lets no claim ask for less than its volume has, and less than it asked for after an expansion that
 * failed is no loss.
 */
export function claims(reach: Reach): Guarded {
  return {
    name: "claims",
    kinds: [
      { group: "", resources: withSubresources("persistentvolumeclaims") },
      { group: "snapshot.storage.k8s.io", resources: ["volumesnapshots"] },
    ],
    consequence: "With it goes the volume or the copy, unless that has the policy Retain.",
    exemption: `(request.kind.kind == "PersistentVolumeClaim" && (${staging})) || (${agedOut(reach)})`,
    checks: [keepsRole],
    scopes: insideNamespaces(reach),
  };
}

/** The operator deletes the snapshots of a PhysicalBackup that are older than its maxRetention. */
const agedOut = (reach: Reach): string =>
  `request.kind.kind == "VolumeSnapshot" && ${byOperator(reach)} && ` +
  `${label("oldObject", "physicalbackup.k8s.mariadb.com/name")} != ""`;

const phaseOf = (side: Side): string => field(side, "status.phase", '""');
const phase = phaseOf("oldObject");
const claim = (key: string): string => `spec.claimRef.${key}`;
const claimKept = ["namespace", "name"].map((key) => `(${notChanged(claim(key))})`).join(" && ");
const uid = { before: field("oldObject", claim("uid"), '""'), after: field("object", claim("uid"), '""') };
const reclaims = (side: Side): string => field(side, "spec.persistentVolumeReclaimPolicy", '""');

const boundByController = "pv.kubernetes.io/bound-by-controller";
const chosenIn = (side: Side): string => annotation(side, boundByController);
const chosen = `${chosenIn("oldObject")} != ""`;

/**
 * The volume controller chooses a volume before it binds it, and gives it back when the claim was bound to another one
 * in the meantime; a volume that a person reserved it leaves reserved.
 * https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/controller/volume/persistentvolume/pv_controller.go
 */
const unbound =
  `${byController("persistent-volume-binder")} && ` +
  `((${chosen} && !${optional("object", "spec.claimRef")}.hasValue()) || (${claimKept} && ${uid.after} == ""))`;

/** Not bound yet, and chosen by the controller or seen by nobody: nothing was written to it for that claim. */
const pending = `${phase} in ["", "Pending"] || (${phase} == "Available" && ${chosen})`;

/** A volume whose claim has another uid is released, and with the policy Delete deleted; a kept one may be rebound. */
const sameUid =
  `${uid.before} == "" || ${uid.after} == ${uid.before} || ` +
  `(${phase} in ["Released", "Failed"] && (${uid.after} == "" || ${reclaims("object")} == "Retain"))`;

const places = ["spec.claimRef.namespace", "spec.volumeSnapshotRef.namespace"];

/** Deletes a snapshot's content with its snapshot, whose deletion was confirmed or is the operator's. */
const snapshotController =
  'request.userInfo.username.matches("^system:(serviceaccount:[a-z0-9-]+:)?(csi-)?snapshot-controller$")';

/**
 * The volumes themselves, and the contents of snapshots. They belong to no namespace; the claim or snapshot that they are
 * bound to does.
 *
 * A volume with the reclaim policy Delete whose claim is gone is let go: its content is deleted already, and what is
 * refused here would only stay behind. The claim was confirmed, or it was the staging volume of a job.
 */
export function volumes({ namespaces }: Reach): Guarded {
  return {
    name: "volumes",
    kinds: [
      { group: "", resources: withSubresources("persistentvolumes") },
      { group: "snapshot.storage.k8s.io", resources: ["volumesnapshotcontents"] },
    ],
    matchCondition: places
      .map((path) => `${field("oldObject", path, '""')} in ${texts(namespaces)}`)
      .join(" || "),
    consequence: "Nothing finds the data on the disk without it.",
    exemption:
      `(${reclaims("oldObject")} == "Delete" && ${phase} in ["Released", "Failed"]) || ` +
      `(request.kind.kind == "VolumeSnapshotContent" && ${field("oldObject", "spec.deletionPolicy", '""')} == "Delete" && ${snapshotController})`,
    checks: [
      {
        name: "keepsReclaimPolicy",
        kept: `(${stays("spec.persistentVolumeReclaimPolicy", "Retain")}) && (${stays("spec.deletionPolicy", "Retain")})`,
        loss: "changes its policy from Retain, and the disk would go with the claim or the snapshot",
      },
      {
        name: "keepsClaim",
        kept: `(${claimKept} && (${sameUid})) || (${pending}) || (${unbound})`,
        loss: "takes it from its claim, and another claim could overwrite it, or the cluster delete it",
      },
      {
        name: "staysReserved",
        kept: `${chosenIn("object")} == ${chosenIn("oldObject")} || ${chosenIn("object")} == "" || ${byController("persistent-volume-binder")}`,
        loss:
          "makes it look like a volume that the volume controller chose, which may be given to another claim " +
          `(annotation ${boundByController})`,
      },
      {
        name: "keepsPhase",
        kept: `${phaseOf("object")} == ${phase} || ${byController("persistent-volume-binder")}`,
        loss:
          "changes its phase, which is the volume controller's to write: a provisioner deletes the disk of a released " +
          "volume, and an unused one is given to another claim",
      },
    ],
    scopes: everywhere,
  };
}
