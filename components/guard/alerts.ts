import type { Input } from "@pulumi/pulumi";

import { environmentLabels } from "../protection";
import { clockKeeper } from "./clock";
import { guardManifests } from "./manifests";
import type { Reach } from "./scope";

/** Of one guard: how its alerts are found, and where they are. */
export interface AlertsManifestArgs {
  readonly reach: Reach;
  readonly namespace: Input<string>;
  /** Labels by which the Prometheus Operator selects the rules. */
  readonly selectedBy: Readonly<Record<string, string>>;
}

/** Requests that write; the API server calls the deletion of a whole collection DELETE as well. */
const writes = "POST|PUT|PATCH|APPLY|DELETE|DELETECOLLECTION";

/** Successful writes of policies and bindings, and not of their status, which a controller writes. */
const changes =
  'apiserver_request_total{group="admissionregistration.k8s.io",resource=~"validatingadmissionpolic(ies|ybindings)",' +
  `subresource="",dry_run!="All",verb=~"${writes}",code=~"2.."}`;

/** How long a change is reported. */
const period = "15m";

/**
 * True for a counter that did not exist before: Prometheus sees no increase in the first value of a series, and the
 * first deletion of a policy begins one. A server that was not watched before has counted who knows what since its
 * start, and is left out, unless it started in that time.
 */
const begun =
  `(${changes} unless ${changes} offset ${period}) and on (job, instance) ` +
  `(up offset ${period} == 1 or on (job, instance) time() - process_start_time_seconds < 900)`;

function stored(plural: string): string {
  // The first name is that of Kubernetes 1.34 and newer. A failed count is -1.
  return (
    `max(apiserver_resource_objects{group="admissionregistration.k8s.io",resource="${plural}"} >= 0 ` +
    `or apiserver_storage_objects{resource="${plural}.admissionregistration.k8s.io"} >= 0)`
  );
}

/**
 * The PrometheusRule of a guard, as a plain object. The metrics are the API server's own: they say that somebody changed
 * policies, not who or which; that is in the audit log.
 */
export function alertsManifest({ reach, namespace, selectedBy }: AlertsManifestArgs) {
  const { environment } = reach;
  const guard = [clockKeeper(reach), ...guardManifests(reach, true)];
  const counts: readonly (readonly [string, number])[] = [
    ["validatingadmissionpolicies", guard.length],
    ["validatingadmissionpolicybindings", guard.flatMap(({ bindings }) => [...bindings]).length],
  ];
  const labels = { severity: "critical", environment };
  const alert = (name: string, expr: string, summary: string, description: string, hold?: string) => ({
    alert: name,
    expr,
    ...(hold === undefined ? {} : { for: hold }),
    labels,
    annotations: { summary, description },
  });
  return {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PrometheusRule",
    metadata: {
      name: `mariadb-gitops-${environment}-guard`,
      namespace,
      labels: { ...environmentLabels(environment), ...selectedBy },
    },
    spec: {
      groups: [
        {
          name: `mariadb-gitops-${environment}-guard`,
          rules: [
            alert(
              "DeletionGuardChanged",
              `sum by (resource, verb) (increase(${changes}[${period}]) > 0 or (${begun})) > 0`,
              "Admission policies of the cluster were changed",
              "Somebody sent {{ $labels.verb }} for {{ $labels.resource }}. If it was no update of the stack, find the " +
                "user in the audit log of the API server, and run pulumi up --refresh to put the guard back.",
            ),
            alert(
              "DeletionGuardMissing",
              counts.map(([plural, number]) => `${stored(plural)} < ${number}`).join(" or "),
              `Policies of the deletion guard of ${environment} are missing`,
              "The cluster has {{ $value }} policies or bindings in all, fewer than the guard alone. Databases can be " +
                "deleted. Run pulumi up --refresh.",
              "2m",
            ),
            alert(
              "DeletionGuardUnwatched",
              `absent(${stored("validatingadmissionpolicies")})`,
              "Nobody would notice if the deletion guard were removed",
              "Prometheus has no metrics of the API server, which the other alerts of the guard read. Scrape it.",
              "15m",
            ),
          ],
        },
      ],
    },
  };
}
