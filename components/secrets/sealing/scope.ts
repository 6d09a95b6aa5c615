/** How far a sealed value may be moved and still be opened. */
export const SealingScope = {
  /** Only under the same name in the same namespace. */
  Strict: "strict",
  /** Under any name in the same namespace. */
  NamespaceWide: "namespace-wide",
  /** Everywhere in the cluster: whoever may create a SealedSecret anywhere can read the value. */
  ClusterWide: "cluster-wide",
} as const;
export type SealingScope = (typeof SealingScope)[keyof typeof SealingScope];

/** Where a Secret is. */
export interface SecretPlace {
  readonly name: string;
  readonly namespace: string;
}

/** The label that binds a ciphertext to its place. Source: `EncryptionLabel` of sealed-secrets v0.40.0. */
export function sealingLabel(scope: SealingScope, { name, namespace }: SecretPlace): string {
  switch (scope) {
    case SealingScope.Strict:
      return `${namespace}/${name}`;
    case SealingScope.NamespaceWide:
      return namespace;
    case SealingScope.ClusterWide:
      return "";
  }
}

/** The annotation by which the controller knows the scope; the strict one has none. */
export function scopeAnnotations(scope: SealingScope): Record<string, string> {
  return scope === SealingScope.Strict ? {} : { [`sealedsecrets.bitnami.com/${scope}`]: "true" };
}
