import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { DatabaseEnvironment } from "../../components/delivery/database-environment";
import type { FluxAlerts } from "../../components/delivery/with-flux";
import { AlertProviderType } from "../../components/delivery/flux/alerts-manifest";
import { DatabaseAlerts, type DatabaseAlertsArgs } from "../../components/delivery/flux/database-alerts";
import { only, recordGraph, secretPaths, unknownPaths, type Registration } from "../support/graph";

const provider = "kubernetes:notification.toolkit.fluxcd.io/v1beta3:Provider";
const alert = "kubernetes:notification.toolkit.fluxcd.io/v1beta3:Alert";
const secret = "kubernetes:core/v1:Secret";
const address = "https://hooks.example.com/secret-path";

function report(
  args: Partial<DatabaseAlertsArgs> = {},
  options: Parameters<typeof recordGraph>[1] = {},
): Promise<Registration[]> {
  return recordGraph(
    () =>
      new DatabaseAlerts("alerts", {
        environment: "production",
        namespace: "mariadb-production",
        type: AlertProviderType.Slack,
        address,
        ...args,
      }),
    options,
  );
}

describe("DatabaseAlerts", () => {
  it("keeps address and token in a Secret, and out of everything else", async () => {
    const graph = await report({ token: "xoxb-secret" });
    assert.deepEqual(secretPaths(only(graph, secret).inputs), ["stringData"]);
    for (const { type, inputs } of graph.filter(({ type }) => type !== secret)) {
      assert.ok(!/secret-path|xoxb-secret/.test(JSON.stringify(inputs)), type);
    }
  });

  it("sends every error, every deletion and every change of the namespace's own Flux objects", async () => {
    const graph = await report();
    const kinds = ["GitRepository", "Kustomization", "HelmRelease"].map((kind) => ({ kind, name: "*" }));
    const spec = (name: string) => only(graph, alert, name).inputs.spec as Record<string, unknown>;
    const errors = spec("alerts-errors");
    assert.deepEqual([errors.eventSeverity, errors.inclusionList], ["error", undefined]);
    const deletions = spec("alerts-deletions");
    // Flux calls a deletion `info`; an Alert of severity error never sees one.
    assert.equal(deletions.eventSeverity, "info");
    assert.ok((deletions.inclusionList as string[]).includes(".*deleted.*"));
    const changes = spec("alerts-changes");
    assert.equal(changes.eventSeverity, "info");
    assert.ok((changes.inclusionList as string[]).includes("^\\S+ (created|configured)(\\n|$)"));
    for (const { eventSources, providerRef, eventMetadata } of [errors, deletions, changes]) {
      assert.deepEqual(eventSources, kinds);
      assert.deepEqual(providerRef, { name: "alerts" });
      assert.deepEqual(eventMetadata, { environment: "production" });
    }
  });

  it("goes in order: Secret, Provider, Alerts, all of them children", async () => {
    const graph = await report();
    const waits = (type: string, name: string, on: string): boolean =>
      only(graph, type, name).dependencies.some((urn) => urn.endsWith(`::${on}`));
    assert.ok(waits(provider, "alerts-provider", "alerts-secret"));
    assert.ok(waits(alert, "alerts-errors", "alerts-provider"));
    assert.ok(waits(alert, "alerts-deletions", "alerts-provider"));
    assert.ok(waits(alert, "alerts-changes", "alerts-provider"));
    for (const { parent } of graph.slice(1)) {
      assert.match(parent, /mariadb-gitops:index:DatabaseAlerts::alerts$/);
    }
  });

  it("is known in a preview but for what is secret", async () => {
    const graph = await report({}, { preview: true });
    assert.deepEqual(
      graph.flatMap(({ inputs }) => unknownPaths(inputs)),
      [],
    );
  });

  const refused: [string, Partial<DatabaseAlertsArgs>, RegExp][] = [
    ["a signed webhook without a key", { type: AlertProviderType.GenericHmac }, /token is missing/],
    ["Opsgenie without a token", { type: AlertProviderType.Opsgenie }, /token is missing/],
    ["PagerDuty without a key", { type: AlertProviderType.PagerDuty }, /channel is missing/],
  ];
  for (const [what, args, message] of refused) {
    it(`refuses ${what} before anything is registered`, async () => {
      const record: Registration[] = [];
      await assert.rejects(
        report(args, { record }),
        (error) => pulumi.InputPropertiesError.isInstance(error) && message.test(error.message),
      );
      assert.ok(!record.some(({ type }) => type.startsWith("kubernetes:")));
    });
  }
});

describe("several receivers of Flux's messages", () => {
  const slack = { type: AlertProviderType.Slack, address, channel: "dbas" };
  const graphOf = (alerts: FluxAlerts[], record: Registration[] = []): Promise<Registration[]> =>
    recordGraph(
      () =>
        new DatabaseEnvironment("databases", {
          environment: "dev",
          engine: "flux",
          repositoryUrl: "https://example.com/databases.git",
          secretsBackend: "external-secrets",
          flux: { alerts },
        }),
      { record },
    );

  it("have a URN each, and the first of a type keeps the one that it always had", async () => {
    const graph = await graphOf([slack, { ...slack, channel: "on-call" }, { ...slack, name: "audit" }]);
    const components = graph.filter(({ type }) => type === "mariadb-gitops:index:DatabaseAlerts");
    assert.deepEqual(components.map(({ name }) => name).sort(), [
      "databases-audit",
      "databases-slack",
      "databases-slack-2",
    ]);
    assert.equal(new Set(graph.map(({ urn }) => urn)).size, graph.length);
  });

  it("are refused under one name before anything is registered", async () => {
    const record: Registration[] = [];
    const twice = [
      { ...slack, name: "dbas" },
      { ...slack, name: "dbas" },
    ];
    await assert.rejects(graphOf(twice, record), /databases: flux\.alerts\[1\]\.name is "dbas"/);
    assert.ok(!record.some(({ type }) => type.startsWith("kubernetes:")));
  });
});
