import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import {
  ArgoCd,
  DatabaseEnvironment,
  ExternalSecrets,
  Flux,
  Installation,
  MariaDbOperator,
  Platform,
  SealedSecrets,
  SecretsBackend,
} from "../../../components";
import { recordGraph } from "../../support/graph";

const installation = Installation.Existing;
const environment = "dev";

/** Every component that can use an existing installation, with the arguments that have an effect on one. */
const components: Readonly<Record<string, (ignored: object) => pulumi.Resource>> = {
  ArgoCd: (ignored) =>
    new ArgoCd("a", { installation, namespace: "b", version: "v3.5.7", requiredProtections: [], ...ignored }),
  ExternalSecrets: (ignored) =>
    new ExternalSecrets("a", { installation, namespace: "b", serviceAccounts: [], ...ignored }),
  Flux: (ignored) => new Flux("a", { installation, namespace: "b", ...ignored }),
  MariaDbOperator: (ignored) =>
    new MariaDbOperator("a", {
      environment,
      installation,
      namespace: "b",
      deletionProtection: true,
      ...ignored,
    }),
  SealedSecrets: (ignored) =>
    new SealedSecrets("a", {
      environment,
      installation,
      namespace: "b",
      controllerName: "c",
      certificate: pulumi.output("PEM"),
      deletionProtection: true,
      ...ignored,
    }),
};

describe("an existing installation", () => {
  for (const [name, create] of Object.entries(components)) {
    it(`is not changed by an argument of ${name}`, async () => {
      await assert.rejects(
        recordGraph(() => create({ values: {}, readyTimeout: "5m" })),
        (error) =>
          error instanceof pulumi.InputPropertiesError &&
          error.message ===
            "a: values, readyTimeout cannot change an existing installation; remove it, or install one",
      );
    });
  }
});

describe("an argument under its former name", () => {
  const delivery = {
    repositoryUrl: "https://example.com/databases.git",
    secretsBackend: SecretsBackend.ExternalSecrets,
  };
  const former: Readonly<Record<string, [create: () => pulumi.Resource, message: string]>> = {
    "ArgoCd.ha": [
      () => new ArgoCd("a", { ha: true } as object),
      "a: ha is now called highAvailability; rename it",
    ],
    "MariaDbOperator.metrics": [
      () => new MariaDbOperator("a", { environment, metrics: true } as { environment: "dev" }),
      "a: metrics is now called monitoring; rename it",
    ],
    "DatabaseEnvironment.namespace.namespace": [
      () =>
        new DatabaseEnvironment("a", { environment, ...delivery, namespace: { namespace: "b" } as object }),
      "a: namespace.namespace is now called namespace.name; rename it",
    ],
    "Platform.delivery.namespace.namespace": [
      () =>
        new Platform("a", {
          environment,
          delivery: { ...delivery, namespace: { namespace: "b" } as object },
        }),
      "a: delivery.namespace.namespace is now called delivery.namespace.name; rename it",
    ],
  };
  for (const [name, [create, message]] of Object.entries(former)) {
    it(`is refused: ${name}`, async () => {
      await assert.rejects(recordGraph(create), { message });
    });
  }
});
