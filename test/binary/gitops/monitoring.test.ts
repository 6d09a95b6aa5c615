import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

import { Environment, everyEnvironment } from "../../../components/environments";
import { validateObject } from "../../../schemas/validate";
import { gitopsDirectory, needRenderer, renderOverlay } from "../../support/kustomize";
import { field, find, type Manifest } from "../../support/manifest";

for (const environment of Object.values(Environment)) {
  describe(`monitoring of the ${environment} overlay`, () => {
    let plain: Manifest[];
    let monitored: Manifest[];

    before(function () {
      needRenderer(this);
      const overlay = join(gitopsDirectory, "overlays", environment);
      plain = renderOverlay(overlay);
      monitored = renderWith(overlay, join(gitopsDirectory, "components/monitoring"));
    });

    it("is off: without the ServiceMonitor CRD the operator would warn every ten seconds", () => {
      assert.doesNotMatch(JSON.stringify(plain), /"metrics"|ServiceMonitor/);
    });

    it("is added by the component, as often as the table says, for the Prometheus of the table", () => {
      const metrics = field(find(monitored, "MariaDB", "mariadb"), "spec", "metrics");
      assert.equal(field(metrics, "enabled"), true);
      assert.deepEqual(field(metrics, "serviceMonitor"), {
        interval: everyEnvironment.scrapeInterval,
        prometheusRelease: everyEnvironment.prometheusRelease,
      });
    });

    it("changes nothing else, and nothing that the operator would refuse", () => {
      const metrics = field(find(monitored, "MariaDB", "mariadb"), "spec", "metrics");
      assert.deepEqual(
        monitored,
        plain.map((object) =>
          object.kind === "MariaDB" ? { ...object, spec: { ...object.spec, metrics } } : object,
        ),
      );
      for (const object of monitored) {
        assert.deepEqual(validateObject(object), []);
      }
    });
  });
}

/** An overlay with a component, rendered as if the overlay listed it. */
function renderWith(overlay: string, component: string): Manifest[] {
  const folder = mkdtempSync(join(tmpdir(), "mariadb-gitops-monitoring-"));
  try {
    const kustomization = {
      apiVersion: "kustomize.config.k8s.io/v1beta1",
      kind: "Kustomization",
      resources: [relative(folder, overlay)],
      components: [relative(folder, component)],
    };
    writeFileSync(join(folder, "kustomization.yaml"), JSON.stringify(kustomization));
    return renderOverlay(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
