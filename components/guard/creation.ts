import { environmentLabels } from "../protection";
import { text } from "./cel";
import { clockKind } from "./confirmation";
import type { Kinds } from "./guarded";
import { matchConstraints, policyName } from "./policy";
import type { Reach, Scope } from "./scope";

/** One reason to refuse what a request makes. */
export interface Refusal {
  /** CEL that is true when the request passes. */
  readonly allowed: string;
  /** CEL of what is said otherwise; completes the name of the object, and says what to do instead. */
  readonly said: string;
}

/** What one policy refuses to let come into being. `Guarded` is about what is there already. */
export interface Creation {
  /** Name of the policy, without prefix and environment. */
  readonly name: string;
  readonly kinds: readonly Kinds[];
  readonly operations: readonly ("CREATE" | "UPDATE" | "DELETE")[];
  /** CEL of a condition without which a request is none of the policy's business. */
  readonly matchCondition?: string;
  /** CEL variables that the refusals read, in the order in which they read each other. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly refusals: readonly Refusal[];
  /**
   * CEL of what the audit log says about a request that passes too; it may read no authorizer. Otherwise only refusals are
   * written there.
   */
  readonly noted?: string;
  /** Whether the policy reads the time from `params`, and refuses where there is none. */
  readonly timed?: boolean;
  readonly scopes: readonly Scope[];
}

/** The ValidatingAdmissionPolicy, as a plain object. */
export function creationPolicy(reach: Reach, creation: Creation) {
  const { kinds, operations, matchCondition, refusals, noted, timed = false } = creation;
  const variables: Record<string, string> = {
    made: 'request.operation == "DELETE" ? oldObject : object',
    place: 'variables.made.?metadata.?namespace.orValue("")',
    subject:
      'request.kind.kind + " " + (variables.place == "" ? "" : variables.place + "/") + variables.made.metadata.name',
    ...creation.variables,
  };
  const allowed = refusals.map((refusal) => `(${refusal.allowed})`).join(" && ");
  const note = (key: string, value: string) => ({
    key,
    valueExpression: noted === undefined ? `${allowed} ? "" : ${value}` : value,
  });
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicy",
    metadata: { name: policyName(reach, creation), labels: environmentLabels(reach.environment) },
    spec: {
      failurePolicy: "Fail",
      ...(timed ? { paramKind: clockKind } : {}),
      matchConstraints: matchConstraints(kinds, operations),
      ...(matchCondition === undefined
        ? {}
        : { matchConditions: [{ name: "concerned", expression: matchCondition }] }),
      variables: Object.entries(variables).map(([name, expression]) => ({ name, expression })),
      validations: refusals.map(({ allowed: expression, said }) => ({
        expression,
        messageExpression: `variables.subject + ${said}`,
        message: "The deletion guard refuses to create this.",
        // Not Invalid: kubectl and both engines answer that one, when told to force, with a deletion.
        reason: "Forbidden",
      })),
      auditAnnotations: [
        note("object", "variables.subject"),
        note("user", "request.userInfo.username"),
        note("confirmation", noted ?? text("not confirmed")),
      ],
    },
  };
}
