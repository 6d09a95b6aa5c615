/**
 * The engine's events as they are on the wire. The types of the Node SDK lag behind the CLI (they lack the policy
 * summaries), so the fields that the reports need are described here, all optional: an event is input, not a promise.
 * Source: sdk/go/common/apitype/events.go of pulumi/pulumi.
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

/** One violation of a policy. */
export interface WirePolicyEvent {
  resourceUrn?: string;
  message?: string;
  policyName?: string;
  enforcementLevel?: string;
}

/** The policies that one resource, or the stack, passed and failed. */
export interface WirePolicySummary {
  resourceUrn?: string;
  passed?: string[];
  failed?: string[];
}

/** One step of an update. */
export interface WireStep {
  op?: string;
  urn?: string;
  type?: string;
}
