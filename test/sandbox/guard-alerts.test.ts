import assert from "node:assert/strict";

import { admissionObjects, guardObjects } from "../../components/guard/static";
import { guardManifests } from "../../components/guard/manifests";
import { waitFor } from "../../sandbox/ground/wait";
import { judge, type Series } from "../support/promtool";
import { buildMinutes, sandboxForTests } from "../support/sandbox";
import { dryRun, GuardApi } from "./guard/api";
import { thing, type Thing } from "./guard/objects";

const admission = "admissionregistration.k8s.io/v1";
const plurals = {
  ValidatingAdmissionPolicy: "validatingadmissionpolicies",
  ValidatingAdmissionPolicyBinding: "validatingadmissionpolicybindings",
} as const;
const reach = { environment: "dev", namespaces: ["guard-alerts"] } as const;
const asThing = (object: { kind: string; metadata: { name: string } }): Thing =>
  thing(admission, plurals[object.kind as keyof typeof plurals], { ...object });

describe("who changes the guard itself, on a real API server", function () {
  this.timeout(180_000);
  let api: GuardApi;
  const guard = guardObjects(reach, true).map(asThing);

  before(async function () {
    this.timeout(buildMinutes * 60_000);
    const { kubeconfig, context } = await sandboxForTests();
    api = new GuardApi(kubeconfig, context);
  });
  after(async () => {
    for (const object of guard) {
      await api.delete(object);
    }
  });

  it("is asked of no policy in the API: one that forbids it does not see it", async () => {
    const renamed = (text: string): string => text.replace(/\.static\.k8s\.io$/, "-in-the-api");
    const [policy, binding] = admissionObjects(reach, true).map(({ metadata, spec, ...object }) => {
      const named = { ...metadata, name: renamed(metadata.name) };
      const policyName = typeof spec.policyName === "string" ? { policyName: renamed(spec.policyName) } : {};
      return asThing({ ...object, metadata: named, spec: { ...spec, ...policyName } } as never);
    });
    assert.ok(policy && binding);
    // A ConfigMap of such a name shows when the policy is in force.
    const { matchConstraints } = policy.object.spec as { matchConstraints: { resourceRules: object[] } };
    const probe = thing("v1", "configmaps", {
      kind: "ConfigMap",
      metadata: { name: "mariadb-gitops-dev-probe", namespace: "default" },
    });
    const configMaps = {
      apiGroups: [""],
      apiVersions: ["*"],
      operations: ["DELETE"],
      resources: ["configmaps"],
    };
    matchConstraints.resourceRules.push(configMaps);
    for (const object of [probe, policy, binding]) {
      assert.ok((await api.apply(object)).status < 300, object.path);
    }
    try {
      await waitFor(
        "the policy to be in force",
        async () => (await api.delete(probe, dryRun)).status === 403,
        {
          seconds: 60,
        },
      );
      assert.equal((await api.delete(policy, dryRun)).status, 200);
      assert.equal((await api.merge(binding, { spec: { validationActions: ["Warn"] } }, dryRun)).status, 200);
    } finally {
      await api.delete(binding);
      await api.delete(policy);
      await waitFor("the policy to be gone", async () => (await api.delete(probe)).status !== 403, {
        seconds: 60,
      });
    }
  });

  /** The series of the API server that the alerts read. */
  async function scrape(): Promise<Map<string, number>> {
    const { message } = await api.send("GET", "/metrics");
    const lines = message
      .split("\n")
      .filter((line) =>
        /^(apiserver_(request_total|resource_objects).*validatingadmission|process_start)/.test(line),
      );
    return new Map(
      lines.map((line) => {
        const at = line.lastIndexOf(" ");
        return [line.slice(0, at), Number(line.slice(at + 1))];
      }),
    );
  }
  /** What Prometheus has when the second scrape follows the first after forty minutes. */
  async function between(work: () => Promise<void>): Promise<Series> {
    const before = await scrape();
    await work();
    const after = await scrape();
    const where = 'job="apiserver",instance="a"';
    const labelled = (name: string): string =>
      name.includes("{") ? name.replace("{", `{${where},`) : `${name}{${where}}`;
    const series = [...after].map(([name, value]): [string, string] => {
      const first = before.get(name);
      return [labelled(name), `${first === undefined ? "_" : String(first)}x40 ${String(value)}x20`];
    });
    return {
      ...(Object.fromEntries(series) as Series),
      [`up{${where}}`]: "1x60",
      [`process_start_time_seconds{${where}}`]: "-9000x60",
    };
  }
  const complete = guardManifests(reach, true).length;
  const reports = (series: Series, ...firing: string[]): Promise<string> =>
    judge(reach, withWholeGuard(series), [
      { at: 44, firing: firing.map((one) => `DeletionGuardChanged ${one}`) },
    ]);
  /** The API server counts its objects once a minute, which nobody waits for here. */
  function withWholeGuard(series: Series): Series {
    return Object.fromEntries(
      Object.entries(series).map(([name, values]) => [
        name,
        name.startsWith("apiserver_resource_objects") ? `${complete * 4}x60` : values,
      ]),
    );
  }

  it("is counted by the API server, and the alert fires at each way to do it", async () => {
    const [policy] = guard;
    const binding = guard.find(({ object }) => object.kind === "ValidatingAdmissionPolicyBinding");
    assert.ok(policy && binding);
    const done = async (answer: Promise<{ status: number; message: string }>): Promise<void> => {
      const { status, message } = await answer;
      assert.ok(status < 300, message);
    };
    const { collection, object } = policy;
    const ways: readonly [string, () => Promise<void>][] = [
      ["validatingadmissionpolicies APPLY", () => done(api.apply(policy))],
      ["validatingadmissionpolicybindings APPLY", () => done(api.apply(binding))],
      [
        "validatingadmissionpolicybindings PATCH",
        () => done(api.merge(binding, { spec: { validationActions: ["Warn"] } })),
      ],
      ["validatingadmissionpolicies DELETE", () => done(api.delete(policy))],
      ["validatingadmissionpolicies POST", () => done(api.send("POST", collection, { body: object }))],
      [
        "validatingadmissionpolicies PUT",
        async () => done(api.send("PUT", policy.path, { body: { ...(await api.read(policy)).object } })),
      ],
      // The API server counts the deletion of a collection as DELETE.
      [
        "validatingadmissionpolicybindings DELETE",
        () =>
          done(
            api.send("DELETE", `${binding.collection}?labelSelector=mariadb-gitops.dev%2Fenvironment%3Ddev`),
          ),
      ],
    ];
    for (const [reported, work] of ways) {
      assert.equal(await reports(await between(work), reported), "", reported);
    }
  });

  it("is no alert when somebody looks, tries, or is refused", async () => {
    const [policy] = guard;
    assert.ok(policy);
    const series = await between(async () => {
      await api.read(policy);
      await api.delete(policy, dryRun);
      assert.equal((await api.delete(policy, "", "nobody")).status, 403);
      assert.equal((await api.delete({ ...policy, path: `${policy.path}-absent` })).status, 404);
    });
    assert.equal(await reports(series), "");
  });

  it("the API server counts policies and bindings under the names that the alert reads", async () => {
    const names = [...(await scrape()).keys()];
    for (const plural of Object.values(plurals)) {
      const wanted = `apiserver_resource_objects{group="admissionregistration.k8s.io",resource="${plural}"}`;
      assert.ok(names.includes(wanted), wanted);
    }
  });
});
