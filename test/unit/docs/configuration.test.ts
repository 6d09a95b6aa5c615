import assert from "node:assert/strict";
import { resolve } from "node:path";
import { renderConfiguration } from "../../../docs/configuration";
import { stale } from "../../../docs/generate";
import { secretKeys, settingKeys } from "../../../program/setting-keys";

const page = renderConfiguration();

/** The cells of each row, by the key that the row is about. */
const rows = new Map(
  page.content
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => {
      const [key = "", ...cells] = line.slice(2, -2).split(" | ");
      return [key.replaceAll("`", ""), cells] as const;
    }),
);

describe("the page about the configuration", () => {
  it("lists every key once, in the order of the program, and says what it is", () => {
    assert.deepEqual([...rows.keys()], [...settingKeys]);
    for (const [key, cells] of rows) {
      assert.equal(cells.length, 6, key);
      assert.ok((cells.at(-1) ?? "").length > 10, key);
    }
  });

  it("marks the keys whose value must be a secret, and no other", () => {
    const marked = [...rows].filter(([, [type = ""]]) => type.endsWith(", secret")).map(([key]) => key);
    assert.ok(secretKeys.length > 0);
    assert.deepEqual(marked.toSorted(), [...secretKeys].toSorted());
  });

  it("shows the default, then what each committed stack says", () => {
    const [type, byDefault, dev, staging, production] = rows.get("engine") ?? [];
    assert.deepEqual([type, byDefault], ["string", "`argocd`"]);
    assert.deepEqual([dev, staging, production], ["", "", ""]);
    const [list, none, ...revisions] = rows.get("targetRevision")?.slice(0, 5) ?? [];
    assert.deepEqual([list, none], ["string", ""]);
    assert.match(revisions.join(" "), /^`main` `v\S+` `v\S+`$/);
    assert.equal(rows.get("databases")?.[0], "list of objects");
  });

  it("is found stale when a key, a default or a value changes", () => {
    const root = resolve(__dirname, "../../..");
    assert.deepEqual(stale([page], root), []);
    const changed = { ...page, content: page.content.replace("`argocd`", "`flux`") };
    assert.notEqual(changed.content, page.content);
    assert.deepEqual(stale([changed], root), [changed]);
  });
});
