import { Engine } from "../components/engine/engine";
import { Environment } from "../components/environments";
import { deploy, preview } from "../pipeline/deploy";
import { table } from "../sandbox/ground/table";
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
        const first = await seconds(() => preview(args));
        const up = await seconds(() => deploy(args));
        const again = await seconds(() => deploy(args));
        rows.push([stack, engine, first, up, again]);
      }
    });
  }
  return [...table(rows), "", ...(await benchOfficial(note))];
}

async function seconds(operation: () => Promise<unknown>): Promise<string> {
  const begin = performance.now();
  await operation();
  return ((performance.now() - begin) / 1000).toFixed(1);
}
