/**
 * The immutable fields of Kubernetes, whose change replaces the object. The list is the official provider's
 * (provider/pkg/provider/diff.go of pulumi/pulumi-kubernetes), without Pod: there the API server refuses the change
 * and nothing is lost.
 */
import { textOf, type OpenObject } from "../values";
import { groupOf } from "./object";

/** The provider's settings for objects that Kubernetes would let change. */
export interface Mutability {
  /** Change Secrets in place. Default false, as in the official provider: a changed Secret is replaced. */
  readonly secrets: boolean;
  /** Change ConfigMaps in place. Default false, as in the official provider. */
  readonly configMaps: boolean;
}

type Fields = readonly string[];

const volumeSources = [
  "awsElasticBlockStore azureDisk azureFile cephfs cinder csi fc flexVolume flocker gcePersistentDisk glusterfs",
  "hostPath iscsi local nfs photonPersistentDisk portworxVolume quobyte rbd scaleIO storageos vsphereVolume",
].flatMap((line) => line.split(" "));

const statefulSet = [
  "podManagementPolicy",
  "revisionHistoryLimit",
  "selector",
  "serviceName",
  "volumeClaimTemplates",
];
const job = ["completions", "parallelism", "selector", "template"];
const claim = ["accessModes", "selector", "storageClassName", "volumeName"];

function inSpec(fields: Fields): Fields {
  return fields.map((field) => `spec.${field}`);
}

const byKind: Readonly<Record<string, Fields>> = {
  "/PersistentVolume": inSpec(volumeSources),
  "/PersistentVolumeClaim": inSpec(claim),
  "/ResourceQuota": ["spec.scopes"],
  "/Secret": ["type"],
  "/Service": ["spec.clusterIP"],
  "apps/DaemonSet": ["spec.selector"],
  "apps/Deployment": ["spec.selector"],
  "apps/StatefulSet": inSpec(statefulSet),
  "batch/Job": inSpec(job),
  "rbac.authorization.k8s.io/ClusterRoleBinding": ["roleRef"],
  "rbac.authorization.k8s.io/RoleBinding": ["roleRef"],
  "storage.k8s.io/StorageClass": ["parameters", "provisioner"],
};

const identity: Fields = ["kind", "metadata.name", "metadata.namespace"];

function contents(object: OpenObject, kind: string, mutability: Mutability): Fields {
  const frozen = object.immutable === true;
  if (kind === "/Secret" && (frozen || !mutability.secrets)) {
    return ["data", "stringData"];
  }
  if (kind === "/ConfigMap" && (frozen || !mutability.configMaps)) {
    return ["data", "binaryData"];
  }
  return [];
}

/** The paths whose change replaces the object. So does a changed API group; a changed version does not. */
export function immutablePaths(object: OpenObject, mutability: Mutability): readonly (readonly string[])[] {
  const kind = `${groupOf(textOf(object.apiVersion))}/${textOf(object.kind)}`;
  return [...identity, ...(byKind[kind] ?? []), ...contents(object, kind, mutability)].map((path) =>
    path.split("."),
  );
}
