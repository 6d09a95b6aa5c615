import assert from "node:assert/strict";
import { UNKNOWN, type Value } from "../../../safety";
import {
  eachField,
  eachText,
  mustBeAbsent,
  mustBeOneOf,
  mustBeSet,
  number,
  text,
} from "../../../safety/expect";

const always = () => [{ path: [], message: "seen" }];
const said = (findings: readonly { readonly message: string }[]) => findings.map(({ message }) => message);

describe("fields", () => {
  const root: Value = {
    text: "x",
    number: 1,
    list: ["a", UNKNOWN, 3],
    map: { a: 1, b: null, c: UNKNOWN },
    nothing: null,
  };

  it("hand over a field of their type, and answer for every other", () => {
    assert.deepEqual(said(text(root, ["text"], { known: always })), ["seen"]);
    assert.match(text(root, ["number"], { known: always })[0]?.message ?? "", /as a string, not as a number/);
    assert.deepEqual(text(root, ["nothing"], { known: always }), []);
    assert.deepEqual(said(text(root, ["nothing"], { known: () => [], absent: always })), ["seen"]);
    assert.deepEqual(said(number(root, ["number"], { known: always })), ["seen"]);
    assert.match(number(root, ["text"], { known: always })[0]?.message ?? "", /as a number, not as a string/);
    assert.deepEqual(said(number(root, ["nothing"], { known: () => [], absent: always })), ["seen"]);
  });

  it("walk lists and objects", () => {
    const items = eachText(root, ["list"], always);
    assert.deepEqual(
      items.map(({ undecided }) => undecided),
      [undefined, true, undefined],
    );
    assert.match(items[2]?.message ?? "", /list\[2\] as a string/);
    assert.match(eachText(root, ["text"], always)[0]?.message ?? "", /as a list/);
    const fields = eachField(root, ["map"], (_, path, name) => [{ path, message: name }]);
    assert.deepEqual(
      fields.map(({ path, undecided }) => [path.join("."), undecided]),
      [
        ["map.a", undefined],
        ["map.c", true],
      ],
    );
    assert.match(eachField(root, ["list"], always)[0]?.message ?? "", /as an object, not as a list/);
  });

  it("require values, presence and absence", () => {
    assert.deepEqual(mustBeOneOf(["x", "y"], root, ["text"], "because"), []);
    assert.match(
      mustBeOneOf(["y", "z"], root, ["text"], "it")[0]?.message ?? "",
      /^must not set text to "x", but to "y" or "z", because it$/,
    );
    assert.match(
      mustBeOneOf(["y"], root, ["other"], "it")[0]?.message ?? "",
      /^must set other to "y", because it$/,
    );
    assert.deepEqual(mustBeOneOf(["y"], root, ["other"], "it", "y"), []);
    assert.deepEqual(mustBeSet(root, ["text"], "it"), []);
    assert.equal(mustBeSet(root, ["nothing"], "it").length, 1);
    assert.equal(mustBeSet(root, ["map", "c"], "it")[0]?.undecided, true);
    assert.deepEqual(mustBeAbsent(root, ["nothing"], "it"), []);
    assert.equal(mustBeAbsent(root, ["text"], "it").length, 1);
  });
});
