import * as pulumi from "@pulumi/pulumi";

import { databasesProblems, exampleRevision, type DatabaseArgs } from "../components/delivery/delivery";
import type { SyncWindow } from "../components/delivery/database-project";
import { Engine } from "../components/engine/engine";
import { Environment, environments, SecretsBackend } from "../components/environments";
import { Installation } from "../components/installation";
import { ConfigReader, type Config } from "./config-reader";
import { dnsLabel, folder, gitUrl, goDuration, namespacedName, type Fields } from "./config-values";
import { login } from "./login";
import { chartLocations, escrow, foundation, mirror, notifications } from "./setting-groups";
import { secretKeys, settingKeys } from "./setting-keys";

/** The validated settings of one stack. */
export type StackSettings = ReturnType<typeof readParts>;

/** A stack's configuration and which of its keys are stored encrypted. */
export interface StackConfig {
  values: Config;
  encrypted: readonly string[];
}

/**
 * The whole configuration of this project in the running stack, without the project's prefix. Reading all of it, and
 * not key by key, is what lets a misspelt key be an error.
 */
export function projectConfig(): StackConfig {
  const prefix = `${pulumi.getProject()}:`;
  const values = Object.entries(pulumi.runtime.allConfig())
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, value]) => [key.slice(prefix.length), value] as const);
  return {
    values: Object.fromEntries(values),
    encrypted: values.map(([key]) => key).filter((key) => isEncrypted(prefix + key)),
  };
}

/** Whether the stack file holds a value encrypted. The SDK knows it, but leaves the function out of its types. */
function isEncrypted(key: string): boolean {
  const { isConfigSecret } = pulumi.runtime as { isConfigSecret?: (key: string) => boolean };
  return isConfigSecret?.(key) ?? false;
}

/**
 * Turns a stack's configuration into settings, or throws one error that lists everything wrong with it: the key, the
 * value, and what is allowed. It runs before any resource is registered, so nothing is half-applied.
 *
 * @param stack name of the stack, which is the environment's name unless `environment` says otherwise
 * @param config the project's configuration, keys without the project's prefix
 */
export function readSettings(stack: string, { values, encrypted }: StackConfig): StackSettings {
  const read = new ConfigReader(values, settingKeys);
  for (const key of secretKeys) {
    if (read.text(key) !== "" && !encrypted.includes(key)) {
      read.complain(`${key} is stored in plaintext; run: pulumi config set --secret ${key}`);
    }
  }
  const settings = readParts(stack, read);
  read.finish(stack);
  return settings;
}

function readParts(stack: string, read: ConfigReader) {
  const given = Object.values(Environment).find((name) => name === stack);
  const environment = read.oneOf(
    "environment",
    Object.values(Environment),
    given ?? missingEnvironment(stack, read),
  );
  const engine = read.oneOf("engine", Object.values(Engine), Engine.ArgoCd);
  const installation = (key: string): Installation =>
    read.oneOf(key, Object.values(Installation), Installation.Install);
  const engineInstallation = installation("engineInstallation");
  return {
    environment,
    cluster: cluster(read),
    engine: {
      kind: engine,
      installation: engineInstallation,
      namespace: read.formatted(
        "engineNamespace",
        engine === Engine.Flux ? "flux-system" : "argocd",
        dnsLabel,
      ),
      highAvailability: read.boolean("highAvailability", environment === Environment.Production),
    },
    delivery: delivery(environment, engine, read),
    deletionProtection: read.boolean("deletionProtection", true),
    guard: guard(environment, read),
    mariadbOperator: { installation: installation("mariadbOperatorInstallation") },
    secrets: {
      backend: read.oneOf(
        "secretsBackend",
        Object.values(SecretsBackend),
        environments[environment].secretsBackend,
      ),
      sealedSecrets: {
        installation: installation("sealedSecretsInstallation"),
        certificate: read.optional("sealingCertificate"),
        escrow: escrow(read),
      },
      externalSecrets: { installation: installation("externalSecretsInstallation") },
    },
    login: login(engine, engineInstallation, read),
    notifications: notifications(read),
    monitoring: read.boolean("monitoring", false),
    readyTimeout: read.formatted("readyTimeout", "10m", goDuration),
    charts: chartLocations(read),
    mirror: mirror(read),
    aws: foundation(read),
  };
}

