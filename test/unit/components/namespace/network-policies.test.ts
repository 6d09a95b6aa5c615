import assert from "node:assert/strict";

import { clientLabel, networkPolicies } from "../../../../components/delivery/network-policies";
import { connects, type End, type Policy } from "./network";

const namespace = "mariadb-dev";
const { deny, allow } = networkPolicies({ namespace, labels: {} }, {});
const policies = [deny, ...allow] as unknown as Policy[];

const named = (name: string) => ({ "kubernetes.io/metadata.name": name });
const here = (labels: Record<string, string>): End => ({
  namespace,
  namespaceLabels: named(namespace),
  labels,
});
const there = (
  name: string,
  labels: Record<string, string> = {},
  more: Record<string, string> = {},
): End => ({
  namespace: name,
  namespaceLabels: { ...named(name), ...more },
  labels,
});
const client = { [clientLabel]: "true" };
const ends = {
  server: here({ "app.kubernetes.io/name": "mariadb", "app.kubernetes.io/instance": "mariadb" }),
  exporter: here({ "app.kubernetes.io/name": "exporter", "app.kubernetes.io/instance": "mariadb-metrics" }),
  maxscale: here({ "app.kubernetes.io/name": "maxscale", "app.kubernetes.io/instance": "proxy" }),
  job: here({ "batch.kubernetes.io/job-name": "mariadb-backup-29" }),
  stranger: here({ "app.kubernetes.io/name": "shell" }),
  neighbour: here(client),
  operator: there("mariadb-system", { "app.kubernetes.io/name": "mariadb-operator" }),
  scraper: there("monitoring"),
  dns: there("kube-system", { "k8s-app": "kube-dns" }),
  application: there("shop", {}, client),
  elsewhere: there("shop"),
  selfMadeClient: there("shop", client),
  internet: { address: "203.0.113.7/32" },
  nodeCache: { address: "169.254.20.10/32" },
} satisfies Record<string, End>;

type Name = keyof typeof ends;

describe("the network policies of a databases' namespace", () => {
  const open: [Name, Name, number[]][] = [
    ["server", "server", [3306, 4444, 4567, 4568, 8989]],
    ["operator", "server", [3306, 5555, 8989]],
    ["operator", "maxscale", [3306, 5555, 8989]],
    ["maxscale", "server", [3306, 4444, 4567, 4568, 8989]],
    ["exporter", "server", [3306, 8989]],
    ["exporter", "maxscale", [3306, 8989]],
    ["job", "server", [3306]],
    ["application", "server", [3306]],
    ["neighbour", "maxscale", [3306]],
    ["scraper", "exporter", [9104]],
    ["job", "internet", [443, 6443]],
    ["server", "internet", [443, 6443]],
  ];
  for (const [from, to, ports] of open) {
    it(`let ${from} reach ${to} on ${ports.join(", ")} and on no other port`, () => {
      const all = [22, 443, 3306, 4444, 4567, 4568, 5555, 5566, 6443, 8080, 8989, 9104];
      const reached = all.filter((port) => connects(policies, ends[from], ends[to], port));
      assert.deepEqual(reached, ports);
    });
  }

  const closed: [Name, Name, number][] = [
    ["elsewhere", "server", 3306],
    // Whoever may create a pod somewhere can label it.
    ["selfMadeClient", "server", 3306],
    ["stranger", "server", 3306],
    ["stranger", "internet", 443],
    ["application", "server", 5555],
    ["application", "server", 4567],
    ["scraper", "server", 3306],
    ["elsewhere", "exporter", 9104],
    ["exporter", "internet", 443],
    ["job", "server", 4444],
    ["job", "internet", 22],
    ["server", "elsewhere", 3306],
    ["operator", "job", 3306],
    ["internet", "server", 3306],
  ];
  for (const [from, to, port] of closed) {
    it(`keep ${from} from ${to} on ${port}`, () => {
      assert.equal(connects(policies, ends[from], ends[to], port), false);
    });
  }

  for (const from of ["server", "exporter", "job", "stranger"] as const) {
    it(`let ${from} resolve names, and reach nothing else of the DNS`, () => {
      for (const to of ["dns", "nodeCache"] as const) {
        assert.ok(connects(policies, ends[from], ends[to], 53, "UDP"), to);
        assert.ok(connects(policies, ends[from], ends[to], 53), to);
      }
      assert.ok(!connects(policies, ends[from], ends.dns, 8080));
    });
  }

  it("close also a pod that no other policy knows, and only the one that denies does that", () => {
    const others = allow as unknown as Policy[];
    assert.equal(connects(policies, ends.elsewhere, ends.stranger, 8080), false);
    assert.equal(connects(others, ends.elsewhere, ends.stranger, 8080), true);
  });

  it("narrow what is outside to the ranges that are given", () => {
    const narrow = networkPolicies(
      { namespace, labels: {} },
      { egressCidrs: ["198.51.100.1/32"], egressPorts: [9000] },
    );
    const all = [narrow.deny, ...narrow.allow] as unknown as Policy[];
    const store = { address: "198.51.100.1/32" };
    assert.deepEqual(
      [
        connects(all, ends.job, store, 9000),
        connects(all, ends.job, store, 443),
        connects(all, ends.job, ends.internet, 9000),
      ],
      [true, false, false],
    );
  });
});
