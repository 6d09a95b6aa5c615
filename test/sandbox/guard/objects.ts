/**
 * One object of every kind that the guard protects, with every protection that it can have.
 */
import { environmentLabels, protectionAnnotations, protectionLabels } from "../../../components/protection";

/** An object and where the API server serves it. */
export interface Thing {
  readonly path: string;
  /** Path of the collection that it is in. */
  readonly collection: string;
  readonly object: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: {
      readonly name: string;
      readonly namespace?: string;
      readonly uid?: string;
      readonly resourceVersion?: string;
      readonly deletionTimestamp?: string;
      readonly labels?: Readonly<Record<string, string>>;
      readonly annotations?: Readonly<Record<string, string>>;
      readonly ownerReferences?: readonly object[];
      readonly finalizers?: readonly string[];
    };
    readonly [field: string]: unknown;
  };
}

/** The namespaces of the tests. */
export const homes = {
  /** The guard knows it by name; it has no label. */
  named: "guard-named",
  /** Labelled as protected, and not known by name. */
  labelled: "guard-labelled",
  /** Neither. */
  unprotected: "guard-unprotected",
  /** Its labels change. */
  other: "guard-other",
} as const;

/** Metadata that protect an object of the guard's environment. */
export const protectedMetadata = {
  labels: { ...environmentLabels("staging"), ...protectionLabels },
  annotations: protectionAnnotations,
};

/** Makes an object; a namespace of undefined means that its kind has none. */
export function thing(
  apiVersion: string,
  plural: string,
  object: { kind: string; metadata: Thing["object"]["metadata"]; [field: string]: unknown },
): Thing {
  const { namespace, name } = object.metadata;
  const root = `/${apiVersion.includes("/") ? "apis" : "api"}/${apiVersion}`;
  const collection = `${root}/${namespace === undefined ? "" : `namespaces/${namespace}/`}${plural}`;
  return { collection, path: `${collection}/${name}`, object: { apiVersion, ...object } };
}

const operator = "k8s.mariadb.com/v1alpha1";
const mariaDbRef = { name: "guarded" };
const claimed = {
  persistentVolumeClaim: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "10Gi" } } },
};
/** A bucket, as backups name it. */
export const bucket = {
  bucket: "backups",
  prefix: "mariadb",
  endpoint: "s3.example.com",
  region: "eu-west-1",
};
const backup = { mariaDbRef, maxRetention: "720h", schedule: { cron: "0 2 * * *" } };
export const myCnf = "[mariadb]\nmax_connections=500\ninnodb_buffer_pool_size=1G\n";

