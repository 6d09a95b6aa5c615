import assert from "node:assert/strict";

import { configMap, useArgoCdCli } from "../../support/argocd-cli";
import { cm, full, parts } from "../../support/argocd-values";

describe("values of the chart argo-cd, read by Argo CD itself", function () {
  this.timeout(60_000);
  const cli = useArgoCdCli();
  it("pass only flags that the components know", async () => {
    const components = {
      controller: "argocd-application-controller",
      server: "argocd-server",
      applicationSet: "argocd-applicationset-controller",
    };
    for (const [part, component] of Object.entries(components)) {
      const flags = parts(full)[part]?.extraArgs as unknown as string[];
      assert.ok(flags.length > 0);
      const { stdout } = await cli().run(component, ["--help"]);
      for (const flag of flags) {
        const name = flag.split("=")[0] ?? "";
        assert.ok(new RegExp(`^ +${name} `, "m").test(stdout), `${component} ${name}`);
      }
    }
  });

  it("are settings that it accepts, and hide nothing but the bundle of a webhook", async () => {
    const config = cli().file(configMap("argocd-cm", cm(full)));
    const { stdout } = await cli().run("argocd", [
      "admin",
      "settings",
      "validate",
      "--argocd-cm-path",
      config,
    ]);
    assert.doesNotMatch(stdout, /❌/);
    const hook = cli().file({
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingWebhookConfiguration",
      metadata: { name: "mariadb-operator" },
      webhooks: [{ name: "a", clientConfig: { caBundle: "xyz", url: "https://keep" } }],
    });
    const ignored = await cli().run("argocd", [
      ...["admin", "settings", "resource-overrides", "ignore-differences", hook],
      ...["--argocd-cm-path", config],
    ]);
    assert.match(ignored.stdout, /caBundle: xyz/);
    assert.doesNotMatch(ignored.stdout, /^- +.*keep/m);
  });
});
