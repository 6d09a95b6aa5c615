import assert from "node:assert/strict";

import { parse } from "yaml";

import {
  notificationProblems,
  notificationSecrets,
  notificationValues,
  type ArgoCdNotificationsArgs,
} from "../../../components/engine/argocd-notifications";
import { Trigger, triggers } from "../../../components/engine/argocd-triggers";
import { useArgoCdCli } from "../../support/argocd-cli";
import { cases } from "./notification-cases";

const args = {
  slack: { token: "xoxb-hush", channels: ["databases"] },
  teams: { workflowUrl: "https://example.api.powerplatform.com/hush" },
  email: {
    host: "smtp.example.com",
    from: "a@example.com",
    to: ["dba@example.com"],
    username: "u",
    password: "hush",
  },
  webhook: { url: "https://example.com/hush", authorization: "Bearer hush" },
};
describe("notifications, evaluated by Argo CD itself", function () {
  this.timeout(120_000);
  const cli = useArgoCdCli();
  const values = notificationValues(args) as {
    notifiers: Record<string, string>;
    templates: Record<string, string>;
    triggers: Record<string, string>;
    subscriptions: { recipients: string[]; triggers: string[] }[];
  };
  // The chart makes the context from `argocdUrl`.
  const context = JSON.stringify({ argocdUrl: "https://argocd.example.com" });
  const settings = { context, ...values.notifiers, ...values.templates, ...values.triggers };
  const secrets = notificationSecrets(args) as Record<string, string>;

  it("fires each trigger when it should, and never by mistake", async () => {
    // One trigger with all conditions answers for all of them in one run.
    const all = Object.values(triggers).map(({ when }) => ({ when, send: [Trigger.OnDrift] }));
    const whens = Object.entries(triggers).map(([name, { when }]) => [when.trim(), name] as const);
    const wrong = await Promise.all(
      cases.map(async ([what, content, expected]) => {
        const { stdout, stderr } = await cli().notifications(
          { ...settings, "trigger.all": JSON.stringify(all) },
          secrets,
          ["trigger", "run", "all", cli().file(application(content))],
        );
        const fired = whens.filter(([when]) =>
          stdout.split("\n").some((line) => line.startsWith(when) && line.endsWith(" true")),
        );
        const names = fired.map(([, name]) => name).sort();
        const complete = stdout.trim().split("\n").length === whens.length + 1;
        return complete && names.join() === [...expected].sort().join() && !stderr.includes("error")
          ? []
          : [`${what}: ${names.join()} instead of ${expected.join()} ${stderr}`];
      }),
    );
    assert.deepEqual(wrong.flat(), []);
  });

  it("knows every trigger by its own name", async () => {
    const { stdout } = await cli().notifications(settings, secrets, ["trigger", "get"]);
    const names = stdout
      .split("\n")
      .slice(1)
      .map((line) => line.split(" ")[0] ?? "")
      .filter((name) => name !== "");
    assert.deepEqual(names.sort(), Object.values(Trigger).sort());
  });

  for (const trigger of Object.values(Trigger)) {
    it(`writes what ${trigger} says, on a bare and on a full Application`, async () => {
      for (const content of [{}, ...cases.map(([, content]) => content).filter((_, index) => index === 6)]) {
        const { stdout, stderr } = await cli().notifications(settings, secrets, [
          "template",
          "notify",
          trigger,
          cli().file(application(content)),
        ]);
        assert.match(stdout, /https:\/\/argocd\.example\.com\/applications\/argocd\/mariadb/, stderr);
        assert.ok(!stdout.includes("<no value>") && !stdout.includes("hush"), stdout);
      }
    });
  }

  it("sends a body to a webhook that is JSON even when the message has quotes", async () => {
    const failed = cases.find(([what]) => what === "failed to sync")?.[1] ?? {};
    const { stdout } = await cli().notifications(settings, secrets, [
      "template",
      "notify",
      Trigger.OnSyncFailed,
      cli().file(application(failed)),
    ]);
    const { webhook } = parse(stdout) as { webhook: Record<string, { method: string; body: string }> };
    assert.equal(webhook.webhook?.method, "POST");
    const body = JSON.parse(webhook.webhook.body) as Record<string, unknown>;
    assert.deepEqual([body.trigger, body.application, body.message], ["on-sync-failed", "mariadb", 'a "b"']);
  });

  it("refers only to secrets that are in the Secret, and has none in the clear", async () => {
    const text = JSON.stringify(values);
    assert.ok(!text.includes("hush"));
    const references = [...text.matchAll(/\$([\w-]+)/g)].map(([, key]) => key).filter((key) => key !== "");
    assert.deepEqual(
      [...new Set(references.filter((key) => key !== "app"))].sort(),
      Object.keys(secrets).sort(),
    );
    const { stderr } = await cli().notifications(settings, secrets, ["trigger", "get"]);
    assert.ok(!stderr.includes("does not exist in secret"), stderr);
  });

  it("subscribes every recipient to everything but the good news", () => {
    assert.deepEqual(values.subscriptions, [
      {
        recipients: ["slack:databases", "teams-workflows:databases", "email:dba@example.com", "webhook"],
        triggers: Object.values(Trigger).filter((trigger) => trigger !== Trigger.OnDeployed),
      },
    ]);
  });
});

describe("notificationProblems", () => {
  const reasons = (args: ArgoCdNotificationsArgs): string =>
    notificationProblems(args)
      .map(({ reason }) => reason)
      .join();

  it("refuses to have no receiver or half a login", () => {
    assert.deepEqual(notificationProblems(args), []);
    assert.match(reasons({}), /notifications has no receiver/);
    assert.match(reasons({ slack: { token: "x", channels: [] } }), /channels is empty/);
    assert.match(reasons({ slack: { token: "x", channels: ["#a"] } }), /recipient "#a"/);
    assert.match(reasons({ ...args, triggers: [] }), /triggers is empty/);
    const email = { host: "h", from: "a", to: ["b"], username: "u" };
    assert.match(reasons({ email }), /only one of username and password/);
    assert.match(reasons({ email: { host: "h", from: "a", to: [] } }), /to is empty/);
  });
});

function application(content: object): object {
  const { metadata, spec, ...rest } = content as { metadata?: object; spec?: object };
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: { name: "mariadb", namespace: "argocd", uid: "1", ...metadata },
    spec: { project: "databases", ...spec },
    ...rest,
  };
}