/** A stack that is not called after an environment must say which one it is. */
function missingEnvironment(stack: string, read: ConfigReader): Environment {
  if (read.text("environment") === "") {
    read.problem("environment", stack, `set one of ${Object.values(Environment).join(", ")}`);
  }
  return Environment.Production;
}

function guard(environment: Environment, read: ConfigReader) {
  const [namespace = "", name = ""] = read.optional("guardClock", namespacedName)?.split("/") ?? [];
  return {
    name: read.optional("guardName"),
    clock: name === "" ? undefined : { namespace, name },
    secondPerson: read.boolean("guardSecondPerson", environments[environment].confirmation.secondPerson),
    alertsNamespace: read.optional("guardAlertsNamespace", dnsLabel),
  };
}

function cluster(read: ConfigReader) {
  const context = read.required("kubeContext", "kind-dev", "so that no update reaches a cluster by accident");
  const kubeconfig = read.optional("kubeconfig");
  return { context, ...(kubeconfig === undefined ? {} : { kubeconfig }) };
}

const databaseFields: Fields = {
  name: { type: "string", required: true },
  path: { type: "string", required: true },
  wave: { type: "number" },
  users: { type: "strings" },
};

const windowFields: Fields = {
  kind: { type: "string", required: true },
  schedule: { type: "string", required: true },
  duration: { type: "string", required: true },
  manualSync: { type: "boolean" },
  timeZone: { type: "string" },
};

function delivery(environment: Environment, engine: Engine, read: ConfigReader) {
  const defaults = environments[environment].delivery;
  const automated = read.boolean("automated", defaults.automated);
  const selfHeal = read.boolean("selfHeal", automated && defaults.selfHeal);
  if (selfHeal && !automated) {
    const remedy = "self-heal needs automated sync; set automated to true or selfHeal to false";
    read.problem("selfHeal", "true", remedy);
  }
  return {
    repositoryUrl: read.publicUrl(
      "repositoryUrl",
      "https://github.com/your-org/your-repository.git",
      "because the engine pulls from it",
      gitUrl,
    ),
    targetRevision: revision(environment, read),
    databases: databases(environment, read),
    namespace: read.formatted("namespace", `mariadb-${environment}`, dnsLabel),
    networkPolicies: read.boolean("networkPolicies", true),
    destinationServer: read.text("destinationServer", "https://kubernetes.default.svc"),
    // Flux always reconciles by itself; what it delivers is a pinned revision.
    policy: engine === Engine.Flux ? undefined : { automated, selfHeal },
    syncWindows: read.records<SyncWindow>("syncWindows", windowFields),
    groups: {
      readOnly: read.list("readOnlyGroups"),
      confirming: read.list("confirmingGroups"),
      sync: read.list("syncGroups"),
    },
    verificationSecret: read.optional("verificationSecret", dnsLabel),
    decryptionSecret: read.optional("decryptionSecret", dnsLabel),
  };
}

/** Dev follows a branch unless it says otherwise; which release runs elsewhere is for the stack to say. */
function revision(environment: Environment, read: ConfigReader): string {
  const { targetRevision } = environments[environment].delivery;
  return targetRevision === undefined
    ? read.required("targetRevision", exampleRevision, `in ${environment}, which delivers one release`)
    : read.text("targetRevision", targetRevision);
}

function databases(environment: Environment, read: ConfigReader): DatabaseArgs[] {
  const listed = read.records<DatabaseArgs>("databases", databaseFields);
  const path = read.formatted("path", `gitops/overlays/${environment}`, folder);
  if (listed.length === 0) {
    return [{ name: "mariadb", path }];
  }
  for (const { reason } of databasesProblems(listed)) {
    read.complain(reason);
  }
  return listed;
}
