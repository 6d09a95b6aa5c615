import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { LocalWorkspace, PulumiCommand } from "@pulumi/pulumi/automation";

import { ExternalSecrets, Flux, MariaDbOperator } from "../../components";
import { charts } from "../../components/versions";
import { ensureTools } from "../../sandbox/tools";
import { archiveOf } from "../support/charts";
import { buildMinutes } from "../support/sandbox";
import { needCharts, needShared } from "../support/shared";

const seen = "seen-by-transform";

/** Marks whatever the engine registers, charts and their objects included. */
const mark: pulumi.ResourceTransform = ({ type, props, opts }) => {
  if (!type.startsWith("kubernetes:")) {
    return undefined;
  }
  const { metadata, values } = props as { metadata?: { labels?: object }; values?: object };
  return {
    props: type.includes(":helm.sh/")
      ? { ...props, values: { ...values, [seen]: true } }
      : { ...props, metadata: { ...metadata, labels: { ...metadata?.labels, [seen]: "yes" } } },
    opts,
  };
};

describe("transforms in the options of a component, in the real engine with the official provider", function () {
  this.timeout(180_000);

  const work = mkdtempSync(join(tmpdir(), "mariadb-gitops-transforms-"));
  let archives: string;
  before(async function () {
    this.timeout(buildMinutes * 60_000);
    archives = needCharts(this);
    const provider = needShared(this, "official", "bin", "pulumi-resource-kubernetes.xz");
    const { pulumi } = await ensureTools(["pulumi"]);
    for (const folder of ["bin", "state", "manifests"]) {
      mkdirSync(join(work, folder));
    }
    symlinkSync(pulumi.path, join(work, "bin", "pulumi"));
    const plugin = join(work, "bin", "pulumi-resource-kubernetes");
    writeFileSync(plugin, execFileSync("xz", ["-dc", provider], { maxBuffer: 512 * 1024 * 1024 }));
    chmodSync(plugin, 0o755);
  });
  after(() => {
    rmSync(work, { recursive: true, force: true });
  });

  /** What a preview would register, by type and name, with whether the transform has seen it. */
  async function preview(
    create: (options: pulumi.ComponentResourceOptions) => void,
  ): Promise<Map<string, boolean>> {
    const found = new Map<string, boolean>();
    const stack = await LocalWorkspace.createOrSelectStack(
      {
        projectName: "transforms",
        stackName: "dev",
        program: () => {
          // Nothing is asked of a cluster: what would be applied is written to a folder.
          const cluster = new k8s.Provider("cluster", { renderYamlToDirectory: join(work, "manifests") });
          create({ providers: [cluster], transforms: [mark] });
          return Promise.resolve();
        },
      },
      {
        pulumiCommand: await PulumiCommand.get({ root: work, skipVersionCheck: true }),
        projectSettings: {
          name: "transforms",
          runtime: "nodejs",
          backend: { url: `file://${join(work, "state")}` },
        },
        envVars: {
          PATH: [join(work, "bin"), process.env.PATH ?? ""].join(delimiter),
          PULUMI_HOME: join(work, "home"),
          PULUMI_CONFIG_PASSPHRASE: "",
          PULUMI_SKIP_UPDATE_CHECK: "true",
          PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        },
      },
    );
    await stack.preview({
      onEvent: ({ resourcePreEvent }) => {
        const { type, urn, new: registered } = resourcePreEvent?.metadata ?? {};
        if (type?.startsWith("kubernetes:")) {
          found.set(
            `${type} ${urn?.split("::").at(-1) ?? ""}`,
            JSON.stringify(registered?.inputs).includes(seen),
          );
        }
      },
    });
    return found;
  }

  const path = (chart: keyof typeof charts) => ({ path: archiveOf(charts[chart], archives) });

  /** The chart as a folder, which does not ask for a version of Kubernetes: without a cluster there is none. */
  const unpacked = (chart: keyof typeof charts) => {
    const folder = join(work, chart);
    mkdirSync(folder, { recursive: true });
    execFileSync("tar", ["-xzf", path(chart).path, "--strip-components=1", "-C", folder]);
    const file = join(folder, "Chart.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace(/^kubeVersion:.*$/m, ""));
    return { path: folder };
  };

  it("reach namespaces, releases and custom resources", async () => {
    const found = await preview((options) => {
      new Flux("flux", { chart: path("fluxOperator") }, options);
      new ExternalSecrets("external-secrets", { chart: path("externalSecrets") }, options);
    });
    assert.deepEqual(
      [...found].sort(),
      [
        "core/v1:ConfigMap external-secrets-owner",
        "core/v1:ConfigMap flux-owner",
        "core/v1:Namespace external-secrets-namespace",
        "core/v1:Namespace flux-namespace",
        "fluxcd.controlplane.io/v1:FluxInstance flux-instance",
        "helm.sh/v3:Release external-secrets-release",
        "helm.sh/v3:Release flux-operator",
      ].map((name) => [`kubernetes:${name}`, true]),
    );
  });

  it("reach every object of a chart that is installed as Pulumi resources, besides the component's own", async () => {
    const found = await preview((options) => {
      const chart = unpacked("mariadbOperator");
      new MariaDbOperator(
        "it",
        { environment: "dev", chart, crdsChart: unpacked("mariadbOperatorCrds") },
        options,
      );
    });
    assert.ok([...found.keys()].filter((name) => name.includes("CustomResourceDefinition")).length >= 12);
    assert.ok([...found.keys()].some((name) => name.includes("apps/v1:Deployment")));
    assert.deepEqual(
      [...found].filter(([, marked]) => !marked).map(([name]) => name),
      [],
    );
  });
});
