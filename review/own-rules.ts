import type { ReportedRule } from "./diagnostic";

/** What the API server would refuse, or silently drop. Not a rule of `safety/`: no exception from it counts. */
export const schemaRule: ReportedRule = {
  id: "schema",
  title: "Objects of mariadb-operator have the fields and values of its schema",
  why:
    "The API server drops a field that it does not know, and says so only as a warning: a MariaDB with an inline " +
    "backup is created without any backup, and nothing looks wrong until the day it is needed.",
  severity: "critical",
  remedy: "Set the field that the message names; the operator's API reference lists them all.",
  references: [
    {
      title: "mariadb-operator: API reference",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/api_reference.md",
    },
    {
      title: "Kubernetes: field validation",
      url: "https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation",
    },
  ],
  docs: "docs/review.md#schema",
};

/** What no tool can read, or what two tools read differently. */
export const yamlRule: ReportedRule = {
  id: "yaml",
  title: "Manifests are valid YAML, and no key is written twice",
  why:
    "A document that cannot be read is not reviewed, and it stops the sync of everything beside it. Of a key that is " +
    "written twice one tool takes the first value and another the last, so it is not defined what is delivered.",
  severity: "high",
  remedy: "Correct the text at this place; each key may be written once.",
  references: [{ title: "YAML 1.2: mappings", url: "https://yaml.org/spec/1.2.2/#mapping" }],
  docs: "docs/review.md#yaml",
};

/** What nobody could look at. A review that leaves something out must not look like one that passed. */
export const renderedRule: ReportedRule = {
  id: "rendered",
  title: "Every kustomization and every chart of databases can be rendered",
  why:
    "What cannot be rendered is not reviewed, and an engine cannot deliver it: Argo CD and Flux keep what is in the " +
    "cluster, and nobody sees what the next revision that renders again takes away.",
  severity: "high",
  remedy:
    "Correct what the message names, and run kustomize build on the folder. For a chart put helm on PATH and its " +
    "dependencies into charts/, or pipe what it renders to: helm template ... | mariadb-gitops review -",
  references: [
    {
      title: "Kustomize: build",
      url: "https://kubectl.docs.kubernetes.io/references/kustomize/cmd/build/",
    },
  ],
  docs: "docs/review.md#rendered",
};

/** The rules of this front end itself. They hold in every environment and are always errors. */
export const ownRules: readonly ReportedRule[] = [renderedRule, schemaRule, yamlRule];
