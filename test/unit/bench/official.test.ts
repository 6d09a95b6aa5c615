import assert from "node:assert/strict";

import { benchOfficial } from "../../../bench/official";

describe("the bench with the official provider", () => {
  const shared = process.env.MARIADB_GITOPS_SHARED;
  after(() => {
    if (shared === undefined) {
      delete process.env.MARIADB_GITOPS_SHARED;
    } else {
      process.env.MARIADB_GITOPS_SHARED = shared;
    }
  });

  it("says which part this machine does not have, and starts nothing", async () => {
    process.env.MARIADB_GITOPS_SHARED = "/nowhere";
    const notes: string[] = [];
    const [line = "", ...more] = await benchOfficial((note) => notes.push(note));
    assert.match(line, /^The official provider is not measured: .*pulumi-language-nodejs/);
    assert.deepEqual([more, notes], [[], []]);
  });
});
