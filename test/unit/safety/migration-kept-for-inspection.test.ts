import { UNKNOWN, type Value } from "../../../safety";
import { migrationKeptForInspection } from "../../../safety/rules/migration-kept-for-inspection";
import { edit, named, type Manifest } from "./objects";
import { table } from "./table";

const image = ["spec", "template", "spec", "containers", 0, "image"];
const job = (name: Value) => edit(named("batch/v1", "Job", name), image, "flyway/flyway:11.0.0");
const sqlJob = (name: Value) =>
  edit(named("k8s.mariadb.com/v1alpha1", "SqlJob", name), ["spec", "sql"], "SELECT 1");
const schedule = ["spec", "schedule"];
const hook = (
  written: Value,
  policy: Value,
  domain = "argocd.argoproj.io",
  object: Manifest = job("app-v3"),
) =>
  edit(object, ["metadata", "annotations"], {
    [`${domain}/hook`]: written,
    [`${domain}/hook-delete-policy`]: policy,
  });
const policyPath = 'metadata.annotations["argocd.argoproj.io/hook-delete-policy"]';
const helmPath = 'metadata.annotations["helm.sh/hook-delete-policy"]';
const finds = ["metadata.name"];

describe("migration-kept-for-inspection", () => {
  table(migrationKeptForInspection, [
    ...["app-v3", "v3", "0003-add-email", "app-3", "schema-2026.01", "app.v12"].map((name) => ({
      name: `the name ${name}`,
      object: job(name),
      finds: [],
    })),
    ...["app", "app-latest", "db2-migration", "app-5f7d8", "app-v", "app-v3a", "flyway11"].map((name) => ({
      name: `the name ${name}`,
      object: job(name),
      finds,
      message: /must carry the version/,
    })),
    {
      name: "a generated name",
      object: edit(edit(job("a"), ["metadata"], undefined), ["metadata", "generateName"], "app-v3-"),
      finds,
    },
    { name: "a Job of another purpose", object: named("batch/v1", "Job", "report"), finds: [] },
    { name: "a hook that its next run replaces", object: hook("PreSync", "BeforeHookCreation"), finds: [] },
    {
      name: "a policy with spaces around it",
      object: hook("PreSync", " BeforeHookCreation "),
      finds: [],
    },
    { name: "a hook without a policy", object: hook("PreSync", null), finds: [] },
    { name: "a hook with an empty policy", object: hook("PreSync", ""), finds: [] },
    ...[
      "HookSucceeded",
      "HookFailed",
      "BeforeHookCreation, HookSucceeded",
      "HookFailed,BeforeHookCreation",
    ].map((policy) => ({
      name: `the policy ${policy}`,
      object: hook("Sync", policy),
      finds: [policyPath],
      message: /must not delete the hook but with BeforeHookCreation/,
    })),
    { name: "a policy without a hook", object: hook(null, "HookSucceeded"), finds: [] },
    {
      name: "the policies of Helm",
      object: hook("pre-upgrade", "before-hook-creation,hook-succeeded", "helm.sh"),
      finds: [helmPath],
    },
    {
      name: "a hook of Helm that its next run replaces",
      object: hook("pre-upgrade", "before-hook-creation", "helm.sh"),
      finds: [],
    },
    {
      name: "both defects in dev",
      object: hook("PreSync", "HookFailed", "argocd.argoproj.io", job("app")),
      environment: "dev",
      finds: [policyPath, "metadata.name"],
    },
    { name: "a SqlJob", object: sqlJob("add-email"), finds },
    { name: "a SqlJob with a version", object: sqlJob("add-email-v2"), finds: [] },
    {
      name: "a SqlJob with a schedule",
      object: edit(sqlJob("flush"), [...schedule, "cron"], "* * * * *"),
      finds: [],
    },
    {
      name: "a SqlJob whose schedule is not known yet",
      object: edit(sqlJob("flush"), schedule, UNKNOWN),
      finds: ["spec.schedule"],
      undecided: true,
    },
    {
      name: "a SqlJob with a version whose schedule is not known yet",
      object: edit(sqlJob("flush-v2"), schedule, UNKNOWN),
      finds: [],
    },
    { name: "a name that is not known yet", object: job(UNKNOWN), finds, undecided: true },
    { name: "a name that is no text", object: job(3), finds, message: /as a string/ },
    {
      name: "a policy that is not known yet",
      object: hook("PreSync", UNKNOWN),
      finds: [policyPath],
      undecided: true,
    },
    { name: "a hook that is not known yet", object: hook(UNKNOWN, "HookFailed"), finds: [policyPath] },
    {
      name: "a Job without metadata",
      object: edit(job("a"), ["metadata"], undefined),
      finds,
    },
  ]);
});
