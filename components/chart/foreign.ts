import * as pulumi from "@pulumi/pulumi";

import type { LocatedChart } from "./location";

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
 * What to do about an installation that is already there, or undefined when the errors speak of something else.
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
