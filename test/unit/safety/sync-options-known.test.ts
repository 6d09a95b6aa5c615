import { UNKNOWN, type Value } from "../../../safety";
import { syncOptionsKnown } from "../../../safety/rules/sync-options-known";
import { application, applicationSet, edit, mariadb, named } from "./objects";
import { table } from "./table";

const app = application("production");
const options = ["spec", "syncPolicy", "syncOptions"];
const annotation = ["metadata", "annotations", "argocd.argoproj.io/sync-options"];
const at = 'metadata.annotations["argocd.argoproj.io/sync-options"]';
const withOptions = (...list: readonly Value[]) => edit(app, options, list);
const annotated = (value: Value) => edit(mariadb(), annotation, value);

describe("sync-options-known", () => {
  table(syncOptionsKnown, [
    { name: "the usual options", object: app, finds: [] },
    { name: "no options", object: edit(app, ["spec"], undefined), finds: [] },
    { name: "an object without metadata", object: { apiVersion: "v1", kind: "Secret" }, finds: [] },
    {
      name: "every value of an option",
      object: withOptions("PrunePropagationPolicy=orphan", "Delete=confirm", "Validate=true"),
      finds: [],
    },
    ...[
      "Prune = false",
      "prune=false",
      " Prune=false",
      "Prune",
      "Prune=",
      "Prune=no",
      "Prune=false=",
      "constructor=x",
    ].map((option) => ({
      name: `the option ${JSON.stringify(option)}`,
      object: withOptions("PruneLast=true", option),
      finds: ["spec.syncPolicy.syncOptions[1]"],
      message:
        /must not write ".*" in spec\.syncPolicy\.syncOptions\[1\], because Argo CD knows no such option/,
    })),
    {
      name: "contradicting options",
      object: withOptions("Prune=true", "Prune=false"),
      finds: ["spec.syncPolicy.syncOptions[0]", "spec.syncPolicy.syncOptions[1]"],
      message: /must not write both "Prune=true" and "Prune=false" in spec\.syncPolicy\.syncOptions$/,
    },
    { name: "an option twice", object: withOptions("Prune=false", "Prune=false"), finds: [] },
    {
      name: "an option beside one that is not known yet",
      object: withOptions("Prune=false", UNKNOWN),
      finds: ["spec.syncPolicy.syncOptions[1]"],
      undecided: true,
    },
    {
      name: "an option of a declared sync, in dev",
      object: edit(app, ["operation", "sync", "syncOptions"], ["prune"]),
      environment: "dev",
      finds: ["operation.sync.syncOptions[0]"],
    },
    {
      name: "a stateless Application",
      object: edit(withOptions("x"), ["metadata", "labels", "mariadb-gitops.dev/workload"], "stateless"),
      finds: [],
    },
    {
      name: "the template of an ApplicationSet",
      object: edit(applicationSet("production"), ["spec", "template", ...options], ["PruneLast"]),
      finds: ["spec.template.spec.syncPolicy.syncOptions[0]"],
    },
    {
      name: "spaces around the commas of an annotation",
      object: annotated(" Prune=false , Delete=false,"),
      finds: [],
    },
    { name: "spaces inside an option of an annotation", object: annotated("Prune= false"), finds: [at] },
    {
      name: "contradicting options of an annotation",
      object: annotated("Prune=false,Prune=confirm"),
      finds: [at, at],
    },
    {
      name: "contradicting options with spaces between them",
      object: annotated("Delete=false, Prune=false, Prune=confirm"),
      finds: [at, at],
    },
    {
      name: "an annotation that is not known yet",
      object: annotated(UNKNOWN),
      finds: [at],
      undecided: true,
    },
    {
      name: "a kind without data",
      object: edit(named("apps/v1", "Deployment", "x"), annotation, "prune"),
      finds: [],
    },
  ]);
});
