import assert from "node:assert/strict";
import * as fc from "fast-check";
import { markLike, mayQuote, secretTexts } from "../../../../sandbox/providers/secrets";
import { asSecret } from "../../../../sandbox/providers/values";

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
    for (const text of quotes) assert.equal(mayQuote(text, ["hunter2!"]), true, text);
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
