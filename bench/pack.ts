import { buildPolicyPack } from "../policy/build";
import { table } from "../sandbox/table";
import { measurePreview, type Runner } from "./measure";
import { median } from "./median";
import { withComponents, type Place } from "./programs";

const databases = 1000;
const runs = 3;

/** What loading the policy pack and evaluating about a thousand resources adds to a first preview. */
export async function benchPack(
  runner: Runner,
  place: Place,
  note: (text: string) => void,
): Promise<string[]> {
  const pack = await buildPolicyPack();
  const program = withComponents(place, databases, "production");
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
      [
        String(databases),
        without.toFixed(1),
        using.toFixed(1),
        `${((using / without - 1) * 100).toFixed(0)} %`,
      ],
    ]),
    "aim for MORE: below 33 %",
  ];
}
