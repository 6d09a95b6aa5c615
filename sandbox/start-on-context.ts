import { isAutomated, readApplication, waitUntilSynced, type Application } from "./argocd-delivery";
import { Cluster, lockFile } from "./cluster";
import { createFolders, type Layout } from "./ground/layout";
import { deployStack } from "./deliver";
import { describeArgoCd } from "./results";
import { waitOptions, type StartArgs } from "./stack-config";
import { ensureTools, withLock } from "./tools";

/**
 * `npm start -- --context NAME`: the stack on a cluster of yours. Its own Argo CD pulls from the repository in the
 * stack file. Nothing is started here, and an environment with manual sync waits for its operators.
 *
 * @returns the lines for stdout
 */
export async function startOnContext(where: Layout, context: string, args: StartArgs): Promise<string[]> {
  const { stack, progress, signal, config } = args;
  await createFolders(where);
  return withLock(lockFile(where), waitOptions(args), async () => {
    const { pulumi } = await ensureTools(["pulumi"], { progress, signal });
    const overrides = { kubeContext: context, ...config };
    const report = await deployStack(
      where,
      pulumi.path,
      { stack, overrides, cluster: context },
      { progress, signal },
    );
    const cluster = new Cluster(undefined, context);
    const application = await waitOnContext(cluster, `mariadb-${stack}`, args);
    return describeArgoCd(cluster, application, report);
  });
}

async function waitOnContext(
  cluster: Cluster,
  name: string,
  { progress, signal }: StartArgs,
): Promise<Application> {
  const application = await readApplication(cluster, name);
  if (!isAutomated(application)) {
    progress.action(`${name} syncs manually; start it with: argocd app sync ${name}`);
    return application;
  }
  return progress.step(
    `waiting for the cluster's Argo CD to deliver ${name}`,
    () => waitUntilSynced(cluster, name, undefined, { seconds: 600, signal }),
    (elapsed) => `${name} is Synced, in ${elapsed}`,
  );
}
