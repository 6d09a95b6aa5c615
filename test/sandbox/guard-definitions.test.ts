import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";

import { otherDefinitions } from "../../components/guard/definition-fields";
import { confirmWeakeningAnnotation } from "../../safety/labels";
import { sandboxContext } from "../../sandbox/ground/layout";
import { buildMinutes, ownSandbox, type OwnSandbox } from "../support/sandbox";
import { needShared } from "../support/shared";
import { applying, applyPatch, dryRun, GuardApi, type Answer } from "./guard/api";
import { applyAll, applyGuard } from "./guard/applied";
import { thing, type Thing } from "./guard/objects";
import { withField, withSpec, type Definition, type Schema } from "./guard/schemas";

/** In dev the name of an object confirms it; this sandbox has no clock. */
const reach = { environment: "dev", namespaces: ["guard-named"] } as const;

/** Fields of MariaDB that 25.8 declared and 25.10 does not: dropping them takes no data away. */
const olderFields: Readonly<Record<string, Schema>> = {
  "spec.maxScale": { type: "object", properties: { enabled: { type: "boolean" } } },
  "spec.galera.primary.automaticFailover": { type: "boolean" },
  "spec.replication.primary.automaticFailover": { type: "boolean" },
  "spec.replication.replica.connectionRetries": { type: "integer" },
  "spec.replication.replica.waitPoint": { type: "string" },
  "status.replicationStatus": { type: "object", additionalProperties: { type: "string" } },
};

/** Fields that a later version declares. */
const newerFields: Readonly<Record<string, readonly string[]>> = {
  "mariadbs.k8s.mariadb.com": ["spec.multiCluster", "spec.bootstrapFrom.logLevel", "spec.passwordPlugin"],
  "physicalbackups.k8s.mariadb.com": ["spec.logLevel", "spec.target"],
};

