import { inspect, text } from "../expect";
import { shown } from "../finding";
import { defineRule, levels } from "../rule";
import { parseVersion } from "../versions";

const path = ["version"];

export const chartReleasePinned = defineRule({
  id: "chart-release-pinned",
  scope: "resource",
  title: "A chart that Pulumi installs has one exact version",
  why:
    "Without a version Helm takes the newest chart of the day on which somebody runs an update, and Pulumi shows no " +
    "difference before it happens. The operator, Argo CD and External Secrets each ask for one version after the other, " +
    "with their definitions first; a jump over several leaves objects behind that nobody can read.",
  severity: "high",
  levels: levels({ dev: "mandatory" }),
  appliesTo: [],
  remedy: "Set the option version, beside the option chart, to one exact version, such as 1.2.3.",
  references: [
    {
      title: "Pulumi: Helm Release",
      url: "https://www.pulumi.com/registry/packages/kubernetes/api-docs/helm/v3/release/",
    },
    {
      title: "mariadb-operator: updates",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/updates.md",
    },
  ],
  shows: ["version"],
  resourceTypes: ["kubernetes:helm.sh/v3:Release", "kubernetes:helm.sh/v4:Chart"],
  check: ({ object }) =>
    // A chart on disk or at an address of its own has no other version.
    inspect(object, ["chart"], {
      known: (chart) =>
        typeof chart === "string" && /^(\.{0,2}\/|https?:)/.test(chart)
          ? []
          : text(object, path, {
              known: (written) => {
                const message = `must not install the version ${shown(written)}, but one exact version (1.2.3)`;
                return parseVersion(written) === undefined ? [{ path, message }] : [];
              },
              absent: () => [{ path, message: "must set version to one exact chart version (1.2.3)" }],
            }),
    }),
});
