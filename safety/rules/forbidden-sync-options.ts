import { argoApplications, checkApplication, type ApplicationView } from "../application";
import { eachAnnotatedOption, eachSyncOption, type SyncOption } from "../deliveries";
import { mustNotBeTrue } from "../expect";
import type { Finding } from "../finding";
import { dataKinds } from "../kinds";
import { isStateless } from "../labels";
import { identityOf, isTarget } from "../objects";
import { defineRule, levels } from "../rule";
import { formatPath, type Path } from "../value";

const forceful =
  "Argo CD then deletes the live object and creates it again, whatever Prune=false and Delete=false say";

/** Options that no delivery of data may carry, with what comes of them. */
const forbidden: Readonly<Record<string, string>> = {
  "replace=true":
    "Argo CD then replaces the live object and drops what the operator and others wrote into it",
  "force=true": forceful,
  "validate=false": "a field that the API server does not know is then dropped without a word",
};

export const forbiddenSyncOptions = defineRule({
  id: "forbidden-sync-options",
  scope: "object",
  title: "No sync replaces, forces or skips validation of objects with data",
  why:
    "Replace=true together with Force=true deletes the live object and creates it again, even one that carries " +
    "Prune=false and Delete=false, and a Namespace goes with everything inside (argo-cd #29739). Validate=false lets a " +
    "misspelt field pass: a dropped backup means no backup.",
  severity: "critical",
  levels: levels({ dev: "mandatory" }),
  appliesTo: [argoApplications, ...dataKinds],
  remedy:
    "Remove Replace=true, Force=true and Validate=false from spec.syncPolicy.syncOptions, from an operation and from " +
    'metadata.annotations["argocd.argoproj.io/sync-options"]; recreate a single object manually where that is needed.',
  references: [
    {
      title: "argo-cd #29739: a forced replace deletes a Namespace",
      url: "https://github.com/argoproj/argo-cd/issues/29739",
    },
    {
      title: "Argo CD: sync options",
      url: "https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/",
    },
  ],
  check: (object) => {
    const { group, kind } = identityOf(object);
    return isTarget([argoApplications], group, kind)
      ? checkApplication(object, application)
      : eachAnnotatedOption(object, [], option);
  },
});

function application(view: ApplicationView): readonly Finding[] {
  const { root, at, generated } = view;
  if (isStateless(root, at)) {
    return [];
  }
  return [...eachSyncOption(view, option), ...(generated ? [] : ["apply", "hook"].flatMap(strategy))];

  /** A sync that starts when the Application is applied may force on its own. */
  function strategy(name: string): readonly Finding[] {
    return mustNotBeTrue(root, ["operation", "sync", "syncStrategy", name, "force"], forceful);
  }
}

/** Argo CD ignores other spellings; who wrote one still meant it. */
function option({ name, value }: SyncOption, path: Path): readonly Finding[] {
  const because = Object.hasOwn(forbidden, `${name}=${value}`) ? forbidden[`${name}=${value}`] : undefined;
  if (because === undefined) {
    return [];
  }
  const message = `must not carry the sync option ${name}=${value} in ${formatPath(path)}, because ${because}`;
  return [{ path, message }];
}
