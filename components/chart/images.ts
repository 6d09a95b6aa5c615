import type { charts } from "../versions";

/** Where a chart's values name its images and its pull secrets. Source: values.yaml of the pinned chart. */
export interface ChartImages {
  /** The repository that each of these values has in the chart, or that we set; the chart or we add the tag. */
  readonly repositories: Readonly<Record<string, string>>;
  /** Values that name only the registry; the chart puts the path behind it. */
  readonly registries?: readonly string[];
  /** Values that list pull secrets, which together reach every pod. */
  readonly pullSecrets: readonly string[];
  /** Whether pull secrets are listed by name, and not as objects with a name. */
  readonly pullSecretsAreNames?: true;
}

const externalSecrets = "ghcr.io/external-secrets/external-secrets";
const operator = "ghcr.io/mariadb-operator/mariadb-operator";
const redis = "ecr-public.aws.com/docker/library/redis";

/** The images of each chart, those of parts that are off by default included, because values can switch them on. */
export const chartImages: Readonly<Record<keyof typeof charts, ChartImages>> = {
  argoCd: {
    repositories: {
      "global.image.repository": "quay.io/argoproj/argocd",
      "redis.image.repository": redis,
      "redis.exporter.image.repository": "ghcr.io/oliver006/redis_exporter",
      "redis-ha.image.repository": redis,
      "redis-ha.exporter.image": "ghcr.io/oliver006/redis_exporter",
      "redis-ha.haproxy.image.repository": "ecr-public.aws.com/docker/library/haproxy",
      "dex.image.repository": "ghcr.io/dexidp/dex",
      "server.extensions.image.repository": "quay.io/argoprojlabs/argocd-extension-installer",
    },
    pullSecrets: ["global.imagePullSecrets", "redis-ha.imagePullSecrets"],
  },
  fluxOperator: {
    repositories: { "image.repository": "ghcr.io/controlplaneio-fluxcd/flux-operator" },
    pullSecrets: ["image.pullSecrets"],
  },
  sealedSecrets: {
    repositories: {},
    registries: ["image.registry"],
    pullSecrets: ["image.pullSecrets"],
    pullSecretsAreNames: true,
  },
  externalSecrets: {
    repositories: {
      "image.repository": externalSecrets,
      "webhook.image.repository": externalSecrets,
      "certController.image.repository": externalSecrets,
    },
    pullSecrets: ["imagePullSecrets", "webhook.imagePullSecrets", "certController.imagePullSecrets"],
  },
  /** It holds CRDs only. */
  mariadbOperatorCrds: { repositories: {}, pullSecrets: [] },
  mariadbOperator: {
    repositories: {
      "image.repository": operator,
      "webhook.image.repository": operator,
      "certController.image.repository": operator,
      // What the operator runs for objects that name no image.
      "config.mariadbImage.repository": "mariadb",
      "config.mariadbImageName": "mariadb",
      "config.maxscaleImage.repository": "mariadb/maxscale",
      "config.exporterImage.repository": "prom/mysqld-exporter",
      "config.exporterMaxscaleImage.repository": "mariadb/maxscale-prometheus-exporter-ubi",
    },
    pullSecrets: ["imagePullSecrets", "webhook.imagePullSecrets", "certController.imagePullSecrets"],
  },
};
