import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { parseAllDocuments } from "yaml";

import { AwsDatabaseFoundation } from "../../components/aws/database-foundation";
import { recordGraph, type Registration } from "../support/graph";
import { field, type Manifest } from "../support/manifest";

const account = "123456789012";
const issuer = "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF";

for (const environment of ["staging", "production"] as const) {
  describe(`names of AwsDatabaseFoundation and of the ${environment} overlay`, () => {
    const objects = readOverlay(environment);
    const ofKind = (kind: string) => objects.filter((object) => object.kind === kind);
    let graph: Registration[];

    before(async () => {
      graph = await recordGraph(
        () =>
          new AwsDatabaseFoundation("foundation", {
            environment,
            account,
            identity: { kind: "irsa", oidcProviderArn: `arn:aws:iam::${account}:oidc-provider/${issuer}` },
          }),
      );
    });

    it("are the same for the bucket", () => {
      const [backup] = ofKind("Backup");
      assert.deepEqual(inputs("aws:s3/bucket:Bucket", "bucket"), [
        field(backup, "spec", "storage", "s3", "bucket"),
      ]);
    });

    it("are the same for every password that Git refers to", () => {
      const names = inputs("aws:secretsmanager/secret:Secret", "name");
      const references = ofKind("ExternalSecret").flatMap(
        (object) => field(object, "spec", "data") as { remoteRef: { key: string; property?: string } }[],
      );
      assert.equal(references.length, 2);
      for (const { remoteRef } of references) {
        assert.ok(names.includes(remoteRef.key), `${remoteRef.key} is not among ${names.join(", ")}`);
        assert.equal(remoteRef.property, undefined, "the entry is plain text");
      }
    });

    it("are the same for the roles, which trust the accounts that carry them", () => {
      const accounts = ofKind("ServiceAccount");
      assert.equal(accounts.length, 2);
      for (const { metadata } of accounts) {
        const roleName = metadata.annotations?.["eks.amazonaws.com/role-arn"]?.split("/").at(-1);
        const role = graph.find(
          ({ type, inputs }) => type === "aws:iam/role:Role" && inputs.name === roleName,
        );
        assert.ok(role !== undefined, `no role ${String(roleName)}`);
        const [statement] = (
          JSON.parse(String(role.inputs.assumeRolePolicy)) as {
            Statement: [{ Condition: { StringEquals: Record<string, string> } }];
          }
        ).Statement;
        assert.equal(
          statement.Condition.StringEquals[`${issuer}:sub`],
          `system:serviceaccount:mariadb-${environment}:${metadata.name}`,
        );
      }
    });

    it("are the same for the account of store and backups", () => {
      const [backup] = ofKind("Backup");
      const [store] = ofKind("SecretStore");
      const names = ofKind("ServiceAccount").map(({ metadata }) => metadata.name);
      assert.ok(names.includes(String(field(backup, "spec", "serviceAccountName"))));
      const reader = field(store, "spec", "provider", "aws", "auth", "jwt", "serviceAccountRef", "name");
      assert.ok(names.includes(String(reader)));
    });

    function inputs(type: string, name: string): unknown[] {
      return graph.filter((found) => found.type === type).map((found) => found.inputs[name]);
    }
  });
}

/** The objects that the overlay itself says, unrendered, without its list of files. */
function readOverlay(environment: string): Manifest[] {
  const folder = join(__dirname, "../../gitops/overlays", environment);
  return readdirSync(folder)
    .filter((file) => file.endsWith(".yaml") && file !== "kustomization.yaml")
    .flatMap((file) => parseAllDocuments(readFileSync(join(folder, file), "utf8")))
    .map((document) => document.toJS() as Manifest);
}
