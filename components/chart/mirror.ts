import { problemOf, type Problem } from "../problems";
import type { charts } from "../versions";
import { repositoryProblems } from "./location";
import type { ChartValues } from "./values";

/** A mirror of charts and images, for clusters that cannot reach the public registries. */
export interface Mirror {
  /**
   * Repository that holds every chart under its own name: `oci://registry.example.com/charts` or
   * `https://charts.example.com`. The `chart` of a component goes first.
   *
   * @default the charts' official repositories
   */
  charts?: string;
  /**
   * Registry and folder that hold every image under the path that it has in its own registry, without a scheme: with
   * `registry.example.com/mirror`, `quay.io/argoproj/argocd` is pulled from `registry.example.com/mirror/argoproj/argocd`.
   *
   * @default the images' own registries
   */
  images?: string;
  /**
   * Names of the Secrets with which pods pull their images. They must exist in the namespace of each component.
   *
   * @default none
   */
  imagePullSecrets?: string[];
}

/**
 * The place of an image in the mirror. A name without a registry is one of Docker Hub, whose own images are in `library`.
 *
 * @param image repository of the image, with or without its registry
 */
export function mirrored(image: string, { images }: Mirror): string {
  if (images === undefined) {
    return image;
  }
  const [first = "", ...rest] = image.split("/");
  const registry = rest.length > 0 && /[.:]|^localhost$/.test(first) ? first : "docker.io";
  const path = registry === first ? rest.join("/") : image;
  const official = registry === "docker.io" && !path.includes("/");
  return `${images}/${official ? "library/" : ""}${path}`;
}

/** The values that make a chart pull from the mirror. */
export function mirrorValues(images: ChartImages, mirror: Mirror | undefined): ChartValues {
  const values: ChartValues = {};
  if (mirror?.images !== undefined) {
    for (const [path, image] of Object.entries(images.repositories)) {
      write(values, path, mirrored(image, mirror));
    }
    for (const path of images.registries ?? []) {
      write(values, path, mirror.images);
    }
  }
  const names = mirror?.imagePullSecrets ?? [];
  for (const path of names.length === 0 ? [] : images.pullSecrets) {
    write(values, path, images.pullSecretsAreNames === true ? names : names.map((name) => ({ name })));
  }
  return values;
}

/** Problems with a mirror, each with its remedy; empty when there are none. */
export function mirrorProblems(argument: string, mirror: Mirror | undefined): Problem[] {
  const { charts, images, imagePullSecrets = [] } = mirror ?? {};
  return [
    ...(charts === undefined ? [] : repositoryProblems(`${argument}.charts`, charts)),
    ...(images === undefined || /^[\w-]+(\.[\w-]+)*(:\d+)?(\/[a-z0-9._-]+)*$/.test(images)
      ? []
      : [
          problemOf(
            `${argument}.images`,
            `is "${images}"; set a registry and folder without a scheme, such as registry.example.com/mirror`,
          ),
        ]),
    ...imagePullSecrets
      .filter((name) => !/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(name))
      .map((name) => problemOf(`${argument}.imagePullSecrets`, `has "${name}"; set the name of a Secret`)),
  ];
}

function write(values: ChartValues, path: string, value: unknown): void {
  const keys = path.split(".");
  const last = keys.pop() ?? path;
  let at = values;
  for (const key of keys) {
    at = (at[key] ??= {}) as ChartValues;
  }
  at[last] = value;
}

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
      // The operator's images for objects that name none.
      "config.mariadbImage.repository": "mariadb",
      "config.mariadbImageName": "mariadb",
      "config.maxscaleImage.repository": "mariadb/maxscale",
      "config.exporterImage.repository": "prom/mysqld-exporter",
      "config.exporterMaxscaleImage.repository": "mariadb/maxscale-prometheus-exporter-ubi",
    },
    pullSecrets: ["imagePullSecrets", "webhook.imagePullSecrets", "certController.imagePullSecrets"],
  },
};
