import { UNKNOWN, type Value } from "../../../safety";
import { chartRepositoryMaintained } from "../../../safety/rules/chart-repository-maintained";
import { application, edit, named } from "./objects";
import { table } from "./table";

const repository = (url: Value, kind = "HelmRepository") =>
  edit(named("source.toolkit.fluxcd.io/v1", kind, "charts"), ["spec", "url"], url);
const argo = (repoURL: Value) =>
  edit(application("production"), ["spec", "source"], { repoURL, chart: "mariadb" });

describe("chart-repository-maintained", () => {
  table(chartRepositoryMaintained, [
    ...[
      "https://charts.helm.sh/stable",
      "https://charts.helm.sh/incubator/",
      "https://kubernetes-charts.storage.googleapis.com",
      "http://kubernetes-charts-incubator.storage.googleapis.com/",
      "https://charts.bitnami.com/bitnami",
      "oci://registry-1.docker.io/bitnamicharts",
    ].map((url) => ({ name: url, object: repository(url), finds: ["spec.url"] })),
    {
      name: "an OCI repository with a login",
      object: repository("oci://me:hunter2@docker.io/bitnamicharts/mariadb", "OCIRepository"),
      finds: ["spec.url"],
      message: /^(?!.*hunter2).*no updates since August 2025/,
    },
    ...[
      "https://helm.mariadb.com/mariadb-operator",
      "https://bitnami-labs.github.io/sealed-secrets",
      "https://mirror.example.com/charts.helm.sh/stable",
      "https://charts.helm.sh.example.com/stable",
    ].map((url) => ({ name: url, object: repository(url), finds: [] })),
    {
      name: "an Application",
      object: argo("registry-1.docker.io/bitnamicharts"),
      finds: ["spec.source.repoURL"],
    },
    {
      name: "one of several sources",
      object: edit(
        argo("https://git.example.com/a"),
        ["spec", "sources"],
        [{ repoURL: "https://charts.bitnami.com/bitnami" }],
      ),
      finds: ["spec.sources[0].repoURL"],
    },
    {
      name: "an address that is not known yet",
      object: repository(UNKNOWN),
      finds: ["spec.url"],
      undecided: true,
    },
    { name: "no spec", object: named("source.toolkit.fluxcd.io/v1", "HelmRepository", "a"), finds: [] },
  ]);
});
