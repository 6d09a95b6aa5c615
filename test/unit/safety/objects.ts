import type { Environment, Path, Value } from "../../../safety";

/** A JSON object that a test takes apart and changes. */
export type Manifest = Record<string, Value>;

const revisions: Record<Environment, string> = { dev: "main", staging: "v1.2.3", production: "v1.2.3" };

/** The Application of the database in one environment, as the package writes it: it breaks no rule there. */
export function application(environment: Environment): Manifest {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: {
      name: `mariadb-${environment}`,
      namespace: "argocd",
      labels: { "mariadb-gitops.dev/environment": environment },
      annotations: { "argocd.argoproj.io/sync-options": "Prune=false,Delete=false" },
    },
    spec: {
      project: `mariadb-${environment}`,
      source: {
        repoURL: "https://git.example.com/platform/mariadb-gitops.git",
        path: `gitops/overlays/${environment}`,
        targetRevision: revisions[environment],
      },
      destination: { server: "https://kubernetes.default.svc", namespace: `mariadb-${environment}` },
      syncPolicy: {
        ...(environment === "production"
          ? {}
          : { automated: { prune: false, selfHeal: environment === "dev", allowEmpty: false } }),
        syncOptions: ["Prune=false", "Delete=false", "PruneLast=true", "FailOnSharedResource=true"],
      },
    },
  };
}

/** The same Application, made by an ApplicationSet. */
export function applicationSet(environment: Environment): Manifest {
  const { metadata, spec } = application(environment) as { metadata: Manifest; spec: Manifest };
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "ApplicationSet",
    metadata: { name: `mariadb-${environment}`, namespace: "argocd" },
    spec: {
      generators: [{ list: { elements: [{ cluster: "in-cluster" }] } }],
      syncPolicy: { preserveResourcesOnDeletion: true, applicationsSync: "create-update" },
      template: { metadata, spec },
    },
  };
}

/** A Flux Kustomization of the database that breaks no rule. */
export function kustomization(): Manifest {
  return {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name: "mariadb", namespace: "flux-system" },
    spec: {
      interval: "10m",
      path: "./gitops/overlays/production",
      prune: false,
      deletionPolicy: "Orphan",
      wait: true,
      timeout: "30m",
      serviceAccountName: "mariadb-sync",
      sourceRef: { kind: "GitRepository", name: "mariadb" },
    },
  };
}

/** A Flux GitRepository that breaks no rule. */
export function gitRepository(ref: Value): Manifest {
  return {
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "GitRepository",
    metadata: { name: "mariadb", namespace: "flux-system" },
    spec: { interval: "5m", url: "https://git.example.com/platform/mariadb-gitops.git", ref },
  };
}

/** A copy with one field set, or left out when the value is undefined; parents are made as needed. */
export function edit(object: Manifest, path: Path, value: Value | undefined): Manifest {
  return change(object, path, value) as Manifest;
}

function change(object: Value | undefined, path: Path, value: Value | undefined): Value | undefined {
  const [step, ...rest] = path;
  if (step === undefined) {
    return value;
  }
  if (typeof step === "number") {
    const list = Array.isArray(object) ? [...(object as Value[])] : [];
    list[step] = change(list[step], rest, value) ?? null;
    return list;
  }
  const fields = { ...(object as Manifest | undefined) };
  const changed = change(fields[step], rest, value);
  const others = Object.entries(fields).filter(([name]) => name !== step);
  return Object.fromEntries(changed === undefined ? others : [...others, [step, changed]]);
}

/** A MariaDB, as the overlay of production writes it. */
export function mariadb(): Manifest {
  return {
    apiVersion: "k8s.mariadb.com/v1alpha1",
    kind: "MariaDB",
    metadata: { name: "mariadb", namespace: "mariadb-production" },
    spec: {
      image: `docker.io/library/mariadb:11.8.9@sha256:${"0".repeat(64)}`,
      replicas: 3,
      galera: { enabled: true },
      cleanupPolicy: "Skip",
      storage: { size: "500Gi", storageClassName: "premium-ssd" },
    },
  };
}

/** A scheduled backup of that MariaDB. */
export function backup(): Manifest {
  return {
    apiVersion: "k8s.mariadb.com/v1alpha1",
    kind: "Backup",
    metadata: { name: "mariadb-backup", namespace: "mariadb-production" },
    spec: {
      mariaDbRef: { name: "mariadb" },
      schedule: { cron: "0 2 * * *" },
      maxRetention: "720h",
      storage: { s3: { bucket: "backups", endpoint: "s3.example.com", tls: { enabled: true } } },
    },
  };
}

/** An object of any kind with nothing but its name. */
export function named(apiVersion: string, kind: string, name: Value, namespace?: Value): Manifest {
  return { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } };
}
