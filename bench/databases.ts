import { buildPolicyPack } from "../policy/build";
import { table } from "../review/table";
import { measure, measurePreview, median, more, type Measured, type Runner } from "./measure";
import { bare, withComponents, type ClusterContext } from "./programs";

/** How many databases are measured, and how often: a run of a thousand takes minutes. */
const sizes = [
  { databases: 1, runs: 5 },
  { databases: 10, runs: 5 },
  { databases: 100, runs: 3 },
  { databases: 1000, runs: 1 },
];

type Operation = "preview" | "up" | "again";
const operations: readonly Operation[] = ["preview", "up", "again"];

/**
 * Preview, update and second preview of one environment with so many databases, against a bare program that registers
 * the same resources. Both run in turns, on a cluster that has the objects already, each time from an empty state.
 */
export async function benchDatabases(
  runner: Runner,
  target: ClusterContext,
  note: (text: string) => void,
): Promise<string[]> {
  const rows = [
    ["DATABASES", "RESOURCES", "OPERATION", "BARE (s)", "COMPONENTS (s)", "MORE", "MS PER DATABASE"],
  ];
  for (const { databases, runs } of sizes) {
    const program = withComponents(target, databases);
    // Creates the objects, and records the resources.
    const { recorded } = await measure(runner, program);
    const plain = bare(target, recorded);
    const [components, bares]: [Measured[], Measured[]] = [[], []];
    for (let run = 0; run < runs; run += 1) {
      note(`${databases} databases, run ${run + 1} of ${runs}`);
      bares.push(await measure(runner, plain));
      components.push(await measure(runner, program));
    }
    for (const operation of operations) {
      const [without, using] = [bares, components].map((all) => median(all.map((run) => run[operation]))) as [
        number,
        number,
      ];
      rows.push([
        String(databases),
        String(recorded.length),
        operation === "again" ? "second preview" : operation,
        without.toFixed(2),
        using.toFixed(2),
        more(without, using),
        ((using * 1000) / databases).toFixed(0),
      ]);
    }
  }
  return [...table(rows), "aim for MORE: below 15 %"];
}

const databases = 1000;
const runs = 3;

/** What loading the policy pack and evaluating about a thousand resources adds to a first preview. */
export async function benchPack(
  runner: Runner,
  target: ClusterContext,
  note: (text: string) => void,
): Promise<string[]> {
  const pack = await buildPolicyPack();
  const program = withComponents(target, databases, "production");
  const times = { without: [] as number[], using: [] as number[] };
  for (let run = 0; run < runs; run += 1) {
    note(`preview with and without the pack, run ${run + 1} of ${runs}`);
    times.without.push(await measurePreview(runner, program));
    times.using.push(await measurePreview(runner, program, [pack]));
  }
  const [without, using] = [median(times.without), median(times.using)];
  return [
    ...table([
      ["DATABASES", "PREVIEW (s)", "WITH THE PACK (s)", "MORE"],
      [String(databases), without.toFixed(1), using.toFixed(1), more(without, using)],
    ]),
    "aim for MORE: below 33 %",
  ];
}
