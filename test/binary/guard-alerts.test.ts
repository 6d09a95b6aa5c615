import assert from "node:assert/strict";

import { alertsManifest } from "../../components/guard/alerts";
import { clockKeeper } from "../../components/guard/clock";
import { guardManifests } from "../../components/guard/manifests";
import { judge, type Expected, type Series } from "../support/promtool";

const reach = { environment: "production", namespaces: ["mariadb-production"] } as const;
const guard = [clockKeeper(reach), ...guardManifests(reach, true)];
const policies = guard.length;
const bindings = guard.flatMap(({ bindings }) => [...bindings]).length;

const where = 'job="apiserver",instance="10.0.0.1:6443"';
const requests = (labels: string): string =>
  `apiserver_request_total{${where},group="admissionregistration.k8s.io",${labels}}`;
const deletion = requests(
  'resource="validatingadmissionpolicies",subresource="",dry_run="",verb="DELETE",code="200",scope="resource"',
);

/** An API server that runs for a day already, with the whole guard. */
const quiet: Series = {
  [`up{${where}}`]: "1x120",
  [`process_start_time_seconds{${where}}`]: "-86400x120",
  [`apiserver_resource_objects{${where},group="admissionregistration.k8s.io",resource="validatingadmissionpolicies"}`]: `${policies}x120`,
  [`apiserver_resource_objects{${where},group="admissionregistration.k8s.io",resource="validatingadmissionpolicybindings"}`]: `${bindings}x120`,
  // Everybody's reads, and counts from before.
  [requests('resource="validatingadmissionpolicies",subresource="",verb="LIST",code="200"')]: "0+5x120",
  [requests('resource="validatingadmissionpolicies",subresource="",verb="APPLY",code="201"')]: "11x120",
};
const stored = Object.keys(quiet).filter((name) => name.startsWith("apiserver_resource_objects"));
const without = (...names: string[]): Series =>
  Object.fromEntries(Object.entries(quiet).filter(([name]) => !names.includes(name)));

describe("the alerts of the deletion guard, judged by promtool", function () {
  this.timeout(45 * 60_000);

  const changed = "DeletionGuardChanged validatingadmissionpolicies DELETE";
  const cases: readonly [title: string, series: Series, expected: readonly Expected[]][] = [
    [
      "are silent in a day on which nothing happens",
      quiet,
      [
        { at: 5, firing: [] },
        { at: 100, firing: [] },
      ],
    ],
    [
      "fire at the first deletion ever, with which its counter begins, and end",
      { ...quiet, [deletion]: "_x40 1x80" },
      [
        { at: 39, firing: [] },
        { at: 42, firing: [changed] },
        { at: 53, firing: [changed] },
        { at: 70, firing: [] },
      ],
    ],
    [
      "fire at each further one",
      { ...quiet, [deletion]: "4x40 5x80" },
      [
        { at: 39, firing: [] },
        { at: 43, firing: [changed] },
        { at: 70, firing: [] },
      ],
    ],
    ...["POST", "PUT", "PATCH", "APPLY", "DELETECOLLECTION"].map(
      (verb): [string, Series, readonly Expected[]] => [
        `fire at ${verb} of a binding`,
        {
          ...quiet,
          [requests(`resource="validatingadmissionpolicybindings",verb="${verb}",code="201"`)]: "_x40 1x80",
        },
        [{ at: 43, firing: [`DeletionGuardChanged validatingadmissionpolicybindings ${verb}`] }],
      ],
    ),
    ...(
      [
        ["a status that a controller writes", 'subresource="status",verb="APPLY",code="200"'],
        ["a trial", 'dry_run="All",verb="DELETE",code="200"'],
        ["what was refused", 'verb="DELETE",code="403"'],
        ["a read", 'verb="WATCH",code="200"'],
      ] as const
    ).map(([title, labels]): [string, Series, readonly Expected[]] => [
      `are silent about ${title}`,
      { ...quiet, [requests(`resource="validatingadmissionpolicies",${labels}`)]: "_x40 1x80" },
      [{ at: 43, firing: [] }],
    ]),
    [
      "are silent about other kinds of the same group",
      {
        ...quiet,
        [requests('resource="validatingwebhookconfigurations",verb="PATCH",code="200"')]: "_x40 1x80",
      },
      [{ at: 43, firing: [] }],
    ],
    [
      "are silent when Prometheus begins to watch a server that has counted before",
      {
        ...without(`up{${where}}`),
        [`up{${where}}`]: "_x40 1x80",
        [deletion]: "_x40 7x80",
      },
      [
        { at: 43, firing: [] },
        { at: 70, firing: [] },
      ],
    ],
    [
      "fire at a write on a server that has just started",
      {
        ...without(`up{${where}}`, `process_start_time_seconds{${where}}`),
        [`up{${where}}`]: "_x40 1x80",
        [`process_start_time_seconds{${where}}`]: "_x40 2340x80",
        [deletion]: "_x41 1x79",
      },
      [{ at: 43, firing: [changed] }],
    ],
    [
      "fire when a policy of the guard is missing, after two minutes, and end when it is back",
      { ...quiet, [stored[0] ?? ""]: `${policies}x40 ${policies - 1}x20 ${policies}x60` },
      [
        { at: 41, firing: [] },
        { at: 44, firing: ["DeletionGuardMissing"] },
        { at: 65, firing: [] },
      ],
    ],
    [
      "fire when a binding is missing",
      { ...quiet, [stored[1] ?? ""]: `${bindings}x40 ${bindings - 1}x80` },
      [{ at: 44, firing: ["DeletionGuardMissing"] }],
    ],
    [
      "are silent when there are more policies, and when a count failed on one of two servers",
      {
        ...quiet,
        [stored[0] ?? ""]: `${policies + 20}x120`,
        [(stored[0] ?? "").replace("10.0.0.1", "10.0.0.2")]: "-1x120",
      },
      [{ at: 44, firing: [] }],
    ],
    [
      "read the count of Kubernetes before 1.34 too",
      {
        ...without(...stored),
        [`apiserver_storage_objects{${where},resource="validatingadmissionpolicies.admissionregistration.k8s.io"}`]:
          "0x120",
        [`apiserver_storage_objects{${where},resource="validatingadmissionpolicybindings.admissionregistration.k8s.io"}`]: `${bindings}x120`,
      },
      [{ at: 44, firing: ["DeletionGuardMissing"] }],
    ],
    [
      "say so when nobody watches the API server, after a quarter of an hour",
      {},
      [
        { at: 10, firing: [] },
        { at: 20, firing: ["DeletionGuardUnwatched"] },
      ],
    ],
  ];
  for (const [title, series, expected] of cases) {
    it(title, async () => {
      assert.equal(await judge(reach, series, expected), "");
    });
  }

  it("would be found out if an expectation were wrong", async () => {
    assert.match(
      await judge(reach, { ...quiet, [deletion]: "4x40 5x80" }, [{ at: 43, firing: [] }]),
      /FAILED/,
    );
  });

  it("say what to do, and are found by the Prometheus Operator", () => {
    const { metadata, spec } = alertsManifest({
      reach,
      namespace: "monitoring",
      selectedBy: { release: "p" },
    });
    assert.equal(metadata.labels.release, "p");
    assert.equal(metadata.namespace, "monitoring");
    for (const { annotations, labels } of spec.groups.flatMap(({ rules }) => rules)) {
      assert.ok(annotations.summary.length > 10 && annotations.description.length > 20);
      assert.deepEqual(labels, { severity: "critical", environment: "production" });
    }
  });
});
