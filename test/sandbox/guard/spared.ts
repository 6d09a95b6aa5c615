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
    mutants: /^\w+ binding -labelled(-clock)?: .* kubernetes.io\/metadata.name NotIn: without guard-named$/,
    because: "That namespace has no label, so the binding by label does not match it either way.",
  },
  {
    mutants: /^\w+ validations\.(keeps|stays)\w+: request\.operation != "UPDATE": always false$/,
    because:
      "A check that refuses only what an update gains finds nothing in a deletion, which has no new object.",
  },
  {
    mutants: /^\w+ variables\.options(Before|After): 51: one more$/,
    because: "One option more than can be judged is enough to see that there are too many, and so are two.",
  },
  {
    mutants: /^databases variables\.keepsSource: oldObject: instead object$/,
    because: "The API server takes the status of the stored object when the spec is updated.",
  },
  {
    mutants:
      /^databases variables\.keepsDirectory: (object\.\?spec\.\?myCnf.* == oldObject\.\?spec\.\?myCnf.*: always false|"(spec|myCnf)": another text)$/,
    because: "It spares every update the reading of a configuration that is the same.",
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
];
