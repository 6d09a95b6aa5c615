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

/** What a change of the review's own files switches off. Otherwise one bad merge would end every later finding. */
export const configurationRule: ReportedRule = {
  id: "review-kept",
  title: "A change does not weaken its own review without a reason",
  why:
    "The files that set levels, environments, exceptions and known findings lie beside the manifests. A merge that " +
    "lowers them takes effect at once, and the review of the next deletion is silent.",
  severity: "critical",
  remedy:
    "Set back what the message names. To weaken it on purpose, add an exception from review-kept for the object that the " +
    "message names, with a reason and a day, to .mariadb-gitops.yaml; it is then a warning.",
  references: [
    {
      title: "GitHub: code owners, for who approves a change of such a file",
      url: "https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners",
    },
  ],
  docs: "docs/review-configuration.md#changes-that-weaken-the-review",
};

/** The rules of this front end itself. They hold in every environment and are always errors. */
export const ownRules: readonly ReportedRule[] = [configurationRule, renderedRule, schemaRule, yamlRule];
