import assert from "node:assert/strict";
import { parseManifest } from "../../../review/manifest";
import { validate } from "../../../review/schema";

function messages(text: string): string[] {
  return parseManifest(text, "a.yaml")
    .objects.flatMap(validate)
    .map(({ line, column, message, field }) => `${line}:${column} ${field ?? ""} ${message}`);
}

const head = "apiVersion: k8s.mariadb.com/v1alpha1\nkind: MariaDB\nmetadata: {name: a}\nspec:\n";

describe("validate", () => {
  it("places an unknown field and says what becomes of it", () => {
    const [message, ...others] = messages(`${head}  storage: {size: 1Gi}\n  backup:\n    enabled: true\n`);
    assert.match(
      message ?? "",
      /^6:3 spec\.backup The MariaDB "a" does not fit its schema: spec\.backup is not a field/,
    );
    assert.deepEqual(others, []);
  });

  it("never quotes what may be a secret", () => {
    const [message] = messages(`${head}  storage: {size: 1Gi}\n  rootPasswordSecretKeyRef: hunter2\n`);
    assert.match(message ?? "", /rootPasswordSecretKeyRef/);
    assert.doesNotMatch(message ?? "", /hunter2/);
  });

  it("quotes what is harmless", () => {
    assert.match(messages(`${head}  storage: 500Gi\n`).join(), /500Gi/);
  });

  it("wants to know what an object is, and leaves other groups alone", () => {
    assert.match(messages("kind: MariaDB\n").join(), /apiVersion is missing/);
    assert.match(messages("just text\n").join(), /A Kubernetes object is expected/);
    assert.deepEqual(messages("apiVersion: v1\nkind: Service\nspec: {nonsense: 1}\n"), []);
  });
});
