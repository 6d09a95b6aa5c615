/**
 * Mutants that no request can tell from the policy, with the reason. Everything else that lives shows a missing case or
 * a superfluous clause.
 */
export interface Spared {
  /** Matches "policy clause: what was changed". */
  readonly mutants: RegExp;
  readonly because: string;
}

export const spared: readonly Spared[] = [
  {
    mutants: /^databases variables\.keepsVolumes: "Retain": another text$/,
    because: "The value is compared with Delete only, so any other default means the same.",
  },
  {
    mutants: /^databases variables\.keepsRetention: "720h": another text$/,
    because:
      "Equal texts only matter for what is no duration; 720h and nothing are compared as durations too.",
  },
  {
    mutants:
      /^(secrets|argocd|flux) variables\.keepsLabels: .*protected"\]\.orValue\(""\) != "true": always false$/,
    because: "The binding finds an object without the label only if the update adds it.",
  },
  {
    mutants:
      /^flux variables\.(keepsDeletionPolicy: "MirrorPrune"|keepsRemediation: "rollback"): another text$/,
    because: "Where the value is compared with Orphan or uninstall only, any other default means the same.",
  },
  {
    mutants: /^volumes variables\.keepsClaim: .*claimRef\.\?namespace\.orValue\(""\) == "": always false$/,
    because: "The match condition finds a volume only by the namespace of its claim.",
  },
  {
    mutants: /^secrets variables\.keepsKeys: 0: one more$/,
    because: "The values of a Secret are base64, so none has one character.",
  },
  {
    mutants: /^\w+ binding -labelled: .* kubernetes.io\/metadata.name NotIn: without guard-named$/,
    because: "That namespace has no label, so the binding by label does not match it either way.",
  },
  {
    mutants:
      /^(databases|claims|secrets|argocd|flux) variables\.(subject|command): variables\.place == "": always false$/,
    because: "Every kind of the policy has a namespace.",
  },
  {
    mutants:
      /^(volumes|namespaces|definitions) variables\.(place: .*|(subject|command): variables\.place == "": always true)$/,
    because: "No kind of the policy has a namespace.",
  },
  {
    mutants:
      /^(claims|volumes|namespaces|secrets) variables\.command: request\.resource\.group == "": always true$/,
    because: "Every kind of the policy is of the core group.",
  },
  {
    mutants:
      /^(databases|argocd|flux|definitions) variables\.command: request\.resource\.group == "": always false$/,
    because: "No kind of the policy is of the core group.",
  },
  {
    mutants:
      /^claims variables\.keepsSize: (.*isQuantity.*|oldObject: instead object|object: instead oldObject)$/,
    because: "A claim asks for storage in a quantity: the API server's own validation sees to that.",
  },
  {
    mutants: /^\w+ validations\.\w+: request\.operation != "UPDATE": always false$/,
    because:
      "A check that refuses only what an update gains finds nothing in a deletion, which has no new object.",
  },
];