describe("the deletion guard of CRDs", function () {
  this.timeout(180_000);
  let own: OwnSandbox;
  let api: GuardApi;
  let official: ReadonlyMap<string, Definition>;

  before(async function () {
    this.timeout(buildMinutes * 60_000);
    const folder = needShared(this, "crds");
    official = new Map(
      readdirSync(folder)
        .flatMap((file) => parseAllDocuments(readFileSync(join(folder, file), "utf8")))
        .map((document) => document.toJS() as Thing["object"] | null)
        .filter((object) => object?.kind === "CustomResourceDefinition")
        .map((object) => [object?.metadata.name ?? "", asDefinition(object as Definition["object"])]),
    );
    own = await ownSandbox();
    api = new GuardApi(own.kubeconfig, sandboxContext);
    await applyAll(api, ...guarded().map(([, crd]) => crd));
    await applyGuard(api, reach, ...guarded().map(([, crd]) => crd));
  });
  after(async () => {
    await own.end();
  });

  /** The guarded ones of the official CRDs. */
  const guarded = (): [string, Definition][] =>
    [...official].filter(([name]) => name.endsWith(".k8s.mariadb.com") || otherDefinitions.includes(name));
  const crd = (name: string): Definition => {
    const found = official.get(name);
    assert.ok(found, name);
    return found;
  };
  async function refused(changed: Thing, expected: RegExp): Promise<void> {
    const { status, message } = await put(changed);
    assert.equal(status, 403, `${changed.object.metadata.name}: ${message}`);
    assert.match(message, expected);
  }
  async function passes(changed: Thing): Promise<void> {
    const { status, message, warnings } = await put(changed);
    assert.equal(status, 200, `${changed.object.metadata.name}: ${message}`);
    assert.deepEqual(warnings, []);
  }
  /** Makes the CRD of the cluster that one, confirmed for the moment. */
  async function apply(made: Definition): Promise<void> {
    const { name } = made.object.metadata;
    await api.merge(made, { metadata: { annotations: { [confirmWeakeningAnnotation]: name } } });
    const { object } = await api.read(made);
    const { status, message } = await api.send("PUT", made.path, {
      body: { ...object, spec: made.object.spec },
    });
    assert.equal(status, 200, message);
    await api.merge(made, { metadata: { annotations: { [confirmWeakeningAnnotation]: null } } });
  }
  async function put(changed: Thing): Promise<Answer> {
    const { object } = await api.read(changed);
    const metadata = { ...object.metadata, ...changed.object.metadata };
    return api.send("PUT", `${changed.path}?${dryRun}`, { body: { ...object, ...changed.object, metadata } });
  }

  it("refuses to delete the CRDs of the operator, the engines and the producers of Secrets", async () => {
    const names = guarded().map(([name]) => name);
    for (const name of [
      "mariadbs.k8s.mariadb.com",
      "applications.argoproj.io",
      "applicationsets.argoproj.io",
      "appprojects.argoproj.io",
      "kustomizations.kustomize.toolkit.fluxcd.io",
      "helmreleases.helm.toolkit.fluxcd.io",
      "sealedsecrets.bitnami.com",
      "externalsecrets.external-secrets.io",
    ]) {
      assert.ok(names.includes(name), name);
    }
    for (const [name, object] of guarded()) {
      const { status, message } = await api.delete(object, dryRun);
      assert.equal(status, 403, `${name}: ${message}`);
      assert.match(message, /its deletion is not confirmed\. With it goes every object of its kind/);
    }
  });

  it("refuses a schema without a field that keeps data, also under another version", async () => {
    const without = (name: string, path: string): Definition => withField(crd(name), path, () => undefined);
    for (const [name, path] of [
      ["databases.k8s.mariadb.com", "spec.cleanupPolicy"],
      ["mariadbs.k8s.mariadb.com", "spec.storage"],
      ["mariadbs.k8s.mariadb.com", "spec.storage.pvcRetentionPolicy.whenDeleted"],
      ["backups.k8s.mariadb.com", "spec.schedule.suspend"],
      ["restores.k8s.mariadb.com", "status.conditions"],
      ["kustomizations.kustomize.toolkit.fluxcd.io", "spec.deletionPolicy"],
      ["appprojects.argoproj.io", "spec.destinationServiceAccounts"],
    ] as const) {
      await refused(without(name, path), /drops a field by which data is kept/);
    }
    const databases = crd("databases.k8s.mariadb.com");
    const added = ({ object }: Definition): Definition => {
      const versions = object.spec.versions.map((version) => ({
        ...version,
        name: "v1beta1",
        storage: false,
      }));
      return withSpec(databases, { versions: [...databases.object.spec.versions, ...versions] });
    };
    await refused(added(without("databases.k8s.mariadb.com", "spec.cleanupPolicy")), /drops a field/);
    await passes(added(databases));
    // What takes anything keeps the field too.
    const open = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
    await passes(withField(databases, "spec", () => open));
  });

  it("refuses another default of a field that keeps data, and of what it is in", async () => {
    const defaulted = (name: string, path: string, value: unknown): Definition =>
      withField(crd(name), path, (schema) => ({ ...schema, default: value }));
    for (const [name, path, value] of [
      ["databases.k8s.mariadb.com", "spec.cleanupPolicy", "Delete"],
      ["mariadbs.k8s.mariadb.com", "spec.storage.pvcRetentionPolicy.whenDeleted", "Delete"],
      ["mariadbs.k8s.mariadb.com", "spec.storage.ephemeral", true],
      ["mariadbs.k8s.mariadb.com", "spec.bootstrapFrom", { backupRef: { name: "old" } }],
      ["backups.k8s.mariadb.com", "spec.schedule.suspend", true],
      ["backups.k8s.mariadb.com", "spec.maxRetention", "1h"],
    ] as const) {
      await refused(defaulted(name, path, value), /sets the default of a field/);
    }
    await passes(defaulted("mariadbs.k8s.mariadb.com", "spec.port", 3307));
  });

  it("refuses another stored version, one that is no longer served, no status, and a webhook that converts", async () => {
    const databases = crd("databases.k8s.mariadb.com");
    const [version] = databases.object.spec.versions;
    assert.ok(version);
    const next = { ...version, name: "v1beta1" };
    const versions = [{ ...version, storage: false }, next];
    await refused(withSpec(databases, { versions }), /the version in which objects are stored/);
    await refused(
      withSpec(databases, { versions: [{ ...version, served: false }] }),
      /stops serving a version/,
    );
    await refused(withSpec(databases, { versions: [{ ...version, subresources: {} }] }), /drops the status/);
    const webhook = { conversionReviewVersions: ["v1"], clientConfig: { url: "https://192.0.2.1/convert" } };
    await refused(withSpec(databases, { conversion: { strategy: "Webhook", webhook } }), /a webhook convert/);
    const kustomizations = crd("kustomizations.kustomize.toolkit.fluxcd.io");
    await refused(
      withSpec(kustomizations, {
        versions: kustomizations.object.spec.versions.map((known) => ({ ...known, served: false })),
      }),
      /stops serving a version/,
    );
  });

  it("leaves names and scope to the API server, which never lets them change", async () => {
    const databases = crd("databases.k8s.mariadb.com");
    const names = { kind: "Other", plural: "databases", singular: "other", listKind: "OtherList" };
    for (const spec of [{ names }, { scope: "Cluster" }]) {
      const { status, message } = await put(withSpec(databases, spec));
      assert.equal(status, 422, message);
      assert.match(message, /immutable/);
    }
  });

  it("lets the operator be upgraded, and an engine drop an old version", async () => {
    // As version 25.8 declares it. Confirmed, because the way back drops the fields of today.
    for (const [name, paths] of Object.entries(newerFields)) {
      const older = paths.reduce((made, path) => withField(made, path, () => undefined), crd(name));
      const made = Object.entries(name.startsWith("mariadbs") ? olderFields : {}).reduce(
        (before, [path, schema]) => withField(before, path, () => schema),
        older,
      );
      await apply(made);
      await passes(crd(name));
      const { status, message } = await api.send("PATCH", `${made.path}?${applying}&${dryRun}`, {
        body: crd(name).object,
        type: applyPatch,
      });
      assert.equal(status, 200, message);
    }
    const kustomizations = crd("kustomizations.kustomize.toolkit.fluxcd.io");
    const [version] = kustomizations.object.spec.versions;
    assert.ok(version);
    const old = withField(kustomizations, "spec.deletionPolicy", () => undefined).object.spec.versions;
    const both = [version, ...old.map((known) => ({ ...known, name: "v1beta2", storage: false }))];
    await apply(withSpec(kustomizations, { versions: both }));
    await passes(withSpec(kustomizations, { versions: both }));
    await passes(kustomizations);
  });
});

function asDefinition(object: Definition["object"]): Definition {
  return thing("apiextensions.k8s.io/v1", "customresourcedefinitions", object) as Definition;
}
