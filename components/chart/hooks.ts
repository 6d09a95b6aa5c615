import * as pulumi from "@pulumi/pulumi";

import type { LocatedChart } from "./location";

/** Something that an update waits for and that the cluster has to do. */
export interface Waiting {
  /** The end of the sentence "Waiting for ...". */
  readonly what: string;
  /** Commands that show why it does not happen. */
  readonly look: readonly string[];
}

/** How long an update waits in silence, in seconds. */
const silence = 30;

/**
 * Hooks that say every 30 seconds what a resource waits for, and, when it has waited in vain, what to look at. The
 * provider itself says neither.
 *
 * @param name unique in the program
 * @example
 * new k8s.apiextensions.CustomResource("flux", manifest, { ...options, hooks: tellWaiting("flux", { what, look }) });
 */
export function tellWaiting(name: string, waiting: Waiting): pulumi.ResourceHookBinding {
  let timer: NodeJS.Timeout | undefined;
  let waited = 0;
  const start = new pulumi.ResourceHook(`${name}-waiting`, () => {
    clearInterval(timer);
    waited = 0;
    timer = setInterval(() => {
      waited += silence;
      void pulumi.log.info(waitingMessage(waiting, waited));
    }, silence * 1000);
    timer.unref();
  });
  const stop = new pulumi.ResourceHook(`${name}-waited`, () => {
    clearInterval(timer);
  });
  const failed = new pulumi.ErrorHook(`${name}-waited-in-vain`, ({ errors }) => {
    clearInterval(timer);
    if (timedOut(errors)) {
      void pulumi.log.error(inVainMessage(waiting));
    }
    return false;
  });
  return {
    beforeCreate: [start],
    afterCreate: [stop],
    beforeUpdate: [start],
    afterUpdate: [stop],
    onError: [failed],
  };
}

/** Message while an update waits. */
export function waitingMessage({ what, look }: Waiting, seconds: number): string {
  return `Waiting for ${what} (${String(seconds)} s). To see why it takes long: ${look.join("; ")}`;
}

/** Message on a timeout. */
export function inVainMessage({ what, look }: Waiting): string {
  return (
    `The wait for ${what} is over, and it did not happen. Look at: ${look.join("; ")}. ` +
    "If the cluster only needs longer, set readyTimeout to more, such as 20m."
  );
}

/** Whether the provider gave up waiting; every other failure has a cause of its own to tell. */
function timedOut(errors: readonly string[]): boolean {
  return /time[ds]? ?out|deadline exceeded|never became|not ready/i.test(errors.join("\n"));
}

/**
 * Tells, after a failed creation, what to do about an installation that somebody else made. Helm's own message says only
 * what it refused. The operation is not tried again: a person decides who owns an installation.
 */
export function explainForeign({ release }: LocatedChart, namespace: string): pulumi.ErrorHook {
  return new pulumi.ErrorHook(`explain-${namespace}-${release}`, ({ errors }) => {
    const help = adoptionHelp(errors, release, namespace);
    if (help !== undefined) {
      void pulumi.log.error(help);
    }
    return false;
  });
}

/**
 * The remedy for an installation that exists already, or undefined when the errors have another cause.
 *
 * @param errors messages of Helm or of the provider
 */
export function adoptionHelp(
  errors: readonly string[],
  release: string,
  namespace: string,
): string | undefined {
  const said = errors.join("\n");
  if (said.includes("cannot re-use a name that is still in use")) {
    return (
      `The Helm release ${namespace}/${release} exists and is not in this stack's state: somebody else has installed it. ` +
      `To leave it to its owner, use the existing installation instead of installing one.`
    );
  }
  if (/invalid ownership metadata|already exists/.test(said)) {
    return (
      `Objects of the chart exist and belong to another installation. To let the release ${namespace}/${release} adopt ` +
      `them, set on each: label app.kubernetes.io/managed-by=Helm, annotations meta.helm.sh/release-name=${release} and ` +
      `meta.helm.sh/release-namespace=${namespace}. Do not delete CRDs: that deletes every object of their kinds. ` +
      `To leave them to their owner, use the existing installation instead of installing one.`
    );
  }
  return undefined;
}
