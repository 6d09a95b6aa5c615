#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { connect } from "../confirm/cluster";
import { confirmCommand } from "../confirm/command";
import { runCommand, type World } from "../review/command";
import { decode } from "../review/files";
import { accessCommand } from "./access";
import { guardCommand } from "./guard";

// `mariadb-gitops review ... | head` closes the pipe early.
process.stdout.on("error", () => process.exit());

const write = (stream: NodeJS.WriteStream) => (text: string) => {
  stream.write(`${text}\n`);
};

const world: World = {
  out: write(process.stdout),
  err: write(process.stderr),
  readStdin: () => decode(readFileSync(0)),
  colour: process.stdout.isTTY && (process.env.NO_COLOR ?? "") === "" && process.env.TERM !== "dumb",
  ask: process.stdin.isTTY ? ask : undefined,
  today: new Date().toISOString().slice(0, 10),
};

const [name = "", ...words] = process.argv.slice(2);
const commands: Readonly<
  Record<string, (words: readonly string[], world: World) => number | Promise<number>>
> = {
  access: accessCommand,
  confirm,
  guard: guardCommand,
};
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;

void Promise.resolve(command?.(words, world) ?? runCommand(process.argv.slice(2), world)).then((code) => {
  // Not process.exit(): a long report may still be on its way into a pipe.
  process.exitCode = code;
});

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
