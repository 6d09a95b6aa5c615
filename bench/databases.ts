import { table } from "../sandbox/table";
import { measure, type Measured, type Runner } from "./measure";
import { median } from "./median";
import { bare, withComponents, type Place } from "./programs";

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
  place: Place,
  note: (text: string) => void,
): Promise<string[]> {
  const rows = [
    ["DATABASES", "RESOURCES", "OPERATION", "BARE (s)", "COMPONENTS (s)", "MORE", "MS PER DATABASE"],
  ];
  for (const { databases, runs } of sizes) {
    const program = withComponents(place, databases);
    // Creates the objects, and says which resources there are.
    const { recorded } = await measure(runner, program);
    const plain = bare(place, recorded);
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
        `${((using / without - 1) * 100).toFixed(0)} %`,
        ((using * 1000) / databases).toFixed(0),
      ]);
    }
  }
  return [...table(rows), "aim for MORE: below 15 %"];
}
