#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { runCommand } from "../review/command";

// `mariadb-gitops review ... | head` closes the pipe early.
process.stdout.on("error", () => process.exit());

const write = (stream: NodeJS.WriteStream) => (text: string) => {
  stream.write(`${text}\n`);
};

void runCommand(process.argv.slice(2), {
  out: write(process.stdout),
  err: write(process.stderr),
  readStdin: () => readFileSync(0, "utf8"),
  colour: process.stdout.isTTY && (process.env.NO_COLOR ?? "") === "" && process.env.TERM !== "dumb",
  today: new Date().toISOString().slice(0, 10),
}).then((code) => {
  // Not process.exit(): a long report may still be on its way into a pipe.
  process.exitCode = code;
});
