/** The ladder dev -> staging -> production: one table of defaults, from which the components read. */

import type { Environment as EnvironmentName } from "../safety/environment";

/**
 * The three environments; a stack is named after its environment. Written out, because Pulumi's schema inference reads an
 * enumeration only as literals; the table below does not compile unless these are the names of the rules.
 */
export const Environment = { Dev: "dev", Staging: "staging", Production: "production" } as const;
export type Environment = (typeof Environment)[keyof typeof Environment];

/** Who produces the Secrets of the database users; exactly one producer per Secret. */
export const SecretsBackend = {
  /** Pulumi generates them with `@pulumi/random` and writes the Secret. */
  Generated: "generated",
  /** Pulumi generates them and registers them sealed; the Sealed Secrets controller writes the Secret. */
  SealedSecrets: "sealed-secrets",
  /** They are in Git with the manifests, sealed or encrypted with SOPS. */
  Git: "git",
  /** External Secrets Operator reads them from a store; only the reference is in Git. */
  ExternalSecrets: "external-secrets",
} as const;
export type SecretsBackend = (typeof SecretsBackend)[keyof typeof SecretsBackend];

/** How the engine delivers an environment. Pruning is not in this table because no environment may prune data. */
export interface DeliveryDefaults {
  /** The Git revision to deliver where none is given; undefined means that one must be given. */
  readonly targetRevision: string | undefined;
  /** Whether Argo CD syncs by itself; production waits for a person or the promotion pipeline. */
  readonly automated: boolean;
  /** Whether Argo CD reverts manual changes of fields that Git declares. */
  readonly selfHeal: boolean;
  /** How often Flux compares the cluster with Git, as a Go duration. */
  readonly interval: string;
  /** How long Flux waits for the objects to become ready, as a Go duration. */
  readonly timeout: string;
}

/** Size and topology of the environment's MariaDB, as its Kustomize overlay has them; the default quota fits them. */
export interface DatabaseDefaults {
  readonly replicas: number;
  readonly galera: boolean;
  /** Size of each server's volume. */
  readonly storage: string;
  /** Resource requests of each server. */
  readonly requests: { readonly cpu: string; readonly memory: string };
}

/** Pulumi's own protection of the resources that carry or deliver data. */
export interface ProtectionDefaults {
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
}

/** What the deletion guard asks of a confirmation. */
export interface ConfirmationDefaults {
  /** Whether another person than the one who confirmed must delete or weaken. */
  readonly secondPerson: boolean;
  /** Whether the object's own name confirms as well, by anybody who may annotate and without an end. */
  readonly byName: boolean;
}

/** Everything that differs between the environments. */
export interface EnvironmentDefaults {
  readonly delivery: DeliveryDefaults;
  readonly database: DatabaseDefaults;
  readonly protection: ProtectionDefaults;
  readonly confirmation: ConfirmationDefaults;
  readonly secretsBackend: SecretsBackend;
}

/** The defaults of each environment. */
export const environments: Readonly<Record<EnvironmentName, EnvironmentDefaults>> = {
  dev: {
    delivery: {
      targetRevision: "main",
      automated: true,
      selfHeal: true,
      interval: "5m",
      timeout: "10m",
    },
    database: {
      replicas: 1,
      galera: false,
      storage: "10Gi",
      requests: { cpu: "500m", memory: "1Gi" },
    },
    protection: { protect: false, retainOnDelete: false },
    confirmation: { secondPerson: false, byName: true },
    secretsBackend: SecretsBackend.SealedSecrets,
  },
  staging: {
    delivery: {
      targetRevision: undefined,
      automated: true,
      selfHeal: false,
      interval: "5m",
      timeout: "10m",
    },
    database: {
      replicas: 3,
      galera: true,
      storage: "100Gi",
      requests: { cpu: "2", memory: "8Gi" },
    },
    protection: { protect: true, retainOnDelete: true },
    confirmation: { secondPerson: false, byName: false },
    secretsBackend: SecretsBackend.ExternalSecrets,
  },
  production: {
    delivery: {
      targetRevision: undefined,
      automated: false,
      selfHeal: false,
      interval: "10m",
      timeout: "30m",
    },
    database: {
      replicas: 3,
      galera: true,
      storage: "500Gi",
      requests: { cpu: "4", memory: "16Gi" },
    },
    protection: { protect: true, retainOnDelete: true },
    confirmation: { secondPerson: true, byName: false },
    secretsBackend: SecretsBackend.ExternalSecrets,
  },
};

/** Values shared by every environment: those that no stack may weaken, and the retry of a failed sync. */
export const everyEnvironment = {
  allowEmpty: false,
  revisionHistoryLimit: 10,
  retry: { limit: 5, backoff: { duration: "5s", factor: 2, maxDuration: "3m" } },
  /** How long the Backup objects of the overlays keep their files. */
  backupRetention: "720h",
  scrapeInterval: "30s",
  /** The Prometheus Operator of the chart kube-prometheus-stack selects what carries this label. */
  prometheusRelease: "kube-prometheus-stack",
} as const;
