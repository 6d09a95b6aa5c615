import assert from "node:assert/strict";

import { Problem } from "../../../../sandbox/ground/problem";
import { cacheRoot, platformOf } from "../../../../sandbox/tools/host";

describe("platform", () => {
  it("speaks Go's names", () => {
    assert.deepEqual(platformOf("linux", "x64"), { os: "linux", arch: "amd64" });
    assert.deepEqual(platformOf("darwin", "arm64"), { os: "darwin", arch: "arm64" });
  });

  it("sends Windows to WSL 2", () => {
    assert.throws(
      () => platformOf("win32", "x64"),
      (error) =>
        error instanceof Problem && error.code === "unsupported-platform" && error.remedy.includes("WSL 2"),
    );
  });

  it("refuses other systems and processors", () => {
    assert.throws(() => platformOf("freebsd", "x64"), { code: "unsupported-platform", why: /freebsd/ });
    assert.throws(() => platformOf("linux", "riscv64"), { code: "unsupported-platform", why: /riscv64/ });
  });

  it("finds the cache that all clones of a user share", () => {
    assert.equal(cacheRoot({ HOME: "/home/ada" }), "/home/ada/.cache/mariadb-gitops");
    assert.equal(cacheRoot({ HOME: "/home/ada", XDG_CACHE_HOME: "/var/c" }), "/var/c/mariadb-gitops");
    assert.equal(cacheRoot({ HOME: "/home/ada", XDG_CACHE_HOME: "" }), "/home/ada/.cache/mariadb-gitops");
    assert.equal(cacheRoot({ XDG_CACHE_HOME: "/var/c", MARIADB_GITOPS_CACHE: "/big" }), "/big");
  });
});
