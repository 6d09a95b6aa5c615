import assert from "node:assert/strict";
import { isPinned, pinnedForm } from "../../../safety/versions";

const sha = "4f2c3b1a0d9e8f7a6b5c4d3e2f1a0b9c8d7e6f5a";
const fixed = [sha, sha.toUpperCase(), `sha256:${"0".repeat(64)}`];
const releases = ["v1.2.3", "v0.10.200"];
const versions = ["1.2.3", "v1.2.3-rc.1", "1.2.3+build.5"];
const ranges = ["~1.2", "^1.2.0", "^v2", "v1.2.*", "1.*"];
const branches = ["main", "master", "HEAD", "release-1.2", "1.x", "1.2", "v1", "refs/heads/main", ""];
const open = ["*", ">=1.2.0", ">=1.2.0 <2.0.0", "1.2.3 || main"];
const odd = ["v1.2.3 ", "\nv1.2.3", "v1.2.3\n", sha.slice(1), `${sha}0`, "{{ .revision }}"];

describe("isPinned", () => {
  const cases = [
    { source: "git", environment: "production", yes: [...fixed, ...releases], no: [...versions, ...ranges] },
    { source: "git", environment: "staging", yes: [...fixed, ...releases, ...versions, ...ranges], no: [] },
    { source: "chart", environment: "production", yes: [...fixed, ...releases, ...versions], no: ranges },
    { source: "chart", environment: "staging", yes: [...fixed, ...releases, ...versions, ...ranges], no: [] },
  ] as const;
  for (const { source, environment, yes, no } of cases) {
    for (const revision of yes) {
      it(`accepts ${JSON.stringify(revision)} of a ${source} source in ${environment}`, () => {
        assert.ok(isPinned(revision, source, environment));
      });
    }
    for (const revision of [...no, ...branches, ...open, ...odd]) {
      it(`refuses ${JSON.stringify(revision)} of a ${source} source in ${environment}`, () => {
        assert.ok(!isPinned(revision, source, environment));
      });
    }
  }

  it("accepts everything in dev", () => {
    assert.ok(branches.every((revision) => isPinned(revision, "git", "dev")));
  });
});

describe("pinnedForm", () => {
  it("offers a range in staging only", () => {
    assert.equal(pinnedForm("git", "production"), "a release tag (v1.2.3) or a full commit SHA");
    assert.equal(pinnedForm("chart", "production"), "one exact chart version (1.2.3)");
    assert.match(pinnedForm("git", "staging"), /or a range within one major version/);
  });
});
