/** Objects in the namespace of the guarded operator. */
import { type Thing, thing } from "../../sandbox/guard/objects";

/** The namespace that the guard knows by name. */
export const home = "mariadb-production";

export const operatorVersion = "k8s.mariadb.com/v1alpha1";

/** Labels of what the guard of production protects. */
export const protectedLabels = {
  "mariadb-gitops.dev/protected": "true",
  "mariadb-gitops.dev/environment": "production",
};

/** The storage class of the tests: nothing provides its volumes, so they are those of `addVolumes`. */
export const storageClass = "by-hand";

export const claimSpec = {
  accessModes: ["ReadWriteOnce"],
  resources: { requests: { storage: "1Gi" } },
  storageClassName: storageClass,
};

const key = { name: "s3", key: "password" };

/** Where backups are; its keys are in the Secret `s3`. */
export const s3 = {
  bucket: "backups",
  prefix: "mariadb",
  endpoint: "s3.example.com",
  accessKeyIdSecretKeyRef: key,
  secretAccessKeySecretKeyRef: key,
};

/** A protected object of the operator; an unprotected one in another namespace. */
export function ofOperator(
  kind: string,
  plural: string,
  name: string,
  spec: object,
  namespace: string = home,
): Thing {
  const metadata = { name, namespace, labels: namespace === home ? protectedLabels : {} };
  return thing(operatorVersion, plural, { kind, metadata, spec });
}

/** A protected Secret. */
export function secret(
  name: string,
  data: Readonly<Record<string, string>> = { password: "c2VjcmV0" },
): Thing {
  return thing("v1", "secrets", {
    kind: "Secret",
    metadata: { name, namespace: home, labels: protectedLabels },
    data,
  });
}

/** A server that the operator fills from a physical backup, by way of a claim. Its password is in `mariadb-root`. */
export const restored = ofOperator("MariaDB", "mariadbs", "restored", {
  cleanupPolicy: "Skip",
  image: "docker.io/library/mariadb:11.8.9",
  inheritMetadata: { labels: protectedLabels },
  replicas: 1,
  rootPasswordSecretKeyRef: { name: "mariadb-root", key: "password", generate: false },
  storage: { size: "1Gi", storageClassName: storageClass },
  bootstrapFrom: { backupContentType: "Physical", s3, stagingStorage: { persistentVolumeClaim: claimSpec } },
});
