/**
 * The guard's objects applied as they are, without Pulumi: what a test of the policies alone needs.
 */
import { guardManifests } from "../../../components/guard/manifests";
import type { Reach } from "../../../components/guard/scope";
import { waitFor } from "../../../sandbox/ground/wait";
import { dryRun, type GuardApi } from "./api";
import { admissionThings, type Thing } from "./objects";

/** The policies and bindings of a guard, as things. */
function objectsOf(reach: Reach): Thing[] {
  return admissionThings(
    guardManifests(reach, true).flatMap(({ policy, bindings }) => [policy, ...bindings]),
  );
}

/** Applies objects, and says which one the API server does not take. */
export async function applyAll(api: GuardApi, ...objects: readonly Thing[]): Promise<void> {
  for (const object of objects) {
    const { status, message } = await api.apply(object);
    if (status > 299) {
      throw new Error(`${object.path}: ${status} ${message}`);
    }
  }
}

/** Applies a guard, and waits until it refuses the deletion of each of the objects. */
export async function applyGuard(
  api: GuardApi,
  reach: Reach,
  ...probes: readonly Thing[]
): Promise<{ remove: () => Promise<void> }> {
  const objects = objectsOf(reach);
  await applyAll(api, ...objects);
  await refuses(api, true, probes);
  const remove = async (): Promise<void> => {
    for (const object of [...objects].reverse()) {
      await api.delete(object);
    }
    await refuses(api, false, probes);
  };
  return { remove };
}

async function refuses(api: GuardApi, refused: boolean, probes: readonly Thing[]): Promise<void> {
  for (const probe of probes) {
    await waitFor(
      `the deletion of ${probe.object.kind} ${probe.object.metadata.name} to be ${refused ? "refused" : "let pass"}`,
      async () => ((await api.delete(probe, dryRun)).status === 403) === refused,
      { seconds: 60 },
    );
  }
}
