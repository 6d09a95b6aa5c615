import assert from "node:assert/strict";
import { resolve } from "node:path";

import { reasonsOf } from "../../../../components/problems";
import { locate, locationProblems, type ChartLocation } from "../../../../components/chart/location";
import { charts } from "../../../../components/versions";

describe("where a chart comes from", () => {
  it("is its official repository at the pinned version, unless the user says otherwise", () => {
    assert.deepEqual(locate(charts.argoCd), { ...charts.argoCd });
    assert.deepEqual(locate(charts.argoCd, { version: "10.2.3" }), { ...charts.argoCd, version: "10.2.3" });
  });

  it("may be another repository, which holds the chart under the same name", () => {
    assert.deepEqual(locate(charts.argoCd, { repository: "https://charts.example.com/" }), {
      chart: "argo-cd",
      version: charts.argoCd.version,
      repository: "https://charts.example.com",
      release: "argocd",
    });
  });

  it("may be a folder of an OCI registry, and an OCI chart may come from a classic repository", () => {
    const { version } = charts.fluxOperator;
    const release = "flux-operator";
    assert.deepEqual(locate(charts.fluxOperator, { repository: "oci://registry.example.com/charts" }), {
      chart: "oci://registry.example.com/charts/flux-operator",
      version,
      release,
    });
    assert.deepEqual(locate(charts.fluxOperator, { repository: "https://charts.example.com" }), {
      chart: "flux-operator",
      version,
      repository: "https://charts.example.com",
      release,
    });
  });

  it("may be a path, whose chart says its version itself; the release keeps its name, so that CRDs are adopted", () => {
    assert.deepEqual(locate(charts.externalSecrets, { path: "charts/eso.tgz" }), {
      chart: "charts/eso.tgz",
      release: "external-secrets",
    });
  });

  it("is the mirror for every chart that names no repository or path of its own", () => {
    const mirror = { charts: "oci://registry.example.com/charts" };
    const { chart, version } = locate(charts.argoCd, { version: "10.2.3" }, mirror);
    assert.deepEqual([chart, version], ["oci://registry.example.com/charts/argo-cd", "10.2.3"]);
    assert.equal(locate(charts.argoCd, { path: "argo-cd.tgz" }, mirror).chart, "argo-cd.tgz");
    const own = locate(charts.argoCd, { repository: "https://charts.example.com" }, mirror);
    assert.equal(own.repository, "https://charts.example.com");
  });

  const path = resolve(__dirname);
  const refused: readonly [ChartLocation, RegExp][] = [
    [{ version: "10.x" }, /^chart\.version is "10\.x"; set an exact version such as 1\.2\.3$/],
    [{ version: ">=1.2.3" }, /chart\.version is/],
    [{ version: "" }, /chart\.version is ""/],
    [
      { repository: "charts.example.com" },
      /^chart\.repository is "charts\.example\.com"; set an https:\/\/ or oci:/,
    ],
    [{ repository: "http://charts.example.com" }, /set an https/],
    [{ path, repository: "https://charts.example.com" }, /remove chart\.repository and version/],
    [{ path, version: "1.2.3" }, /remove chart\.repository and version/],
    [{ path: "no/such/chart.tgz" }, /^chart\.path is "no\/such\/chart\.tgz", which does not exist/],
  ];
  for (const [location, message] of refused) {
    it(`is refused as ${JSON.stringify({ ...location, ...(location.path === path ? { path: "here" } : {}) })}`, () => {
      const problems = reasonsOf(locationProblems("chart", location));
      assert.equal(problems.length, 1);
      assert.match(problems[0] ?? "", message);
    });
  }

  it("never prints credentials that it refuses", () => {
    const location = { repository: "oci://me:hunter2@registry.example.com" };
    const [problem = ""] = reasonsOf(locationProblems("chart", location));
    assert.match(
      problem,
      /contains credentials, which would be stored in plaintext; run helm registry login/,
    );
    assert.ok(!problem.includes("hunter2"));
  });

  it("is accepted as it should be written", () => {
    for (const location of [
      undefined,
      {},
      { version: "v1.2.3" },
      { version: "1.2.3-rc.1" },
      { path },
      { repository: "oci://registry.example.com/charts", version: "1.2.3" },
    ]) {
      assert.deepEqual(locationProblems("chart", location), []);
    }
  });
});
