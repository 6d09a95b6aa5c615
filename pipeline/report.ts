/** A violation of a policy, as the engine reported it. */
export interface Violation {
  policy: string;
  level: string;
  resource: string;
  message: string;
}

/** The report of one preview or update. */
export interface Report {
  /** Steps per component, `same` included: component type -> operation -> count. */
  components: Map<string, Map<string, number>>;
  /** Policies that every resource passed. */
  policiesPassed: string[];
  /** Policies that some resource failed, at any level. */
  policiesFailed: string[];
  violations: Violation[];
  /** Messages of severity error or warning, without colour codes. */
  diagnostics: { severity: string; message: string }[];
  /** Operation -> count over all resources, from the engine's own summary; undefined when that event was lost. */
  changes: Record<string, number> | undefined;
}

/**
 * Folds the events of one preview or update into a report.
 *
 * A lost summary leaves `changes` undefined: it is never read as "no changes".
 */
export function report(events: readonly WireEvent[]): Report {
  const steps = events.flatMap(
    (event) => event.resOutputsEvent?.metadata ?? event.resOpFailedEvent?.metadata ?? [],
  );
  const summaries = events.flatMap(
    (event) => event.policyAnalyzeSummaryEvent ?? event.policyAnalyzeStackSummaryEvent ?? [],
  );
  const violations = events.flatMap(violation);
  const failed = new Set([...named(summaries, "failed"), ...violations.map(({ policy }) => policy)]);
  return {
    components: countByComponent(steps),
    policiesPassed: [...new Set(named(summaries, "passed"))].filter((policy) => !failed.has(policy)).sort(),
    policiesFailed: [...failed].sort(),
    violations,
    diagnostics: events.flatMap(diagnostic),
    changes: events.findLast((event) => event.summaryEvent !== undefined)?.summaryEvent?.resourceChanges,
  };
}

/** Whether the update changed nothing. False when the engine's summary was lost. */
export function unchanged({ changes }: Report): boolean {
  return (
    changes !== undefined &&
    Object.entries(changes).every(([operation, count]) => operation === "same" || count === 0)
  );
}

function violation(event: WireEvent): Violation[] {
  const { policyEvent } = event;
  if (policyEvent === undefined) {
    return [];
  }
  return [
    {
      policy: policyEvent.policyName ?? "unnamed policy",
      // A violation without a level counts as mandatory.
      level: policyEvent.enforcementLevel ?? "mandatory",
      resource: urnName(policyEvent.resourceUrn ?? ""),
      message: plain(policyEvent.message ?? "").trim(),
    },
  ];
}

function diagnostic(event: WireEvent): { severity: string; message: string }[] {
  const { diagnosticEvent } = event;
  const severity = diagnosticEvent?.severity ?? "";
  return diagnosticEvent !== undefined && (severity === "error" || severity === "warning")
    ? [{ severity, message: plain(diagnosticEvent.message ?? "").trim() }]
    : [];
}

function named(summaries: WirePolicySummary[], field: "passed" | "failed"): string[] {
  return summaries.flatMap((summary) => summary[field] ?? []);
}

function countByComponent(steps: WireStep[]): Map<string, Map<string, number>> {
  const components = new Map<string, Map<string, number>>();
  for (const { urn = "", op = "unknown" } of steps) {
    const component = urnParentType(urn);
    if (component !== undefined) {
      const operations = components.get(component) ?? new Map<string, number>();
      operations.set(op, (operations.get(op) ?? 0) + 1);
      components.set(component, operations);
    }
  }
  return components;
}

/** Removes the engine's colour tags and terminal escapes. */
function plain(text: string): string {
  // eslint-disable-next-line no-control-regex -- the escape character is what is removed
  return text.replace(/<\{%.*?%\}>/g, "").replace(/\u001b\[[0-9;]*m/g, "");
}

/**
 * The engine's events as they are on the wire. The types of the Node SDK lack the policy summaries of the CLI, so the
 * fields that the reports need are described here. All are optional, because an event is input. Source:
 * sdk/go/common/apitype/events.go of pulumi/pulumi.
 */
export interface WireEvent {
  sequence?: number;
  diagnosticEvent?: { urn?: string; message?: string; severity?: string; ephemeral?: boolean };
  policyEvent?: WirePolicyEvent;
  policyAnalyzeSummaryEvent?: WirePolicySummary;
  policyAnalyzeStackSummaryEvent?: WirePolicySummary;
  resourcePreEvent?: { metadata?: WireStep };
  resOutputsEvent?: { metadata?: WireStep };
  resOpFailedEvent?: { metadata?: WireStep };
  summaryEvent?: { resourceChanges?: Record<string, number> };
}

interface WirePolicyEvent {
  resourceUrn?: string;
  message?: string;
  policyName?: string;
  enforcementLevel?: string;
}

/** The policies that one resource, or the stack, passed and failed. */
interface WirePolicySummary {
  resourceUrn?: string;
  passed?: string[];
  failed?: string[];
}

interface WireStep {
  op?: string;
  urn?: string;
  type?: string;
}

/** The parts of a Pulumi URN: `urn:pulumi:<stack>::<project>::<parent types>$<type>::<name>`. */

/** The name of the resource, or the text itself when it is not a URN. */
export function urnName(urn: string): string {
  return urn.split("::").slice(3).join("::") || urn;
}

/**
 * The type of the component that a resource belongs to, as `ArgoCd`: the innermost of ours. Undefined for resources
 * outside our components.
 */
function urnParentType(urn: string): string | undefined {
  const types = urn.split("::")[2]?.split("$") ?? [];
  return types
    .slice(0, -1)
    .findLast((type) => type.startsWith("mariadb-gitops:index:"))
    ?.slice("mariadb-gitops:index:".length);
}

/** The type of the resource itself, as `kubernetes:core/v1:Namespace`. */
export function urnType(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}
