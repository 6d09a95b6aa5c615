import type { UNKNOWN, Value } from "./value";

/** A resource of a Pulumi program, as far as a policy can see it. */
export interface PulumiResource {
  /** The type token, such as "kubernetes:core/v1:Namespace". */
  readonly type: string;
  /** The name in the program. */
  readonly name: string;
  /** The options that policies can see. `retainOnDelete` and `dependsOn` are not among them. */
  readonly options: { readonly protect: boolean | typeof UNKNOWN };
  /** The inputs: for a resource of the Kubernetes provider the object, with its apiVersion and kind. */
  readonly object: Value;
}
