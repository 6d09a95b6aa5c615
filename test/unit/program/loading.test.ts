import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { projectDir } from "../../../sandbox/ground/layout";

/** Loads the program as the Pulumi CLI does, and prints which of these modules that took. */
const load = `
  require("./index");
  const loaded = new Set(Object.keys(require.cache));
  const found = ["@pulumi/kubernetes", "@pulumi/aws", "@pulumi/aws/s3", "@kubernetes/client-node"]
    .filter((name) => loaded.has(require.resolve(name)));
  process.stdout.write(JSON.stringify(found));
`;

describe("loading the program", () => {
  it("takes the parts of the AWS SDK that components use and not all of it, and no client of a cluster", async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--require", "ts-node/register/transpile-only", "--eval", load],
      { cwd: projectDir },
    );
    assert.deepEqual(JSON.parse(stdout), ["@pulumi/kubernetes", "@pulumi/aws/s3"]);
  });
});
