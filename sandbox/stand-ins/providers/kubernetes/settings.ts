/**
 * The configuration of a Kubernetes provider.
 */
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

import { KubeConfig } from "@kubernetes/client-node";

import { Code, failure, unsupported } from "../errors";
import { ChangeKind, type CheckFailure, type DiffResult } from "../protocol";
import { asString, equal, isUnknown, type OpenObject } from "../values";
import type { Mutability } from "./immutable";

export interface ProviderSettings {
  readonly kubeConfig: KubeConfig;
  /** The namespace of objects that name none. */
  readonly namespace: string;
  readonly mutability: Mutability;
  /** Take over fields that others manage, instead of reporting the conflict. Default false. */
  readonly patchForce: boolean;
  /** Adopt existing objects on creation, instead of failing. Default false. */
  readonly upsert: boolean;
}

const honoured = [
  "kubeconfig",
  "context",
  "namespace",
  "clusterIdentifier",
  "enableSecretMutable",
  "enableConfigMapMutable",
  "enablePatchForce",
  "upsertExistingObjects",
];

/** Settings of features that the stand-in does not have, or that only change warnings and request rates. */
const withoutEffect = [
  "version",
  "helmReleaseSettings",
  "kubeClientSettings",
  "suppressDeprecationWarnings",
  "suppressHelmHookWarnings",
];

/** Settings that are accepted as long as they say what the stand-in does anyway. */
const fixed: Readonly<Record<string, boolean>> = {
  alwaysRender: false,
  deleteUnreachable: false,
  enableServerSideApply: true,
  skipUpdateUnreachable: false,
};

/** The SDK sends booleans as JSON texts. */
function flag(inputs: OpenObject, key: string): boolean {
  return inputs[key] === true || inputs[key] === "true";
}

function isSet(inputs: OpenObject, key: string): boolean {
  return inputs[key] !== undefined && inputs[key] !== "";
}

/** Refuses settings that change what is done to the cluster and that the stand-in does not support. */
export function checkSettings(inputs: OpenObject): readonly CheckFailure[] {
  const known = new Set([...honoured, ...withoutEffect]);
  return Object.keys(inputs)
    .filter((key) => !key.startsWith("__") && !known.has(key) && isSet(inputs, key))
    .filter((key) => fixed[key] === undefined || fixed[key] !== flag(inputs, key))
    .map((key) => ({ property: key, reason: unsupported(`The setting ${key}`, "kubernetes").message }));
}

function refuse(why: string): never {
  // Never quotes the kubeconfig: it holds credentials.
  throw failure(Code.InvalidArgument, `The kubeconfig cannot be used: ${why}.`);
}

function readKubeconfig(given: string): KubeConfig {
  const kubeConfig = new KubeConfig();
  const path = given.startsWith("~/") ? join(homedir(), given.slice(2)) : given;
  try {
    if (!given.includes("\n") && existsSync(path)) {
      kubeConfig.loadFromFile(path);
    } else {
      kubeConfig.loadFromString(given);
    }
  } catch {
    // The parser's message would quote the kubeconfig.
  }
  // Any text may be valid YAML, and is then a kubeconfig without contexts.
  if (!Array.isArray(kubeConfig.contexts) || kubeConfig.contexts.length === 0) {
    refuse("it is neither the path of a readable kubeconfig nor the contents of one");
  }
  return kubeConfig;
}

/** Found as kubectl finds it: KUBECONFIG, then ~/.kube/config. There is no default such as localhost. */
function ambientKubeconfig(fallback: string | undefined): string {
  const fromEnvironment = process.env.KUBECONFIG;
  const found =
    fallback ?? (fromEnvironment === undefined || fromEnvironment === "" ? undefined : fromEnvironment);
  const path = found ?? join(homedir(), ".kube", "config");
  if (!existsSync(path)) {
    return refuse(
      "the provider names none, and there is neither KUBECONFIG nor ~/.kube/config; set kubeconfig",
    );
  }
  return path;
}

function loadKubeconfig(inputs: OpenObject, fallback: string | undefined): KubeConfig {
  const given = asString(inputs.kubeconfig) ?? "";
  const kubeConfig = readKubeconfig(given === "" ? ambientKubeconfig(fallback) : given);
  const context = asString(inputs.context) ?? "";
  if (context !== "") {
    if (kubeConfig.getContextObject(context) === null) {
      refuse(`it has no context named ${context}`);
    }
    kubeConfig.setCurrentContext(context);
  }
  if (kubeConfig.getCurrentCluster() === null) {
    refuse("its current context names no cluster; set context");
  }
  return kubeConfig;
}

/**
 * @param fallback path of the kubeconfig for providers that name none
 * @throws ProviderError when a setting is not supported or the kubeconfig cannot be used
 */
export function readSettings(inputs: OpenObject, fallback: string | undefined): ProviderSettings {
  const [refused] = checkSettings(inputs);
  if (refused !== undefined) {
    throw failure(Code.InvalidArgument, refused.reason);
  }
  const kubeConfig = loadKubeconfig(inputs, fallback);
  const ofContext = kubeConfig.getContextObject(kubeConfig.getCurrentContext())?.namespace;
  const namespace = asString(inputs.namespace) ?? "";
  return {
    kubeConfig,
    namespace: namespace === "" ? (ofContext ?? "default") : namespace,
    mutability: {
      secrets: flag(inputs, "enableSecretMutable"),
      configMaps: flag(inputs, "enableConfigMapMutable"),
    },
    patchForce: flag(inputs, "enablePatchForce"),
    upsert: flag(inputs, "upsertExistingObjects"),
  };
}

function clusterOf(inputs: OpenObject): string | undefined {
  const given = asString(inputs.kubeconfig) ?? "";
  if (given === "") {
    return undefined;
  }
  const cluster = loadKubeconfig(inputs, undefined).getCurrentCluster();
  return JSON.stringify({
    ...cluster,
    caFile: undefined,
    ca: cluster?.caFile === undefined ? null : readFileSync(cluster.caFile, "base64"),
  });
}

/**
 * The changed settings. As in the official provider, a kubeconfig for another cluster replaces the provider and with
 * it every resource, unless clusterIdentifier says which cluster it is.
 */
export function diffSettings(olds: OpenObject, news: OpenObject): DiffResult {
  const keys = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter(
    (key) => !key.startsWith("__"),
  );
  const changed = keys.filter((key) => !equal(olds[key] ?? null, news[key] ?? null));
  const connection = ["kubeconfig", "context"].filter((key) => changed.includes(key));
  const identified = isSet(olds, "clusterIdentifier") && isSet(news, "clusterIdentifier");
  const replaces = (key: string): boolean => {
    if (identified) {
      return key === "clusterIdentifier";
    }
    if (!connection.includes(key)) {
      return false;
    }
    const mayDiffer = connection.some((name) => isUnknown(news[name]));
    return mayDiffer || clusterOf(olds) !== clusterOf(news);
  };
  return {
    changes: changed.map((key) => ({ path: key, kind: ChangeKind.Update, replace: replaces(key) })),
    deleteBeforeReplace: false,
  };
}
