import assert from "node:assert/strict";

import { missingProtection } from "../../../support/missing-protection";
import {
  sealedSecretManifest,
  type SealedSecretManifestArgs,
} from "../../../../components/secrets/sealed-secret-manifest";
import { SealingScope } from "../../../../components/secrets/sealing/seal";
import { readCrd, schemaProblems } from "../../../support/crd-schema";
import type { Manifest } from "../../../support/manifest";
import { needShared } from "../../../support/shared";
import { testKey, type TestKey } from "../../../support/sealing-key";
import { open } from "./open";

describe("a SealedSecret for Git", () => {
  let key: TestKey;
  before(async () => {
    key = await testKey();
  });
  const manifest = (changed: Partial<SealedSecretManifestArgs> = {}) =>
    sealedSecretManifest({
      environment: "dev",
      name: "mariadb-root",
      namespace: "mariadb-dev",
      data: { password: "s3cret", binary: Buffer.of(0, 255) },
      certificate: key.certificate,
      ...changed,
    });
  const salt = "salt".repeat(16);

  it("holds every value sealed, text and binary", () => {
    const { encryptedData } = manifest().spec;
    const values = ["password", "binary"].map((name) =>
      open(encryptedData[name] ?? "", key.privateKey, "mariadb-dev/mariadb-root"),
    );
    assert.deepEqual(values, [Buffer.from("s3cret"), Buffer.of(0, 255)]);
  });

  it("is the same with the same salt, and another each time without", () => {
    assert.deepEqual(manifest({ salt }), manifest({ salt }));
    assert.notDeepEqual(manifest(), manifest());
  });

  it("is protected, it and its Secret", () => {
    const object = manifest();
    assert.deepEqual(missingProtection(object), []);
    const { metadata } = object.spec.template;
    assert.deepEqual(missingProtection({ apiVersion: "v1", kind: "Secret", metadata }), []);
  });

  it("validates against the CRD with every field set", function () {
    const file = needShared(this, "crds/bitnami.com_sealedsecrets.yaml");
    const { schema } = readCrd(file, "bitnami.com/v1alpha1", "SealedSecret");
    const scope = SealingScope.NamespaceWide;
    const more = {
      immutable: true,
      type: "kubernetes.io/basic-auth",
      scope,
      labels: { a: "b" },
      annotations: { c: "d" },
    };
    for (const object of [manifest(), manifest(more)]) {
      assert.deepEqual(schemaProblems(schema, object as unknown as Manifest), []);
    }
    const { template } = manifest(more).spec;
    assert.deepEqual([template.type, template.immutable], ["kubernetes.io/basic-auth", true]);
  });

  it("refuses values without a usable name", () => {
    for (const data of [{}, { "pass word": "" }, { "..": "" }, { ["x".repeat(254)]: "" }]) {
      assert.throws(() => manifest({ data }), RangeError);
    }
  });
});
