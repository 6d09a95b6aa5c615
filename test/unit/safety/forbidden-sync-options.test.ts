import { UNKNOWN, type Value } from "../../../safety";
import { forbiddenSyncOptions } from "../../../safety/rules/forbidden-sync-options";
import { application, applicationSet, edit, mariadb, named } from "./objects";
import { table } from "./table";

const app = application("production");
const options = ["spec", "syncPolicy", "syncOptions"];
const annotation = ["metadata", "annotations", "argocd.argoproj.io/sync-options"];
const annotationPath = 'metadata.annotations["argocd.argoproj.io/sync-options"]';
const withOptions = (...list: readonly Value[]) => edit(app, options, list);

describe("forbidden-sync-options", () => {
  describe("Application", () => {
    table(forbiddenSyncOptions, [
      { name: "the usual options", object: app, finds: [] },
      { name: "no options", object: edit(app, ["spec"], undefined), finds: [] },
      ...["Replace=true", "Force=true", "Validate=false", "replace = TRUE"].map((option) => ({
        name: option,
        object: withOptions("PruneLast=true", option),
        finds: ["spec.syncPolicy.syncOptions[1]"],
        message: /must not carry the sync option (replace=true|force=true|validate=false) in/,
      })),
      {
        name: "the harmless values of these options",
        object: withOptions("Replace=false", "Force=false", "Validate=true", "constructor=x"),
        finds: [],
      },
      {
        name: "the option in dev",
        object: withOptions("Force=true"),
        environment: "dev",
        finds: ["spec.syncPolicy.syncOptions[0]"],
      },
      {
        name: "options that are a text",
        object: edit(app, options, "Replace=true"),
        finds: ["spec.syncPolicy.syncOptions"],
      },
      {
        name: "an option that is a number",
        object: withOptions(1),
        finds: ["spec.syncPolicy.syncOptions[0]"],
      },
      {
        name: "an option that is not known yet",
        object: withOptions(UNKNOWN),
        finds: ["spec.syncPolicy.syncOptions[0]"],
        undecided: true,
      },
      {
        name: "the annotation by which it is an object of a parent",
        object: edit(app, annotation, "Prune=false,Replace=true"),
        finds: [annotationPath],
      },
      {
        name: "a declared sync that forces",
        object: edit(app, ["operation", "sync"], {
          syncOptions: ["Replace=true"],
          syncStrategy: { apply: { force: true }, hook: { force: true } },
        }),
        finds: [
          "operation.sync.syncOptions[0]",
          "operation.sync.syncStrategy.apply.force",
          "operation.sync.syncStrategy.hook.force",
        ],
      },
      {
        name: "a stateless Application",
        object: edit(
          withOptions("Replace=true"),
          ["metadata", "labels", "mariadb-gitops.dev/workload"],
          "stateless",
        ),
        finds: [],
      },
    ]);
  });

  table(forbiddenSyncOptions, [
    {
      name: "the template of an ApplicationSet",
      object: edit(applicationSet("production"), ["spec", "template", ...options], ["Replace=true"]),
      finds: ["spec.template.spec.syncPolicy.syncOptions[0]"],
    },
    {
      name: "an option that a generator fills in",
      object: edit(applicationSet("production"), ["spec", "template", ...options], ["{{ .option }}"]),
      finds: ["spec.template.spec.syncPolicy.syncOptions[0]"],
      undecided: true,
    },
    { name: "a MariaDB without annotations", object: mariadb(), finds: [] },
    {
      name: "a MariaDB that is replaced by force",
      object: edit(mariadb(), annotation, "Replace=true,Force=true"),
      finds: [annotationPath, annotationPath],
    },
    {
      name: "a Namespace whose annotations are not known yet",
      object: edit(named("v1", "Namespace", "x"), ["metadata", "annotations"], UNKNOWN),
      finds: ["metadata.annotations"],
      undecided: true,
    },
    {
      name: "a kind without data",
      object: edit(named("apps/v1", "Deployment", "x"), annotation, "Replace=true"),
      finds: [],
    },
  ]);
});
