import assert from "node:assert/strict";

import * as fc from "fast-check";

import {
  asMap,
  asSecret,
  equal,
  hasSecret,
  hasUnknown,
  markLike,
  mayQuote,
  open,
  plain,
  secretTexts,
  unknown,
} from "../../../../../sandbox/stand-ins/providers/values";

describe("values", () => {
  it("opens secrets at any depth, also secrets inside secrets", () => {
    const value = { a: asSecret({ b: [asSecret("c")] }), d: 1 };
    assert.deepEqual(open(value), { a: { b: ["c"] }, d: 1 });
  });

  it("finds what is unknown inside secrets, lists and maps", () => {
    assert.equal(hasUnknown({ a: [asSecret({ b: unknown })] }), true);
    assert.equal(hasUnknown({ a: [asSecret({ b: "known" })] }), false);
  });

  it("finds secrets inside lists and maps", () => {
    assert.equal(hasSecret({ a: [{ b: asSecret(1) }] }), true);
    assert.equal(hasSecret({ a: [{ b: 1 }] }), false);
  });

  it("refuses to send what is unknown", () => {
    assert.throws(() => plain({ a: [unknown] }), /not known yet/);
    assert.deepEqual(plain({ a: [null, true] }), { a: [null, true] });
  });

  it("takes neither lists nor null for maps", () => {
    assert.equal(asMap([]), undefined);
    assert.equal(asMap(null), undefined);
    assert.deepEqual(asMap({ a: 1 }), { a: 1 });
  });

  it("compares deeply, and nothing equals what is unknown", () => {
    assert.equal(equal({ a: [1, { b: null }] }, { a: [1, { b: null }] }), true);
    assert.equal(equal({ a: 1 }, { a: 1, b: 2 }), false);
    assert.equal(equal({ a: 1, b: 2 }, { a: 1, c: 2 }), false);
    assert.equal(equal([1, 2], [2, 1]), false);
    assert.equal(equal("1", 1), false);
    assert.equal(equal(unknown, unknown), false);
    assert.equal(equal({ a: unknown }, { a: unknown }), false);
  });
});

describe("secrets", () => {
  it("marks at the same path and leaves the rest in clear", () => {
    const marked = markLike(
      { spec: { user: "app", password: "p", port: 1 }, kind: "X" },
      { spec: { user: "app", password: asSecret("p") } },
    );
    assert.deepEqual(marked, { spec: { user: "app", password: asSecret("p"), port: 1 }, kind: "X" });
  });

  it("marks the whole map when the whole map was secret", () => {
    const marked = markLike({ data: { a: "1", b: "2" } }, { data: asSecret({ a: "1" }) });
    assert.deepEqual(marked, { data: asSecret({ a: "1", b: "2" }) });
  });

  it("marks the whole list when one of its items is secret, because the order may change", () => {
    const marked = markLike({ list: ["b", "a"] }, { list: ["a", asSecret("b")] });
    assert.deepEqual(marked, { list: asSecret(["b", "a"]) });
  });

  it("marks what became another type than the secret was", () => {
    assert.deepEqual(markLike({ a: "text" }, { a: { b: asSecret(1) } }), { a: asSecret("text") });
  });

  it("collects the texts and numbers that are secret", () => {
    const value = { a: asSecret({ b: ["x", 7, true] }), c: "open", d: [asSecret("y")] };
    assert.deepEqual(secretTexts(value), ["x", "7", "y"]);
  });

  it("notices a secret that is quoted, cut short, encoded or decoded", () => {
    const quotes = [
      'Invalid value: "hunter2!"',
      'bigger context ...|rd":"hunte|...',
      Buffer.from("hunter2!").toString("base64"),
    ];
    for (const text of quotes) {
      assert.equal(mayQuote(text, ["hunter2!"]), true, text);
    }
    const encoded = Buffer.from("hunter2!").toString("base64");
    assert.equal(mayQuote("the password is hunter2!", [encoded]), true);
  });

  it("lets other texts pass", () => {
    assert.equal(mayQuote('namespaces "x" not found', ["hunter2!"]), false);
    assert.equal(mayQuote("anything", []), false);
  });

  it("notices every part of four characters or more, and short secrets whole", () => {
    const secrets = fc.string({ minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(
        secrets,
        fc.string(),
        fc.string(),
        fc.nat(),
        fc.nat(),
        (secret, before, after, from, more) => {
          const start = from % Math.max(1, secret.length - 3);
          const part = secret.slice(start, start + 4 + more);
          assert.equal(mayQuote(before + part + after, [secret]), true);
        },
      ),
    );
  });
});
