import { runOperation, selectStack, type DeployArgs } from "./operation";
import { urnName, urnType, type Report } from "./report";

/** The fields of a resource in the state that a destroy reads. */
interface StateResource {
  urn?: string;
  protect?: boolean;
  retainOnDelete?: boolean;
  custom?: boolean;
}

/** A destroy that Pulumi's own protection refuses; the message lists every protected resource. */
export class ProtectedError extends Error {
  public readonly holders: readonly string[];

  constructor(stack: string, holders: readonly string[]) {
    super(
      [
        `The destroy of stack ${stack} was refused: nothing was deleted. These resources are protected:`,
        ...holders.map((holder) => `  - ${holder}`),
        "To lift the protection, a second person reviews this change and then you run: " +
          "pulumi config set deletionProtection false && pulumi up (docs/runbooks/destroy.md). Then run the destroy again.",
      ].join("\n"),
    );
    this.name = "ProtectedError";
    this.holders = holders;
  }
}

/** The report of a destroy, and the resources that stay in the cluster because they hold data or access to it. */
interface DestroyReport extends Report {
  /** Resources that left the state and stay where they are. */
  kept: string[];
}

/**
 * Removes what a stack installed and keeps what holds data. It removes everything or nothing: the engine alone would
 * stop at a protected resource, after everything that depends on it is gone.
 *
 * @throws ProtectedError when a resource is protected; nothing was deleted
 * @throws DeployError when the engine failed
 */
export async function destroy(args: DeployArgs): Promise<DestroyReport> {
  const stack = await selectStack(args);
  const resources = resourcesOf(await stack.exportStack());
  const holders = resources.filter(({ protect }) => protect === true).map(nameOf);
  if (holders.length > 0) {
    throw new ProtectedError(args.stack, holders);
  }
  const kept = resources
    .filter(({ retainOnDelete, custom }) => retainOnDelete === true && custom === true)
    .map(nameOf);
  const result = await runOperation("destroy", args, (options) => stack.destroy(options));
  return { ...result, kept };
}

/** The resources of an exported state. A state in an unknown form is not read as an empty one. */
function resourcesOf({ deployment }: { deployment?: unknown }): StateResource[] {
  const { manifest, resources = manifest === undefined ? undefined : [] } = (deployment ?? {}) as {
    manifest?: unknown;
    resources?: unknown;
  };
  if (!Array.isArray(resources)) {
    throw new Error(
      "The exported state has no list of resources, so nothing is known about their protection.",
    );
  }
  return resources as StateResource[];
}

function nameOf({ urn = "" }: StateResource): string {
  return `${urnType(urn)} ${urnName(urn)}`;
}
