import assert from "node:assert/strict";
import fc from "fast-check";
import { UNKNOWN, type Value } from "../../../safety";
import { keptPairs, removedMembers } from "../../../safety/changes";
import { find, membersOf, shareNamespace } from "../../../safety/objects";
import { containerLists, eachContainer, podTemplate, workloads } from "../../../safety/workloads";
import { anyValue } from "./arbitraries";
import { edit, named } from "./objects";

const always = () => [{ path: [], message: "seen" }];

describe("workloads", () => {
  for (const kind of workloads.flatMap(({ kinds }) => kinds)) {
    it(`are judged in all containers of a ${kind}`, () => {
      const object = named("x/v1", kind, "x");
      const pod = podTemplate(object) ?? assert.fail();
      const full = containerLists.reduce(
        (next, list) => edit(next, [...pod, "spec", list], [{ image: list }, UNKNOWN]),
        object,
      );
      const found = eachContainer(full, (_, path) => [{ path, message: "seen" }]);
      assert.deepEqual(
        found.map(({ undecided }) => undecided),
        [undefined, true, undefined, true, undefined, true],
      );
      assert.deepEqual(eachContainer(object, always), []);
    });
  }

  it("are no other kinds", () => {
    assert.deepEqual(eachContainer(named("v1", "Secret", "x"), always), []);
    fc.assert(fc.property(anyValue, (object) => void eachContainer(object, always)));
  });
});

describe("objects of a set", () => {
  const target = { group: "", kinds: ["Secret"] };
  const a = named("v1", "Secret", "a", "x");
  const open = named("v1", "Secret", "a");
  const unknown = named("v1", "Secret", UNKNOWN, "x");
  const positions = (members: readonly { readonly index: number }[]) => members.map(({ index }) => index);

  it("are found by kind, and by reference", () => {
    const set: readonly Value[] = [
      null,
      named("v1", "Pod", "a", "x"),
      a,
      open,
      unknown,
      named("v1", "Secret", "a", "y"),
      { kind: UNKNOWN },
    ];
    assert.deepEqual(positions(membersOf(set, target)), [2, 3, 4, 5]);
    const { named: certain, possible } = find(set, { target, namespace: "x", name: "a" });
    assert.deepEqual([positions(certain), positions(possible)], [[2, 3], [4]]);
    const hidden = edit(a, ["metadata", "namespace"], UNKNOWN);
    assert.deepEqual(positions(find([hidden], { target, namespace: "x", name: "a" }).possible), [0]);
  });

  it("share a namespace unless both say another", () => {
    assert.ok(shareNamespace(a, open) && shareNamespace(open, a) && shareNamespace(a, a));
    assert.ok(!shareNamespace(a, named("v1", "Secret", "a", "y")));
  });

  it("are matched between revisions", () => {
    const change = { before: [a, open], after: [unknown, open] };
    assert.deepEqual(
      keptPairs(change, target).map(({ before, after }) => [before.index, after.index]),
      [[1, 1]],
    );
    assert.deepEqual(positions(removedMembers(change, target)), [0]);
  });
});
