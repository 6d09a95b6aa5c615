import assert from "node:assert/strict";
import { environmentSaidBy } from "../../../review/environment";
import { sourceOf } from "../../../review/read-target";

function said(text: string, name = "a.yaml") {
  return environmentSaidBy(sourceOf(name, text));
}

describe("environmentSaidBy", () => {
  it("reads the label, the namespace, the name of a Namespace and the path", () => {
    assert.equal(said("metadata: {labels: {mariadb-gitops.dev/environment: staging}}"), "staging");
    assert.equal(said("metadata: {namespace: mariadb-dev}"), "dev");
    assert.equal(said("metadata: {namespace: production}"), "production");
    assert.equal(said("{kind: Namespace, metadata: {name: mariadb-staging}}"), "staging");
    assert.equal(said("a: 1", "gitops/overlays/dev/a.yaml"), "dev");
  });

  it("takes the strictest of several", () => {
    assert.equal(said("metadata: {namespace: mariadb-production}", "overlays/dev"), "production");
    assert.equal(said("metadata: {namespace: dev}\n---\nmetadata: {namespace: staging}"), "staging");
    assert.equal(
      said("metadata: {namespace: staging, labels: {mariadb-gitops.dev/environment: dev}}"),
      "staging",
    );
  });

  it("takes a label of another name for production", () => {
    assert.equal(
      said("metadata: {namespace: dev, labels: {mariadb-gitops.dev/environment: prod}}"),
      "production",
    );
  });

  it("knows nothing without any of them", () => {
    assert.equal(said("metadata: {namespace: databases, name: dev}", "manifests/dev-tools.yaml"), undefined);
    assert.equal(said("a: 1", "overlays/prod-eu/a.yaml"), undefined);
  });
});
