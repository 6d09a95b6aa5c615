import assert from "node:assert/strict";
import { parseManifest } from "../../../review/manifest";
import { validate } from "../../../review/schema";

function messages(text: string, operatorVersion?: string): string[] {
  return parseManifest(text, "a.yaml")
    .objects.flatMap((one) => validate(one, operatorVersion))
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

  it("leaves the files of other tools alone", () => {
    assert.deepEqual(messages("apiVersion: 1\ndatasources:\n  - name: Prometheus\n"), []);
    assert.deepEqual(messages("kind: Deployment\nreplicas: 3\n"), []);
    assert.deepEqual(messages("apiVersion: 1\nkind: Database\n"), []);
  });

  it("leaves alone what Flux fills in", () => {
    const sized = (size: string) => messages(`${head}  storage: {size: "${size}"}\n`);
    assert.deepEqual(sized("${SIZE}"), []);
    assert.deepEqual(sized("${SIZE:=10Gi}"), []);
    assert.match(sized("${SIZE:=ten}").join(), /not an amount/);
  });

  it("reads the default of a variable as the number that Flux writes", () => {
    assert.deepEqual(messages(`${head}  storage: {size: 1Gi}\n  replicas: \${REPLICAS:=3}\n`), []);
  });

  it("says which release has a field, and does not ask to remove it", () => {
    const former = `${head}  storage: {size: 1Gi}\n  maxScale: {enabled: true}\n`;
    const [message] = messages(former);
    assert.match(
      message ?? "",
      /spec\.maxScale is a field of releases before 25\.10\.3.*write a MaxScale object/,
    );
    assert.doesNotMatch(message ?? "", /remove/);
    assert.deepEqual(messages(former, "25.8"), []);
    const later = `${head}  storage: {size: 1Gi}\n  cleanupPolicy: Skip\n`;
    assert.deepEqual(messages(later), []);
    assert.match(
      messages(later, "25.8").join(),
      /spec\.cleanupPolicy came with release 25\.10\.4 .*upgrade the operator/,
    );
  });

  it("accepts the target of a physical backup that prefers a replica", () => {
    const backup = head.replace("kind: MariaDB", "kind: PhysicalBackup");
    const spec =
      "  mariaDbRef: {name: a}\n  target: PreferReplica\n  storage: {s3: {bucket: a, endpoint: b}}\n";
    assert.deepEqual(messages(backup + spec), []);
  });
});
