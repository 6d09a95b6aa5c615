/**
 * The ladder dev -> staging -> production: one table of defaults, from which the components, the overlays' tests
 * and the generated documentation all read.
 */

/** The three environments; a stack is named after its environment. */
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

/** Size and topology of the environment's MariaDB, which the Kustomize overlays carry. */
export interface DatabaseDefaults {
  readonly replicas: number;
  readonly galera: boolean;
  readonly storage: { readonly size: string; readonly storageClassName: string };
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits: { readonly cpu: string; readonly memory: string };
  /** 75 % of the memory request, in MariaDB's notation. */
  readonly innodbBufferPoolSize: string;
  readonly antiAffinity: boolean;
  /** Pods that a voluntary disruption may take at once; undefined means that there is no budget. */
  readonly maxUnavailable: number | undefined;
}

/** Pulumi's own protection of the resources that carry or deliver data. */
export interface ProtectionDefaults {
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
}

/** Everything that differs between the environments. */
export interface EnvironmentDefaults {
  readonly delivery: DeliveryDefaults;
  readonly database: DatabaseDefaults;
  readonly protection: ProtectionDefaults;
  readonly secretsBackend: SecretsBackend;
}

/** The defaults of each environment. Source: the product's acceptance list, sections 2 and 3.2. */
export const environments: Readonly<Record<Environment, EnvironmentDefaults>> = {
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
      storage: { size: "10Gi", storageClassName: "standard" },
      requests: { cpu: "500m", memory: "1Gi" },
      limits: { cpu: "2", memory: "4Gi" },
      innodbBufferPoolSize: "768M",
      antiAffinity: false,
      maxUnavailable: undefined,
    },
    protection: { protect: false, retainOnDelete: false },
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
      storage: { size: "100Gi", storageClassName: "premium-ssd" },
      requests: { cpu: "2", memory: "8Gi" },
      limits: { cpu: "4", memory: "16Gi" },
      innodbBufferPoolSize: "6G",
      antiAffinity: true,
      maxUnavailable: 1,
    },
    protection: { protect: true, retainOnDelete: true },
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
      storage: { size: "500Gi", storageClassName: "premium-ssd" },
      requests: { cpu: "4", memory: "16Gi" },
      limits: { cpu: "8", memory: "32Gi" },
      innodbBufferPoolSize: "12G",
      antiAffinity: true,
      maxUnavailable: 1,
    },
    protection: { protect: true, retainOnDelete: true },
    secretsBackend: SecretsBackend.ExternalSecrets,
  },
};

/** What every environment shares: the values that no stack may weaken, and the retry of a failed sync. */
export const everyEnvironment = {
  allowEmpty: false,
  revisionHistoryLimit: 10,
  retry: { limit: 5, backoff: { duration: "5s", factor: 2, maxDuration: "3m" } },
  maxConnections: 500,
  characterSet: "utf8mb4",
  collate: "utf8mb4_unicode_ci",
  pvcRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
  backup: { cron: "0 2 * * *", maxRetention: "720h" },
  scrapeInterval: "30s",
  /** The Prometheus Operator of the chart kube-prometheus-stack selects what carries this label. */
  prometheusRelease: "kube-prometheus-stack",
} as const;
