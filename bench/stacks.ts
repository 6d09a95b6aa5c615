import { Engine } from "../components/engine/engine";
import { Environment } from "../components/environments";
import { deploy, preview } from "../pipeline/deploy";
import { table } from "../review/table";
import { seconds } from "./measure";
import { benchOfficial } from "./official";
import { withSandbox } from "./sandbox";

/**
 * Previews and updates of the three stacks on both engines, with the whole program and the policy pack, on stand-in
 * providers; then what the official provider takes. Each engine has a sandbox of its own: a cluster has one platform
 * for each environment.
 */
export async function benchStacks(note: (text: string) => void): Promise<string[]> {
  const rows = [["STACK", "ENGINE", "PREVIEW (s)", "PREVIEW AND UP (s)", "AGAIN, NO CHANGE (s)"]];
  for (const engine of Object.values(Engine)) {
    await withSandbox(async ({ argsOf }) => {
      for (const stack of Object.values(Environment)) {
        note(`${stack} on ${engine}`);
        const args = argsOf(engine, stack);
        const times = [
          await seconds(() => preview(args)),
          await seconds(() => deploy(args)),
          await seconds(() => deploy(args)),
        ];
        rows.push([stack, engine, ...times.map((time) => time.toFixed(1))]);
      }
    });
  }
  return [...table(rows), "", ...(await benchOfficial(note))];
}
