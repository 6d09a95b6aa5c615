/**
 * The guard as files that the API server reads itself (Kubernetes 1.36, feature gate
 * ManifestBasedAdmissionControlConfig, alpha). What is on the disk of the control plane nobody deletes through the API.
 */
import { environmentLabels } from "../protection";
import { text } from "./cel";
import { clockKeeper } from "./clock";
import { guardManifests } from "./manifests";
import { clockSuffix, type Reach } from "./scope";

/** The API server takes objects of these names from files, and from nowhere else. */
const suffix = ".static.k8s.io";

/** An object of the guard, as a plain object. */
export interface GuardObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: Readonly<Record<string, unknown>>;
}

/** Every object of a guard in the order in which it is applied: what keeps the clock, then each policy and what binds it. */
export function guardObjects(reach: Reach, deny: boolean): GuardObject[] {
  const { policy, bindings } = clockKeeper(reach);
  return [policy, ...bindings, ...policiesAndBindings(reach, deny)];
}

function policiesAndBindings(reach: Reach, deny: boolean): GuardObject[] {
  return guardManifests(reach, deny).flatMap(({ policy, bindings }): GuardObject[] => [policy, ...bindings]);
}

/**
 * The same policies as files. A file refers to nothing in the API, so it has no clock: what binds a policy to the clock
 * is left out, and a confirmation counts there until it is taken off. The policies in the API ask for the rest, and a
 * request passes only when both let it.
 *
 * @throws Error when a policy reads something else from its parameters; the API server would not start with such a file
 */
export function staticObjects(reach: Reach, deny: boolean): GuardObject[] {
  return policiesAndBindings(reach, deny)
    .filter(({ metadata, spec }) => !("paramRef" in spec && metadata.name.endsWith(clockSuffix)))
    .map((object) => {
      const metadata = { ...object.metadata, name: `${object.metadata.name}${suffix}` };
      return { ...object, metadata, spec: staticSpec(object) };
    });
}

/** What the expressions read of the clock, and what stands for it where there is none. */
const clock: readonly (readonly [string, string])[] = [
  ["timestamp(params.spec.renewTime)", 'timestamp("1970-01-01T00:00:00Z")'],
  ["params != null", "false"],
  ["params == null", "true"],
];

function staticSpec({ metadata, spec }: Pick<GuardObject, "metadata" | "spec">): GuardObject["spec"] {
  const kept = Object.fromEntries(
    Object.entries(spec).filter(([field]) => field !== "paramKind" && field !== "paramRef"),
  );
  const made = mapTexts(kept, (value) =>
    clock.reduce((expression, [read, instead]) => expression.replaceAll(read, instead), value),
  ) as Record<string, unknown>;
  if (/\bparams\b/.test(JSON.stringify(made))) {
    throw new Error(`${metadata.name} reads its parameters, which a file cannot have.`);
  }
  return typeof made.policyName === "string" ? { ...made, policyName: `${made.policyName}${suffix}` } : made;
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") {
    return change(value);
  }
  if (Array.isArray(value)) {
    return value.map((item: unknown) => mapTexts(item, change));
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, field]) => [key, mapTexts(field, change)]))
    : value;
}

/**
 * The policy, with its binding, that keeps the guard's own policies and bindings in the API, which no policy in the API
 * is asked about. Nothing confirms: whoever owns the disk of the control plane takes the file away for as long as the
 * guard is changed.
 */
export function admissionObjects({ environment }: Pick<Reach, "environment">, deny: boolean): GuardObject[] {
  const labels = environmentLabels(environment);
  const name = `mariadb-gitops-${environment}-admission${suffix}`;
  const refused = (deed: string): string =>
    `request.kind.kind + " " + oldObject.metadata.name + ${text(
      ` guards databases, and this request ${deed} it. To change the guard, take the file ${admissionFile(environment)} ` +
        "off the control plane, change it, and put the file back.",
    )}`;
  const check = (expression: string, deed: string) => ({
    expression,
    messageExpression: refused(deed),
    message: `The object guards databases, and this request ${deed} it.`,
    reason: "Forbidden",
  });
  return [
    {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingAdmissionPolicy",
      metadata: { name, labels },
      spec: {
        failurePolicy: "Fail",
        matchConstraints: {
          resourceRules: [
            {
              apiGroups: ["admissionregistration.k8s.io"],
              apiVersions: ["*"],
              operations: ["UPDATE", "DELETE"],
              resources: ["validatingadmissionpolicies", "validatingadmissionpolicybindings"],
            },
          ],
        },
        matchConditions: [
          {
            name: "guard",
            expression: `oldObject.metadata.name.startsWith(${text(`mariadb-gitops-${environment}-`)})`,
          },
        ],
        validations: [
          check('request.operation != "DELETE"', "deletes"),
          check('request.operation != "UPDATE" || object.spec == oldObject.spec', "changes"),
        ],
      },
    },
    {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingAdmissionPolicyBinding",
      metadata: { name, labels },
      spec: { policyName: name, validationActions: deny ? ["Deny", "Audit"] : ["Warn", "Audit"] },
    },
  ];
}

/** Name of the file with the policy that keeps the guard's objects in the API. */
export function admissionFile(environment: Reach["environment"]): string {
  return `mariadb-gitops-${environment}-admission.yaml`;
}

/** Name of the file with the guard itself. */
export function guardFile(environment: Reach["environment"]): string {
  return `mariadb-gitops-${environment}-guard.yaml`;
}

/**
 * What the API server's flag `--admission-control-config-file` names, so that it reads a folder of policies.
 *
 * @param directory absolute path on the control plane
 */
export function admissionConfiguration(directory: string) {
  return {
    apiVersion: "apiserver.config.k8s.io/v1",
    kind: "AdmissionConfiguration",
    plugins: [
      {
        name: "ValidatingAdmissionPolicy",
        configuration: {
          apiVersion: "apiserver.config.k8s.io/v1",
          kind: "ValidatingAdmissionPolicyConfiguration",
          staticManifestsDir: directory,
        },
      },
    ],
  };
}
