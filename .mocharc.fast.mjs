/** `npm run test:fast`: the tests that need no built tool and no server, on every core. */
import { availableParallelism } from "node:os";

export default {
  require: ["ts-node/register/transpile-only", "./test/support/skip.ts"],
  "node-option": ["conditions=mariadb-gitops-source"],
  spec: [
    "test/unit/**/*.test.ts",
    "test/graph/*.test.ts",
    "test/policy/*.test.ts",
    "test/requirements/*.test.ts",
  ],
  parallel: true,
  // Mocha's own default leaves one core free, and a machine with two would run one test file at a time.
  jobs: Math.max(2, availableParallelism()),
  timeout: 30_000,
  forbidOnly: true,
};
