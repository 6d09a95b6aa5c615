import assert from "node:assert/strict";
import { parseManifest } from "../../../review/manifest";

/** The objects, and the errors as "line:column message". */
function parse(text: string) {
  const { objects, diagnostics } = parseManifest(text, "a.yaml");
  return {
    objects: objects.map(({ object }) => object),
    errors: diagnostics.map(({ line, column, message }) => `${line}:${column} ${message}`),
  };
}

/** Where a field is, as "line:column". */
function place(text: string, path: (string | number)[], position = 0): string {
  const found = parseManifest(text, "a.yaml").objects[position]?.positionOf(path);
  return `${found?.line}:${found?.column}`;
}

describe("parseManifest", () => {
  it("reads several documents and ignores empty ones", () => {
    assert.deepEqual(parse("a: 1\n---\n---\n# only this\n---\nnull\n---\nb: 2\n"), {
      objects: [{ a: 1 }, { b: 2 }],
      errors: [],
    });
    assert.deepEqual(parse(""), { objects: [], errors: [] });
  });

  it("reads JSON, with tabs as well, and files of Windows", () => {
    assert.deepEqual(parse('{\n\t"a": [\n\t\ttrue\n\t]\n}').objects, [{ a: [true] }]);
    assert.deepEqual(parse("\uFEFFa: 1\r\nb: 2\r\n").objects, [{ a: 1, b: 2 }]);
  });

  it("takes lists of kinds apart, lists in lists too, and keeps the places", () => {
    const text =
      "kind: List\nitems:\n  - kind: DatabaseList\n    items:\n      - kind: Database\n        spec: {}\n";
    assert.deepEqual(parse(text).objects, [{ kind: "Database", spec: {} }]);
    assert.equal(place(text, ["spec"]), "6:9");
    assert.deepEqual(parse("kind: AllowList\nspec: {}\n").objects, [{ kind: "AllowList", spec: {} }]);
  });

  it("reads the truth values of YAML 1.1, as the engines do", () => {
    assert.deepEqual(parse("a: yes\nb: On\nc: off\nd: 'yes'\ne: yesterday\n").objects, [
      { a: true, b: true, c: false, d: "yes", e: "yesterday" },
    ]);
  });

  it("follows anchors and merge keys", () => {
    assert.deepEqual(parse("x: &x {prune: true}\nspec: {<<: *x}\n").objects, [
      { x: { prune: true }, spec: { prune: true } },
    ]);
    assert.equal(place("x: &x\n  prune: true\nspec: *x\n", ["spec", "prune"]), "2:3");
  });

  it("says where a field is, and where the nearest written one is", () => {
    const text = "kind: A\nspec:\n  items:\n    - name: a\n    - name: b\n---\nkind: B\n";
    assert.equal(place(text, ["spec", "items", 1, "name"]), "5:7");
    assert.equal(place(text, ["spec", "items", 7]), "3:3");
    assert.equal(place(text, ["spec", "other", "field"]), "2:1");
    assert.equal(place(text, []), "1:1");
    assert.equal(place(text, ["kind", "deeper"], 1), "7:1");
  });

  it("reports a key that is written twice, and keeps the other documents", () => {
    const { objects, errors } = parse("spec:\n  prune: true\n  prune: false\n---\na: 1\n");
    assert.deepEqual(objects, [{ a: 1 }]);
    assert.deepEqual(errors, ["3:3 The key is written twice in one mapping; remove one of them."]);
  });

  const head = (name: string) => `apiVersion: v1\nkind: A\nmetadata: {name: ${name}}\n`;
  const named = (name: string, rest: object = {}) => ({
    apiVersion: "v1",
    kind: "A",
    metadata: { name },
    ...rest,
  });

  it("names a missing separator, and reads the objects on both sides of it", () => {
    const text = `${head("a")}spec: 1\n${head("b")}spec: 2\n${head("c")}---\n${head("d")}`;
    const { objects, errors } = parse(text);
    assert.deepEqual(objects, [named("a", { spec: 1 }), named("b", { spec: 2 }), named("c"), named("d")]);
    const missing =
      "A line with --- is missing before this one: a second object begins here, and of the two only one would be delivered.";
    assert.deepEqual(errors, [`5:1 ${missing}`, `9:1 ${missing}`]);
    assert.equal(place(text, ["spec"], 1), "8:1");
    assert.equal(place(text, ["metadata", "name"], 3), "15:12");
  });

  it("takes a key of an object that is only written twice for what it is", () => {
    const { objects, errors } = parse(`${head("a")}spec: 1\nspec: 2\n`);
    assert.deepEqual(objects, [named("a", { spec: 2 })]);
    assert.deepEqual(errors, ["5:1 The key is written twice in one mapping; remove one of them."]);
  });

  it("makes one finding of an error, whatever follows from it, and reads the other documents", () => {
    for (const broken of [
      'a: "b\n  c: d\n',
      "a: [b\n c: d\n",
      "{{- if .x }}\na: {{ b }}\n{{- end }}\n",
      "a: @b\nc: 'd\n",
    ]) {
      const { objects, errors } = parse(`${head("a")}---\n${head("b")}${broken}---\n${head("c")}`);
      assert.equal(errors.length, 1, broken);
      assert.deepEqual([objects[0], objects.at(-1)], [named("a"), named("c")], broken);
    }
  });

  it("says from which line on a broken object cannot be trusted", () => {
    const brokenAt = (text: string) => parseManifest(text, "a.yaml").objects.map((one) => one.brokenAt);
    assert.deepEqual(brokenAt(`${head("a")}spec:\n  a: @b\n  c: 1\n`), [5]);
    assert.deepEqual(brokenAt(`${head("a")}spec:\n  a: 1\n  a: 2\n`), [undefined]);
  });

  it("never quotes the text around a mistake", () => {
    for (const text of [
      'password: "hunter2\n',
      "a: b: hunter2\n",
      "a: 1\n  b: hunter2\n",
      "- hunter2\na: 1\n",
      "{{ hunter2 }}: x: y\n",
      "a: *hunter2\n",
      "hunter2: 1\nhunter2: 2\n",
      "a: !<hunter2 1\n",
      "\thunter2: 1\n",
    ]) {
      const { errors } = parse(text);
      assert.notEqual(errors.length, 0, text);
      assert.doesNotMatch(errors.join(), /hunter2/);
    }
  });

  it("refuses a bomb of aliases", () => {
    const levels = "abcdefghi".split("").map((name, index, all) => {
      const inner = index === 0 ? "x" : `*${all[index - 1] ?? ""}`;
      return `${name}: &${name} [${Array.from({ length: 9 }, () => inner).join(", ")}]`;
    });
    assert.match(parse(`${levels.join("\n")}\n`).errors.join(), /aliases/);
  });
});