/** One object of each kind. Those of a namespaced kind are in the namespace. */
export function things(namespace: string, name = "guarded") {
  const at = (extra: object = {}) => ({ ...protectedMetadata, name, namespace, ...extra });
  const global = (globalName = name) => ({ ...protectedMetadata, name: globalName });
  const ofOperator = (kind: string, plural: string, spec: object): Thing =>
    thing(operator, plural, { kind, metadata: at(), spec: { ...spec } });
  return {
    MariaDB: ofOperator("MariaDB", "mariadbs", {
      cleanupPolicy: "Skip",
      image: "docker.io/library/mariadb:11.8.9",
      rootPasswordSecretKeyRef: { name: "guarded", key: "password", generate: false },
      myCnf,
      pointInTimeRecoveryRef: { name: "guarded" },
      storage: {
        size: "10Gi",
        storageClassName: "standard",
        pvcRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
      },
    }),
    Database: ofOperator("Database", "databases", { mariaDbRef, cleanupPolicy: "Skip" }),
    User: ofOperator("User", "users", { mariaDbRef, cleanupPolicy: "Skip" }),
    Grant: ofOperator("Grant", "grants", {
      mariaDbRef,
      username: "app",
      privileges: ["SELECT"],
      cleanupPolicy: "Skip",
    }),
    Backup: ofOperator("Backup", "backups", { ...backup, storage: { s3: bucket } }),
    PhysicalBackup: ofOperator("PhysicalBackup", "physicalbackups", {
      ...backup,
      target: "PreferReplica",
      storage: claimed,
    }),
    PointInTimeRecovery: ofOperator("PointInTimeRecovery", "pointintimerecoveries", {
      physicalBackupRef: { name: "guarded" },
      storage: { s3: { ...bucket, prefix: "binlogs" } },
      strictMode: false,
    }),
    VolumeSnapshot: thing("snapshot.storage.k8s.io/v1", "volumesnapshots", {
      kind: "VolumeSnapshot",
      metadata: at(),
      spec: { source: { persistentVolumeClaimName: "guarded" } },
    }),
    VolumeSnapshotContent: thing("snapshot.storage.k8s.io/v1", "volumesnapshotcontents", {
      kind: "VolumeSnapshotContent",
      metadata: global(`${namespace}-${name}`),
      spec: { deletionPolicy: "Retain", volumeSnapshotRef: { namespace, name } },
    }),
    PersistentVolumeClaim: thing("v1", "persistentvolumeclaims", {
      kind: "PersistentVolumeClaim",
      metadata: at(),
      spec: {
        accessModes: ["ReadWriteOnce"],
        resources: { requests: { storage: "10Gi" } },
        volumeName: `${namespace}-${name}`,
      },
    }),
    PersistentVolume: thing("v1", "persistentvolumes", {
      kind: "PersistentVolume",
      metadata: global(`${namespace}-${name}`),
      spec: {
        accessModes: ["ReadWriteOnce"],
        capacity: { storage: "10Gi" },
        persistentVolumeReclaimPolicy: "Retain",
        claimRef: { namespace, name },
        hostPath: { path: "/guard-tests" },
      },
    }),
    Secret: thing("v1", "secrets", {
      kind: "Secret",
      metadata: at(),
      data: { password: "c2VjcmV0", user: "YXBw" },
    }),
    Namespace: thing("v1", "namespaces", { kind: "Namespace", metadata: global(`${namespace}-${name}`) }),
    Application: thing("argoproj.io/v1alpha1", "applications", {
      kind: "Application",
      metadata: at(),
      spec: {
        project: "databases",
        source: { repoURL: "https://example.com/databases.git", path: "gitops", targetRevision: "v1.2.3" },
        destination: { server: "https://kubernetes.default.svc", namespace },
        syncPolicy: {
          automated: { enabled: false, prune: false, allowEmpty: false },
          syncOptions: ["Prune=false", "Delete=false"],
        },
      },
    }),
    ApplicationSet: thing("argoproj.io/v1alpha1", "applicationsets", {
      kind: "ApplicationSet",
      metadata: at(),
      spec: {
        generators: [{ list: { elements: [{ region: "eu" }] } }],
        syncPolicy: { preserveResourcesOnDeletion: true, applicationsSync: "create-update" },
        template: {
          metadata: { name: "databases" },
          spec: {
            project: "databases",
            source: { repoURL: "https://example.com/databases.git", path: "gitops" },
            destination: { server: "https://kubernetes.default.svc", namespace },
          },
        },
      },
    }),
    AppProject: thing("argoproj.io/v1alpha1", "appprojects", {
      kind: "AppProject",
      metadata: at(),
      spec: { destinationServiceAccounts: [account("mariadb-sync")] },
    }),
    Kustomization: thing("kustomize.toolkit.fluxcd.io/v1", "kustomizations", {
      kind: "Kustomization",
      metadata: at(),
      spec: {
        interval: "10m",
        prune: false,
        force: false,
        deletionPolicy: "Orphan",
        serviceAccountName: "mariadb-sync",
        sourceRef: { kind: "GitRepository", name: "databases" },
      },
    }),
    HelmRelease: thing("helm.toolkit.fluxcd.io/v2", "helmreleases", {
      kind: "HelmRelease",
      metadata: at(),
      spec: {
        interval: "10m",
        releaseName: "databases",
        chartRef: { kind: "OCIRepository", name: "databases" },
        upgrade: { chartNameChangeStrategy: "InPlaceUpdate" },
      },
    }),
    CustomResourceDefinition: definition(`${name}s`, "k8s.mariadb.com", protectedMetadata),
  };
}

export type GuardedKind = keyof ReturnType<typeof things>;

/** The operator's kinds that hold data, or by which data is kept. */
export const operatorKinds = [
  "MariaDB",
  "Database",
  "User",
  "Grant",
  "Backup",
  "PhysicalBackup",
  "PointInTimeRecovery",
] as const satisfies readonly GuardedKind[];

/** An entry of an AppProject's `destinationServiceAccounts`. */
export function account(defaultServiceAccount: string): object {
  return { server: "https://kubernetes.default.svc", namespace: "*", defaultServiceAccount };
}

/** A CRD that serves two versions of a kind. */
export function definition(
  plural: string,
  group: string,
  metadata: object = {},
  scope = "Namespaced",
): Thing {
  const schema = {
    openAPIV3Schema: {
      type: "object",
      properties: { spec: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
    },
  };
  return thing("apiextensions.k8s.io/v1", "customresourcedefinitions", {
    kind: "CustomResourceDefinition",
    metadata: { ...metadata, name: `${plural}.${group}` },
    spec: {
      group,
      scope,
      names: { kind: plural, plural },
      versions: [
        { name: "v1", served: true, storage: true, schema },
        { name: "v1alpha1", served: true, storage: false, schema },
      ],
    },
  });
}

const ofAdmission: Readonly<Record<string, string>> = {
  ValidatingAdmissionPolicy: "validatingadmissionpolicies",
  ValidatingAdmissionPolicyBinding: "validatingadmissionpolicybindings",
};

/** Policies and bindings, as things. */
export function admissionThings(
  objects: readonly { readonly kind: string; readonly metadata: { readonly name: string } }[],
): Thing[] {
  return objects.map((object) =>
    thing("admissionregistration.k8s.io/v1", ofAdmission[object.kind] ?? "", { ...object }),
  );
}
