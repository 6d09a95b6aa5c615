import assert from "node:assert/strict";

import { goProblem } from "../../../../sandbox/tools/go";

/** What Go 1.26 printed in each of these situations. */
const outputs = [
  [
    "modules-unreachable",
    `main.go:11:2: example.org/m/v2@v2.40.0: Get "http://127.0.0.1:1/m/v2/@v/v2.40.0.zip": dial tcp 127.0.0.1:1: connect: connection refused`,
  ],
  [
    "modules-unreachable",
    "go: downloading example.org/m v1.0.0\nmain.go:11:2: module lookup disabled by GOPROXY=off",
  ],
  [
    "modules-unreachable",
    "go: example.org/m@v1.0.0: reading https://proxy.example/m/@v/v1.0.0.info: 403 Forbidden",
  ],
  ["go-too-old", "go: go.mod requires go >= 1.99 (running go 1.26.8; GOTOOLCHAIN=local)"],
  ["go-too-old", "go: download go1.27.0 for linux/amd64: toolchain not available"],
  [
    "go-too-old",
    `go: download go1.99.0: golang.org/toolchain@v0.0.1-go1.99.0.linux-amd64: Get "http://127.0.0.1:1/x.zip": dial tcp: connection refused`,
  ],
  [
    "checksum-mismatch",
    "verifying example.org/m@v1.0.0: checksum mismatch\n\nSECURITY ERROR\nThis download does NOT match",
  ],
  ["out-of-memory", "k8s.io/api/core/v1\nk8s.io/api/core/v1: /usr/lib/go/pkg/tool/compile: signal: killed"],
  ["disk-full", "/usr/lib/go/pkg/tool/link: writing output: write /tmp/a.out: no space left on device"],
  ["build-failed", "main.go:3:1: syntax error: non-declaration statement outside function body"],
  ["build-failed", ""],
] as const;

describe("what Go says when it fails", () => {
  for (const [code, output] of outputs) {
    it(`is ${code}: ${output.split("\n").at(-1)?.slice(0, 60) ?? ""}`, () => {
      const problem = goProblem("etcd v3.6.6 was not built", output, "/cache");
      assert.equal(problem.code, code);
      assert.ok(problem.message.startsWith("etcd v3.6.6 was not built: "));
      assert.ok(problem.remedy.endsWith("."), problem.remedy);
    });
  }

  it("is shortened to the last lines that say something", () => {
    const noise = Array.from({ length: 500 }, (_, i) => `example.org/package/p${i}`);
    const output = [
      "go: downloading example.org/m v1.0.0",
      ...noise,
      "# example.org/p",
      "p.go:1:1: wrong",
    ].join("\n");
    assert.equal(goProblem("x", output, "/cache").why, "# example.org/p; p.go:1:1: wrong");
  });
});
