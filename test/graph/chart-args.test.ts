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
import { recordGraph, type Registration } from "../support/graph";

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
