import { inspect, text } from "../expect";
import type { Finding } from "../finding";
import { annotation } from "../labels";
import { defineRule } from "../rule";
import { formatPath, type Value } from "../value";
import { isMigration, migrationKinds } from "../workloads";

/** What makes an object a hook, and what then says when it is deleted. Argo CD reads the annotations of Helm as well. */
const hooks = [
  { hook: "argocd.argoproj.io/hook", policy: "argocd.argoproj.io/hook-delete-policy" },
  { hook: "helm.sh/hook", policy: "helm.sh/hook-delete-policy" },
] as const;
const keeping = ["", "BeforeHookCreation", "before-hook-creation"];

/** A part of a name that is a number, with or without a v: migration-v3, 0003-add-email, db-2026.01. */
const versioned = /(^|[-.])v?\d+([-.]|$)/;

export const migrationKeptForInspection = defineRule({
  id: "migration-kept-for-inspection",
  scope: "object",
  title: "A migration that has run can be looked at, and says which version it was",
  why:
    "The log of a migration is the only account of which statements ran and where it stopped, and the log goes with the " +
    "Job. With HookFailed Argo CD deletes it in the moment in which it is needed; with HookSucceeded nobody can tell " +
    "afterwards how long it took or what it skipped. Under a name without a version the next migration takes the place " +
    "of this one, and with generateName no two syncs have the same.",
  severity: "medium",
  appliesTo: migrationKinds,
  remedy:
    "Set the delete policy of the hook in metadata.annotations to BeforeHookCreation, or leave it out, and " +
    "put the version of the migration in metadata.name, such as migration-v3 or migration-0003.",
  references: [
    {
      title: "Argo CD: resource hooks and their deletion",
      url: "https://argo-cd.readthedocs.io/en/stable/user-guide/resource_hooks/",
    },
    {
      title: "Kubernetes: clean-up of finished Jobs",
      url: "https://kubernetes.io/docs/concepts/workloads/controllers/job/#clean-up-finished-jobs-automatically",
    },
  ],
  check: (object) => {
    const found = isMigration(object) ? [...hooks.flatMap(kept(object)), ...named(object)] : [];
    // A SqlJob with a schedule is recurring work and no migration.
    return found.length === 0
      ? []
      : inspect(object, ["spec", "schedule"], { known: () => [], absent: () => found });
  },
});

function kept(object: Value) {
  return ({ hook, policy }: (typeof hooks)[number]): readonly Finding[] => {
    if (annotation(object, hook).state === "absent") {
      return [];
    }
    return text(object, ["metadata", "annotations", policy], {
      known: (written, path) => {
        const message =
          `must not delete the hook but with BeforeHookCreation in ${formatPath(path)}, ` +
          "because its log goes with it";
        return written.split(",").every((one) => keeping.includes(one.trim())) ? [] : [{ path, message }];
      },
    });
  };
}

function named(object: Value): readonly Finding[] {
  const path = ["metadata", "name"];
  const message =
    "must carry the version of the migration in metadata.name, such as in migration-v3, " +
    "because the next one takes its place otherwise";
  return text(object, path, {
    known: (name) => (versioned.test(name) ? [] : [{ path, message }]),
    absent: () => [{ path, message }],
  });
}
