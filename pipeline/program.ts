/** The project's Pulumi program, loaded when it is first run: it pulls in every provider SDK. */
export function program(connect?: unknown): unknown {
  // index.ts exports a function the CommonJS way, because that is how the Pulumi CLI takes it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const main = require("../index") as (connect?: unknown) => unknown;
  return main(connect);
}
