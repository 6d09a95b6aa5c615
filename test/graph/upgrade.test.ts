import assert from "node:assert/strict";

import { Environment } from "../../components/environments";
import { programGraph } from "../support/program";
import { carriesData, committedState } from "../support/states";

const config = {
  kubeContext: "kind-dev",
  repositoryUrl: "https://example.com/databases.git",
  targetRevision: "v1.2.3",
};

/**
 * The Secrets that version 0.1.0 wrote itself in dev are sealed now. They are kept in the cluster, and their passwords
 * are the same, because the resources that made these are taken over.
 */
const nowSealed = ["credentials-root-secret", "credentials-app-secret"];

describe("an upgrade from version 0.1.0", () => {
  for (const stack of Object.values(Environment)) {
    it(`takes over, under its old name or an alias, everything in ${stack} that carries data`, async () => {
      const graph = await programGraph({ stack, config, resolveAliases: true });
      const known = new Set(graph.flatMap(({ aliases }) => aliases));
      const before = committedState(`0.1.0-${stack}`).deployment.resources.filter(({ type }) =>
        carriesData(type),
      );
      const lost = before
        .map(({ urn }) => urn)
        .filter((urn) => !known.has(urn))
        .map((urn) => urn.split("::").at(-1) ?? urn);
      assert.ok(before.length > 0);
      assert.deepEqual(lost.sort(), stack === Environment.Dev ? [...nowSealed].sort() : []);
    });

    it(`leaves the names of these objects in ${stack} as they are`, async () => {
      const graph = await programGraph({ stack, config, resolveAliases: true });
      const before = committedState(`0.1.0-${stack}`).deployment.resources.filter(({ type }) =>
        carriesData(type),
      );
      for (const { urn, type, id } of before) {
        const now = graph.find(
          (registration) => registration.type === type && registration.aliases.includes(urn),
        );
        if (now === undefined || !type.startsWith("kubernetes:")) {
          continue;
        }
        const { name, namespace } = now.inputs.metadata as { name: string; namespace?: string };
        assert.equal(namespace === undefined ? name : `${namespace}/${name}`, id, urn);
      }
    });
  }
});
