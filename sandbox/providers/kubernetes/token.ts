/**
 * Pulumi's type tokens of Kubernetes resources, as in `kubernetes:apps/v1:Deployment`.
 */
import { Code, failure, unsupported } from "../errors";

/** The kind that a token stands for. */
export interface ObjectType {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** `v1` for the core group, `group/version` otherwise. */
  readonly apiVersion: string;
}

/** Modules of the official SDK that are not API groups: their resources are made by the plugin itself. */
const pluginModules = /^(helm\.sh|yaml|kustomize)(\/|$)/;

/** Kubernetes' own groups; only these have the SDK's List and Patch variants of a kind. */
function isBuiltIn(group: string): boolean {
  return !group.includes(".") || group.endsWith(".k8s.io");
}

/** The `apiVersion` of a group and version. */
export function apiVersionOf(group: string, version: string): string {
  return group === "" ? version : `${group}/${version}`;
}

/** The group of an `apiVersion`; empty for the core group. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  const group = slash === -1 ? "" : apiVersion.slice(0, slash);
  return group === "core" ? "" : group;
}

/**
 * Reads a token.
 * @throws ProviderError for what only the official plugin can make, and for List and Patch kinds.
 */
export function parseToken(token: string): ObjectType {
  const [, module = "", kind = ""] = token.split(":");
  if (pluginModules.test(module)) throw unsupported(`The resource ${token}`, "kubernetes");
  const [sdkGroup = "", version = "", ...rest] = module.split("/");
  if (sdkGroup === "" || version === "" || kind === "" || rest.length > 0) {
    throw failure(
      Code.InvalidArgument,
      `The type ${token} names no group and version. Write it as kubernetes:<group>/<version>:<Kind>, ` +
        "with the group core for the core API.",
    );
  }
  const group = sdkGroup === "core" ? "" : sdkGroup;
  if (isBuiltIn(group) && kind.endsWith("List")) {
    throw failure(
      Code.InvalidArgument,
      `${token} is a list, which cannot be created. Create the objects in it one by one.`,
    );
  }
  if (isBuiltIn(group) && kind.endsWith("Patch"))
    throw unsupported(`The patch resource ${token}`, "kubernetes");
  return { group, version, kind, apiVersion: apiVersionOf(group, version) };
}
