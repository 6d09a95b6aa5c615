import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

import { preview } from "../../pipeline/deploy";
import { DeployError } from "../../pipeline/operation";
import type { Report } from "../../pipeline/report";
import { policyRules } from "../../policy/levels";
import { exceptionValid, type Rule, type Value } from "../../safety";
import { identityOf } from "../../safety/objects";
import { type StandInProviders, startStandInProviders } from "../../sandbox/stand-ins/providers";
import { deployment } from "../support/deployment";
import { buildMinutes, sandboxForTests, type TestSandbox } from "../support/sandbox";
import { examples, resourceOf } from "../unit/safety/examples";

/** A resource as a program registers it. */
interface Registration {
  name: string;
  type: string;
  protect: boolean;
  properties: Record<string, unknown>;
}

/** A resource of any type, as the official SDKs register theirs. */
class Registered extends pulumi.CustomResource {}

/** What the page of a rule shows under a heading; one list for each example. */
function registrations(rule: Rule, heading: "Bad" | "Good"): Registration[][] {
  return examples(rule, heading).map(({ after }, example) =>
    after.map((object, index) => ({
      name: `${rule.id}-${heading.toLowerCase()}-${example}-${index}`,
      ...registration(rule, object),
    })),
  );
}

function registration(rule: Rule, value: Value): Omit<Registration, "name"> {
  if (rule.scope === "resource") {
    const { type, options, object } = resourceOf(value);
    return { type, protect: options.protect === true, properties: object as Record<string, unknown> };
  }
  const { group, version, kind } = identityOf(value);
  const type = `kubernetes:${group === "" ? "core" : group}/${version}:${kind}`;
  return { type, protect: true, properties: value as Record<string, unknown> };
}

/** Its defect is a namespace that is left out, and the provider writes one before the policies look. */
const defaulted = "sealed-secret-scope-bad-1-0";

/** Whether the sandbox's plugins can register it: no other cloud, no charts, and no name that the server would make. */
function canRegister({ name, type, properties }: Registration): boolean {
  const metadata = (properties.metadata ?? {}) as Record<string, unknown>;
  return /^kubernetes:(?!helm\.sh\/)/.test(type) && metadata.generateName === undefined && name !== defaulted;
}

/**
 * The examples of all pages as resources of real previews. Each carries an annotation that only the update will know, as
 * real programs do: what is unknown keeps no policy from the rest, and no API server from answering what it thinks of an
 * example.
 */
describe("every policy in the real engine", function () {
  this.timeout(120_000);

  let sandbox: TestSandbox;
  let providers: StandInProviders;
  before(async function () {
    this.timeout(buildMinutes * 60_000);
    sandbox = await sandboxForTests();
    providers = await startStandInProviders();
  });
  after(async () => {
    await providers.close();
  });

  async function previewOf(resources: readonly Registration[]): Promise<Report> {
    const program = (): void => {
      const { kubeconfig, context } = sandbox;
      const provider = new k8s.Provider("cluster", { kubeconfig, context });
      const later = new random.RandomString("later", { length: 8 }).result;
      for (const { name, type, protect, properties } of resources) {
        const metadata = (properties.metadata ?? {}) as { annotations?: object };
        const annotations = { ...metadata.annotations, "mariadb-gitops.dev/known-later": later };
        new Registered(
          type,
          name,
          { ...properties, metadata: { ...metadata, annotations } },
          { provider, protect },
        );
      }
    };
    try {
      const args = deployment(sandbox, providers, { name: "every-rule", stack: "production" });
      // Rules that are off in production have examples too.
      const policyPackConfig = join(args.state, "mandatory.json");
      writeFileSync(
        policyPackConfig,
        JSON.stringify(Object.fromEntries(policyRules.map(({ id }) => [id, "mandatory"]))),
      );
      return await preview({ ...args, policyPackConfig, program });
    } catch (error) {
      if (error instanceof DeployError && error.report.violations.length > 0) {
        return error.report;
      }
      throw error;
    }
  }

  const single = policyRules.filter(({ scope }) => scope !== "set");

  describe("about one resource", () => {
    for (const heading of ["Bad", "Good"] as const) {
      it(`${heading === "Bad" ? "reports" : "accepts"} what the pages show under ${heading}`, async () => {
        const all = single
          .map((rule) => ({ rule, shown: registrations(rule, heading).flat().filter(canRegister) }))
          .filter(({ shown }) => shown.length > 0);
        assert.ok(all.length > 60, String(all.length));
        const { violations, diagnostics } = await previewOf(all.flatMap(({ shown }) => shown));
        const said = new Set(violations.map(({ policy, resource }) => `${policy} ${resource}`));
        // Exceptions under Good are dated, and long over on the day of the engine.
        const judged = all.filter(({ rule }) => heading === "Bad" || rule.id !== exceptionValid.id);
        const wrong = judged.flatMap(({ rule, shown }) =>
          shown.map(({ name }) => `${rule.id} ${name}`).filter((it) => said.has(it) !== (heading === "Bad")),
        );
        const errors = diagnostics
          .filter(({ severity, message }) => severity === "error" && message !== "preview failed")
          .map(({ message }) => message);
        assert.deepEqual([wrong, errors], [[], []]);
      });
    }
  });

  describe("about a stack", () => {
    for (const rule of policyRules.filter(({ scope }) => scope === "set")) {
      it(`${rule.id} reports the first example under Bad, and not the first under Good`, async () => {
        for (const heading of ["Bad", "Good"] as const) {
          const [first = []] = registrations(rule, heading);
          const { violations } = await previewOf(first);
          assert.equal(
            violations.some(({ policy }) => policy === rule.id),
            heading === "Bad",
            heading,
          );
        }
      });
    }
  });
});
