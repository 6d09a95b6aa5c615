import { readFileSync } from "node:fs";
import { resolve } from "node:path";

import { charts, testedCharts, testedWith, versions } from "../components/versions";
import { type Family, TOOLS } from "../sandbox/tools";
import { table } from "./markdown";

const root = resolve(__dirname, "..");

/** One part of the stack: what is pinned, what the tests ran, and what they could not try. */
export interface Part {
  readonly name: string;
  readonly pinned: string;
  readonly tested: string;
  readonly untried: string;
}

/** Every part, in the order of the page. */
export function parts(): readonly Part[] {
  return [...clusterParts(), ...operatorParts(), ...programParts()];
}

/** The page that says which versions are installed and which ones the tests ran. */
export function renderVersions(listed: readonly Part[] = parts()): { path: string; content: string } {
  const rows = listed.map(({ name, pinned, tested, untried }) => [name, pinned, tested, untried]);
  return {
    path: "docs/versions.md",
    content: [
      "# Versions",
      "",
      "<!-- Written by docs/generate.ts from components/versions.ts, sandbox/tools/ and package.json. Do not edit. -->",
      "",
      "The package installs exactly the pinned versions and raises one only in a release of its own. The tests run on one",
      "machine without containers, which cannot download every release, so some parts are tested in another version than",
      "the pinned one. Where the two differ, try the pinned version in a cluster of your own before production.",
      "",
      ...table(["Part", "Pinned or required", "Tested with", "Not tried"], rows),
      "",
      "## Why mariadb-operator is not pinned to the tested version",
      "",
      `Releases before 26.10 can recover a Galera cluster from an empty node, which loses the data of every node, and upstream`,
      `asks to skip 26.10.0. So ${charts.mariadbOperator.version} is installed, although the tests cannot run it.`,
      "",
      "Manifests may use the fields that 26.10 adds. Their names come from its release notes, because its",
      "CustomResourceDefinitions could not be downloaded. On an older operator the API server drops these fields silently.",
      "",
    ].join("\n"),
  };
}

function clusterParts(): readonly Part[] {
  const controlPlane = Object.values(TOOLS).filter(({ build }) => build.family === "kubernetes");
  return [
    {
      name: "Kubernetes",
      pinned: "yours, 1.30 or newer",
      tested: [...controlPlane, TOOLS.etcd].map(({ name, version }) => `${name} ${version}`).join(", "),
      untried: "other versions; nodes that run containers; network plugins",
    },
    chart(
      "Argo CD, chart",
      "argoCd",
      "Redis in high availability, whose subchart the test machine does not have",
    ),
    {
      name: "Argo CD, controllers",
      pinned: versions.argoCd.app,
      tested: `${TOOLS.argocd.version}, as processes`,
      untried: `${versions.argoCd.app} itself, and its web server`,
    },
    chart("Flux operator, chart", "fluxOperator", "the operator installing a FluxInstance"),
    {
      name: "Flux",
      pinned: `distribution ${versions.flux.distribution}`,
      tested: testedWith.flux,
      untried: "helm-controller, notification-controller",
    },
  ];
}

function operatorParts(): readonly Part[] {
  const { externalSecrets, mariadbOperator } = testedCharts;
  const definitions = moduleVersion("external-secrets", "github.com/external-secrets/external-secrets");
  return [
    chart("mariadb-operator, chart of its CRDs", "mariadbOperatorCrds"),
    {
      ...chart("mariadb-operator", "mariadbOperator"),
      tested: `chart ${mariadbOperator}, and ${testedWith.mariadbOperator}`,
      untried: `chart and operator ${charts.mariadbOperator.version}; servers in pods: failover, Galera recovery, backup Jobs`,
    },
    {
      name: "MariaDB",
      pinned: imageVersion(versions.mariadb.image),
      tested: testedWith.mariadb,
      untried: "the pinned image",
    },
    {
      ...chart("External Secrets", "externalSecrets", "the controllers; a real store of secrets"),
      tested: `chart ${externalSecrets}; CRDs of ${definitions} in the sandbox`,
    },
    chart("Sealed Secrets, chart", "sealedSecrets"),
    {
      name: "Sealed Secrets, controller",
      pinned: versions.sealedSecrets.controller,
      tested: `kubeseal ${TOOLS.kubeseal.version} opens what is sealed`,
      untried: "the controller in a pod",
    },
  ];
}

function programParts(): readonly Part[] {
  return [
    {
      name: "Pulumi, engine and CLI",
      pinned: "yours",
      tested: TOOLS.pulumi.version,
      untried: "other versions; Pulumi Cloud",
    },
    sdk("@pulumi/pulumi", "", ""),
    sdk(
      "@pulumi/kubernetes",
      `, provider ${testedWith.kubernetesProvider} built from source`,
      "the released plugin",
    ),
    sdk("@pulumi/random", ", with the sandbox's own provider", "the official plugin"),
    sdk("@pulumi/tls", ", with the sandbox's own provider", "the official plugin"),
    sdk("@pulumi/aws", ", with mocks", "the official plugin; an AWS account"),
    {
      name: "Node",
      pinned: manifest().engines.node,
      tested: testedWith.node,
      untried: "the required version: the test machine has an older one",
    },
  ];
}

function chart(name: string, key: keyof typeof charts, untried = ""): Part {
  const pinned = `chart ${charts[key].version}`;
  const tested = `chart ${testedCharts[key]}`;
  const listed = [pinned === tested ? "" : pinned, untried].filter((item) => item !== "");
  return { name, pinned, tested, untried: listed.join("; ") };
}

function sdk(name: string, how: string, untried: string): Part {
  const lock = read("package-lock.json") as { packages: Readonly<Record<string, { version: string }>> };
  const installed = lock.packages[`node_modules/${name}`];
  if (installed === undefined) {
    throw new Error(`package-lock.json does not lock ${name}: run npm install.`);
  }
  return {
    name,
    pinned: manifest().peerDependencies[name] ?? "",
    tested: `${installed.version}${how}`,
    untried,
  };
}

function manifest(): { engines: { node: string }; peerDependencies: Readonly<Record<string, string>> } {
  return read("package.json") as ReturnType<typeof manifest>;
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(resolve(root, file), "utf8"));
}

/** The version of a Go module that a family of sandbox tools pins, without "v". */
function moduleVersion(family: Family, module: string): string {
  const file = `sandbox/tools/${family}/go.mod`;
  const version = readFileSync(resolve(root, file), "utf8").split(`${module} v`)[1]?.split(/\s/, 1)[0];
  if (version === undefined) {
    throw new Error(`${file} does not require ${module}.`);
  }
  return version;
}

/** The tag of an image, without its repository and digest. */
function imageVersion(image: string): string {
  return image.split("@", 1)[0]?.split(":").at(-1) ?? image;
}
