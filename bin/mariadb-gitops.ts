#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { connect } from "../confirm/cluster";
import { confirmCommand } from "../confirm/command";
import { runCommand } from "../review/command";

// `mariadb-gitops review ... | head` closes the pipe early.
process.stdout.on("error", () => process.exit());

const write = (stream: NodeJS.WriteStream) => (text: string) => {
  stream.write(`${text}\n`);
};

const words = process.argv.slice(2);

void (words[0] === "confirm" ? confirm(words.slice(1)) : review()).then((code) => {
  // Not process.exit(): a long report may still be on its way into a pipe.
  process.exitCode = code;
});

async function review(): Promise<number> {
  return runCommand(words, {
    out: write(process.stdout),
    err: write(process.stderr),
    readStdin: () => readFileSync(0, "utf8"),
    colour: process.stdout.isTTY && (process.env.NO_COLOR ?? "") === "" && process.env.TERM !== "dumb",
    today: new Date().toISOString().slice(0, 10),
  });
}

async function confirm(rest: readonly string[]): Promise<number> {
  return confirmCommand(rest, {
    out: write(process.stdout),
    err: write(process.stderr),
    ask: process.stdin.isTTY ? ask : undefined,
    connect,
  });
}

async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(question);
  } finally {
    terminal.close();
  }
}
