/**
 * `npm run bench [-- start|stacks|databases|pack|review|guard]... [--cold]`: measures; without a name, everything. Results go to stdout.
 */
import { lineProgress } from "../sandbox/ground/progress";
import { benchDatabases, benchPack } from "./databases";
import { benchGuard } from "./guard";
import { benchReview } from "./review";
import { withSandbox } from "./sandbox";
import { benchStacks } from "./stacks";
import { benchStart } from "./start";

const progress = lineProgress();
const note = (text: string): void => {
  progress.action(text);
};

const suites: Readonly<Record<string, (cold: boolean) => Promise<string[]>>> = {
  start: (cold) => benchStart(cold),
  stacks: () => benchStacks(note),
  databases: () => withSandbox(({ runner, target }) => benchDatabases(runner, target, note)),
  pack: () => withSandbox(({ runner, target }) => benchPack(runner, target, note)),
  review: () => benchReview(note),
  guard: () => benchGuard(note),
};

async function main(words: readonly string[]): Promise<number> {
  const names = words.filter((word) => word !== "--cold");
  const unknown = names.filter((name) => suites[name] === undefined);
  if (unknown.length > 0) {
    progress.failure(
      `${unknown.join(", ")} is not a benchmark; use ${Object.keys(suites).join(", ")} or --cold`,
    );
    return 2;
  }
  for (const [name, suite] of Object.entries(suites)) {
    if (names.length === 0 || names.includes(name)) {
      const lines = await suite(words.includes("--cold"));
      process.stdout.write(`${lines.join("\n")}\n\n`);
    }
  }
  return 0;
}

void main(process.argv.slice(2)).then((code) => process.exit(code));
