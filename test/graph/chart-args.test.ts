import assert from "node:assert/strict";

import type * as pulumi from "@pulumi/pulumi";

import {
  ArgoCd,
  ExternalSecrets,
  Flux,
  Installation,
  MariaDbOperator,
  SealedSecrets,
  type ChartArgs,
} from "../../components";
import { only, recordGraph, type Registration } from "../support/graph";

/** A chart-installing component, and a value that it refuses to give up. */
interface Case {
  create: (args: ChartArgs & { installation?: Installation }) => pulumi.ComponentResource;
  refused: object;
  named: string;
}

const environment = "dev";
const cases: Readonly<Record<string, Case>> = {
  ArgoCd: {
    create: (args) => new ArgoCd("it", args),
    refused: { redisSecretInit: { enabled: true } },
    named: "values.redisSecretInit.enabled",
  },
  Flux: {
    create: (args) => new Flux("it", args),
    refused: { multitenancy: { enabled: false } },
    named: "values.multitenancy.enabled",
  },
  ExternalSecrets: {
    create: (args) => new ExternalSecrets("it", args),
    refused: { webhook: { failurePolicy: "Ignore" } },
    named: "values.webhook.failurePolicy",
  },
  SealedSecrets: {
    create: (args) => new SealedSecrets("it", { environment, ...args }),
    refused: { image: { tag: "0.30.0" } },
    named: "values.image.tag",
  },
  MariaDbOperator: {
    create: (args) => new MariaDbOperator("it", { environment, ...args }),
    refused: { crds: { enabled: true } },
    named: "values.crds.enabled",
  },
};

/** The inputs of the chart itself, not of its CRDs. */
function chartOf(graph: readonly Registration[]): Record<string, unknown> {
  const found = graph.filter(({ type, name }) => type.includes(":helm.sh/") && !name.endsWith("-crds"));
  assert.equal(found.length, 1);
  return found[0]?.inputs ?? {};
}

/** Names of all resources that this one comes after, directly or through others. */
function after(graph: readonly Registration[], { dependencies }: Registration): Set<string> {
  const direct = graph.filter(({ type, name }) =>
    dependencies.some((urn) => urn.endsWith(`${type}::${name}`)),
  );
  return new Set(direct.flatMap((resource) => [resource.name, ...after(graph, resource)]));
}

async function refuses(program: () => unknown, message: string): Promise<void> {
  const record: Registration[] = [];
  await assert.rejects(recordGraph(program, { record }), (error: Error) => {
    assert.ok(error.message.includes(message), error.message);
    return true;
  });
  assert.ok(!record.some(({ type }) => type.startsWith("kubernetes:")));
}

for (const [component, { create, refused, named }] of Object.entries(cases)) {
  describe(`the chart of ${component}`, () => {
    it("comes from the user's repository, and keeps the release name", async () => {
      const official = chartOf(await recordGraph(() => create({})));
      const inputs = chartOf(
        await recordGraph(() => create({ chart: { repository: "https://charts.example.com" } })),
      );
      assert.deepEqual(inputs.repositoryOpts, { repo: "https://charts.example.com" });
      assert.deepEqual([inputs.name, inputs.version], [official.name, official.version]);
    });

    it("comes from a path, without a repository and a version", async () => {
      const inputs = chartOf(await recordGraph(() => create({ chart: { path: __dirname } })));
      assert.deepEqual(
        [inputs.chart, inputs.version, inputs.repositoryOpts],
        [__dirname, undefined, undefined],
      );
    });

    it("takes the user's values over the component's", async () => {
      const graph = await recordGraph(() => create({ values: { resources: { requests: { cpu: "7m" } } } }));
      const { resources } = chartOf(graph).values as { resources: { requests: { cpu: string } } };
      assert.equal(resources.requests.cpu, "7m");
    });

    it("is installed after a ConfigMap that says which stack has it, under the stack's own name", async () => {
      const graph = await recordGraph(() => create({}), { stack: "staging" });
      const { inputs } = only(graph, "kubernetes:core/v1:ConfigMap", "it-owner");
      const { name, annotations } = inputs.metadata as { name: string; annotations: object };
      assert.equal(name, `mariadb-gitops-${String(chartOf(graph).name)}`);
      assert.deepEqual(inputs.data, { stack: "organization/mariadb-gitops/staging" });
      // The API server names it to the stack that it refuses.
      assert.deepEqual(annotations, {
        "pulumi.com/patchFieldManager": "organization/mariadb-gitops/staging",
      });
      for (const chart of graph.filter(({ type }) => type.includes(":helm.sh/"))) {
        assert.ok(after(graph, chart).has("it-owner"), chart.name);
      }
    });

    it("keeps what safety needs, and names the value that is refused", async () => {
      await refuses(() => create({ values: refused }), named);
    });

    it("cannot be set for an installation of somebody else", async () => {
      await refuses(
        () => create({ installation: Installation.Existing, chart: { version: "1.2.3" }, values: {} }),
        "chart, values cannot",
      );
    });
  });
}

describe("readyTimeout", () => {
  it("is how long Helm waits, in seconds, ten minutes by default", async () => {
    const timeouts = [];
    for (const args of [{}, { readyTimeout: "25m" }]) {
      timeouts.push(chartOf(await recordGraph(() => new ArgoCd("it", args))).timeout);
    }
    assert.deepEqual(timeouts, [600, 1500]);
  });
});

describe("the two charts of MariaDbOperator", () => {
  it("come from where each of them is said to", async () => {
    const graph = await recordGraph(
      () =>
        new MariaDbOperator("it", {
          environment,
          crdsChart: { path: __dirname },
          chart: { path: __filename },
        }),
    );
    const found = graph.filter(({ type }) => type.includes(":helm.sh/")).map(({ inputs }) => inputs.chart);
    assert.deepEqual(found, [__dirname, __filename]);
  });

  it("are refused in different versions, because an operator needs the CRDs of its own", async () => {
    await refuses(
      () => new MariaDbOperator("it", { environment, chart: { version: "26.10.2" } }),
      "chart.version is 26.10.2, but crdsChart.version is 26.10.1; set both to the same version",
    );
  });
});
