import assert from "node:assert/strict";

import { keepDefinitions, type Transform } from "../../components/chart/install";
import { argoCdValues } from "../../components/engine/argocd-values";
import { fluxOperatorValues } from "../../components/engine/flux-manifest";
import { Environment } from "../../components/environments";
import { operatorValues } from "../../components/mariadb/operator-args";
import { protectionOptions } from "../../components/protection";
import { externalSecretsValues } from "../../components/secrets/external-secrets-values";
import { sealedSecretsValues } from "../../components/secrets/sealed-secrets-values";
import { charts } from "../../components/versions";
import { policyRules } from "../../policy/levels";
import { evaluate, type Value, type ValueMap } from "../../safety";
import { identityOf } from "../../safety/objects";
import { full, plain } from "../support/argocd-values";
import { renderChart, useHelm, type Installed } from "../support/charts";

interface Variant {
  readonly highAvailability: boolean;
  readonly monitoring: boolean;
}
type Chart = Omit<Installed, "monitoring">;

/** Every chart as a component installs it. */
const installed: Readonly<Record<string, (variant: Variant) => Chart>> = {
  "argo-cd": ({ highAvailability, monitoring }) => ({
    source: charts.argoCd,
    namespace: "argocd",
    // The archive comes without the chart of the Redis cluster.
    values: {
      ...argoCdValues({ ...(monitoring ? full : plain), highAvailability, monitoring }),
      "redis-ha": {},
    },
  }),
  "flux-operator": ({ monitoring }) => ({
    source: charts.fluxOperator,
    namespace: "flux-system",
    values: fluxOperatorValues(monitoring),
  }),
  "sealed-secrets": ({ monitoring }) => ({
    source: charts.sealedSecrets,
    namespace: "sealed-secrets",
    values: sealedSecretsValues({ monitoring }, "sealed-secrets-controller", ["sealing-key-active"]),
  }),
  "external-secrets": ({ highAvailability, monitoring }) => ({
    source: charts.externalSecrets,
    namespace: "external-secrets",
    values: externalSecretsValues({
      highAvailability,
      pushSecrets: false,
      monitoring,
      anyServiceAccount: false,
      serviceAccountAnnotations: {},
    }),
  }),
  "mariadb-operator-crds": () => ({
    source: charts.mariadbOperatorCrds,
    namespace: "mariadb-system",
    values: {},
  }),
  "mariadb-operator": operator({}),
  "mariadb-operator with cert-manager": operator({ certManager: true }),
  "mariadb-operator of one namespace": operator({ currentNamespaceOnly: true }),
};

function operator(form: Partial<Parameters<typeof operatorValues>[0]>): (variant: Variant) => Chart {
  return ({ highAvailability, monitoring }) => ({
    source: charts.mariadbOperator,
    namespace: "mariadb-system",
    values: operatorValues({
      highAvailability,
      monitoring,
      certManager: false,
      currentNamespaceOnly: false,
      ...form,
    }),
  });
}

/** An object as the component registers it: CRDs of the operator are kept, others are as the chart renders them. */
function registration(object: ValueMap, protect: boolean): { type: string; object: ValueMap } {
  const { group, version, kind } = identityOf(object);
  const type = `kubernetes:${group === "" ? "core" : group}/${version}:${kind}`;
  const args = { type, props: object, opts: {} } as unknown as Parameters<Transform>[0];
  const changed = keepDefinitions(protect)(args) as { props: ValueMap } | undefined;
  return { type, object: changed?.props ?? object };
}

/** What every rule of the pack says about the objects of a chart, advisory or not. */
function findings(objects: readonly ValueMap[], environment: Environment): string[] {
  const context = { environment, today: "2026-11-21", ofChart: true };
  const { protect } = protectionOptions(environment);
  const registered = objects.map((object) => registration(object, protect));
  const called = (object: Value): string => `${identityOf(object).kind}/${identityOf(object).name}`;
  return policyRules.flatMap((rule) => {
    if (rule.scope === "set") {
      const set = registered.map(({ object }) => object);
      return evaluate(rule, set, context).map(
        ({ subject, message }) => `${rule.id}: ${called(set[subject] ?? null)} ${message}`,
      );
    }
    return registered.flatMap(({ type, object }) => {
      const resource = { type, name: called(object), options: { protect }, object };
      const found =
        rule.scope === "resource" ? evaluate(rule, resource, context) : evaluate(rule, object, context);
      return found.map(({ message }) => `${rule.id}: ${called(object)} ${message}`);
    });
  });
}

describe("the objects of the official charts under every rule", function () {
  this.timeout(60_000);

  const helm = useHelm();

  for (const [name, chart] of Object.entries(installed)) {
    for (const highAvailability of [false, true]) {
      for (const monitoring of [false, true]) {
        const form = `${highAvailability ? "with" : "without"} high availability, ${monitoring ? "with" : "without"} monitoring`;
        it(`accepts ${name}, ${form}`, async () => {
          const objects = await renderChart(helm(), {
            ...chart({ highAvailability, monitoring }),
            monitoring,
          });
          assert.ok(objects.length > 3, `only ${objects.length} objects`);
          for (const environment of Object.values(Environment)) {
            assert.deepEqual(findings(objects, environment), [], environment);
          }
        });
      }
    }
  }

  it("judges the roles and images of a chart that nobody proves to be one's own", async () => {
    const objects = await renderChart(helm(), {
      ...operator({})({ highAvailability: false, monitoring: false }),
      monitoring: false,
    });
    const context = { environment: "production", today: "2026-11-21" };
    const found = policyRules
      .filter((rule) => rule.scope === "object")
      .filter((rule) => objects.some((object) => evaluate(rule, object, context).length > 0));
    assert.deepEqual(
      found.map(({ id }) => id),
      ["secrets-read-by-name"],
    );
  });
});
