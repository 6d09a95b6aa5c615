import { chartImages, mirrored, type ChartImages } from "../components/chart/mirror";
import { locate } from "../components/chart/location";
import { charts, versions, type ChartSource } from "../components/versions";

const images = "registry.example.com/mirror";
const mirror = { charts: "oci://registry.example.com/charts", images };

/** The page that says what to mirror for a cluster without internet, and how to tell the program. */
export function renderAirGapped(): { path: string; content: string } {
  const rows = Object.entries<ChartSource>(charts).map(([key, source]) => {
    const { chart, repository, version } = source;
    const official = repository === undefined ? chart : `${repository} \`${chart}\``;
    return [`\`${key}\``, official, version, `\`${locate(source, {}, mirror).chart}\``];
  });
  return {
    path: "docs/air-gapped.md",
    content: [
      "# Clusters without internet access",
      "",
      "<!-- Written by docs/air-gapped.ts from components/versions.ts and components/chart/mirror.ts. Do not edit. -->",
      "",
      "Copy the charts and images below to a registry that the cluster and Pulumi reach, and set one key:",
      "",
      "```sh",
      `pulumi config set --path mirror.charts ${mirror.charts}`,
      `pulumi config set --path mirror.images ${images}`,
      "pulumi config set --path 'mirror.imagePullSecrets[0]' registry-login   # only if the registry asks for a login",
      "```",
      "",
      "`Platform` and every component that installs a chart take the same as the argument `mirror`. The `chart` of a",
      "component, or its entry in the key `charts`, goes before `mirror.charts`.",
      "",
      "## Charts",
      "",
      "Every chart keeps its name. Pulumi pulls it: run `helm registry login` on the machine that runs Pulumi.",
      "",
      ...table(["key in `charts`", "official place", "version", "place in the mirror"], rows),
      "",
      "```sh",
      ...Object.values<ChartSource>(charts).flatMap(copyCommands),
      "```",
      "",
      "## Images",
      "",
      "Every image keeps the path that it has in its own registry. The chart decides the tag, except where one is given.",
      "Parts that are off by default are in the table, because `values` can switch them on.",
      "",
      ...table(["image", "place in the mirror"], imageRows()),
      "",
      "List the images of a chart with their tags:",
      "",
      "```sh",
      "helm template mariadb-operator-26.10.1.tgz | grep -E 'image:|IMAGE'",
      "```",
      "",
      "A test renders every official chart with a mirror and finds no other registry in it, and the pull secrets on every pod.",
      "",
      "## Pull secrets",
      "",
      "A pod pulls with Secrets of its own namespace. Create them before the first update, with the namespaces: `argocd` or",
      "`flux-system`, `mariadb-system`, `external-secrets`, and `kube-system` for Sealed Secrets. The program adopts namespaces",
      "that exist.",
      "",
      "## The databases themselves",
      "",
      "Their images are in Git. Add a patch to each overlay:",
      "",
      "```yaml",
      "patches:",
      "  - target:",
      "      group: k8s.mariadb.com",
      "      kind: MariaDB",
      "    patch: |-",
      "      - op: replace",
      "        path: /spec/image",
      `        value: ${mirrored(versions.mariadb.image, mirror)}`,
      "      - op: add",
      "        path: /spec/imagePullSecrets",
      "        value: [{ name: registry-login }]",
      "```",
      "",
      "Keep the digest: a copy of the image has the same one. Create the Secret in the databases' namespace too. The Git",
      "repository must be reachable from the cluster as well.",
      "",
    ].join("\n"),
  };
}

function imageRows(): string[][] {
  const tags: Readonly<Record<string, string>> = {
    "quay.io/argoproj/argocd": versions.argoCd.app,
    "ghcr.io/bitnami/sealed-secrets-controller": versions.sealedSecrets.controller,
  };
  const ofCharts = Object.values<ChartImages>(chartImages).flatMap(({ repositories }) =>
    Object.values(repositories),
  );
  const flux = ["source", "kustomize", "helm", "notification"].map(
    (name) => `${versions.flux.registry}/${name}-controller`,
  );
  const others = ["ghcr.io/bitnami/sealed-secrets-controller", ...flux, versions.mariadb.image];
  return [...new Set([...ofCharts, ...others])].sort().map((image) => {
    const tag = tags[image] === undefined ? "" : `:${tags[image]}`;
    return [`\`${image}${tag}\``, `\`${mirrored(image, mirror)}${tag}\``];
  });
}

function copyCommands({ chart, repository, version }: ChartSource): string[] {
  const name = chart.split("/").at(-1) ?? chart;
  const from = repository === undefined ? chart : `${chart} --repo ${repository}`;
  return [`helm pull ${from} --version ${version}`, `helm push ${name}-${version}.tgz ${mirror.charts}`];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
}
