import { Environment, environments, SecretsBackend } from "../components/environments";
import { ConfigReader } from "./config-reader";

/** The validated settings of one stack. */
export interface Settings {
  environment: Environment;
  cluster: { context: string; kubeconfig?: string };
  argocd: { namespace: string; existing: boolean };
  source: { repositoryUrl: string; path: string; targetRevision: string };
  namespace: string;
  destinationServer: string;
  automated: boolean;
  selfHeal: boolean;
  secretsBackend: SecretsBackend;
  sealingKey: { namespace: string } | undefined;
  groups: { readOnly: string[]; sync: string[] };
  backupBucket: string | undefined;
}

/** The keys of the stack configuration, as Pulumi.yaml describes them. */
export const settingKeys = [
  "environment",
  "kubeContext",
  "kubeconfig",
  "argocdNamespace",
  "argocdExisting",
  "repositoryUrl",
  "path",
  "targetRevision",
  "namespace",
  "destinationServer",
  "automated",
  "selfHeal",
  "secretsBackend",
  "sealingKey",
  "sealingKeyNamespace",
  "readOnlyGroups",
  "syncGroups",
  "backupBucket",
] as const;

/**
 * Turns a stack's configuration into settings, or throws one error that lists everything wrong with it: the key, the
 * value, and what is allowed. It runs before any resource is registered, so nothing is half-applied.
 *
 * @param stack name of the stack, which is the environment's name unless `environment` says otherwise
 * @param config the project's configuration, keys without the project's prefix
 */
export function readSettings(stack: string, config: Readonly<Record<string, string>>): Settings {
  const read = new ConfigReader(config, settingKeys);
  const environment = read.oneOf("environment", Object.values(Environment), stack) ?? Environment.Production;
  const defaults = environments[environment];
  const automated = read.boolean("automated", defaults.delivery.automated);
  const selfHeal = read.boolean("selfHeal", automated && defaults.delivery.selfHeal);
  if (selfHeal && read.text("automated", String(defaults.delivery.automated)) === "false") {
    read.problem(
      "selfHeal",
      "true",
      "self-heal needs automated sync; set automated to true or selfHeal to false",
    );
  }
  const context = read.required("kubeContext", "kind-dev", "so that no update reaches a cluster by accident");
  const kubeconfig = read.text("kubeconfig", "");
  const settings: Settings = {
    environment,
    cluster: { context, ...(kubeconfig === "" ? {} : { kubeconfig }) },
    argocd: {
      namespace: read.dnsLabel("argocdNamespace", "argocd"),
      existing: read.boolean("argocdExisting", false),
    },
    source: {
      repositoryUrl: read.gitUrl("repositoryUrl"),
      path: read.relativePath("path", `gitops/overlays/${environment}`),
      targetRevision: read.text("targetRevision", defaults.delivery.targetRevision),
    },
    namespace: read.dnsLabel("namespace", `mariadb-${environment}`),
    destinationServer: read.text("destinationServer", "https://kubernetes.default.svc"),
    automated,
    selfHeal,
    secretsBackend:
      read.oneOf("secretsBackend", Object.values(SecretsBackend), defaults.secretsBackend) ??
      defaults.secretsBackend,
    sealingKey: read.boolean("sealingKey", false)
      ? { namespace: read.dnsLabel("sealingKeyNamespace", "kube-system") }
      : undefined,
    groups: { readOnly: read.list("readOnlyGroups"), sync: read.list("syncGroups") },
    backupBucket: read.bucket("backupBucket"),
  };
  read.finish(stack);
  return settings;
}
