import { UNKNOWN } from "../../../safety";
import { dbAppNoCascadeFinalizer } from "../../../safety/rules/db-app-no-cascade-finalizer";
import { application, applicationSet, edit, kustomization } from "./objects";
import { table } from "./table";

const finalizers = ["metadata", "finalizers"];
const stateless = ["metadata", "labels", "mariadb-gitops.dev/workload"];
const cascade = "resources-finalizer.argocd.argoproj.io";
const app = application("production");
const set = applicationSet("production");

describe("db-app-no-cascade-finalizer", () => {
  describe("Application", () => {
    table(dbAppNoCascadeFinalizer, [
      { name: "no finalizers", object: app, finds: [] },
      {
        name: "other finalizers",
        object: edit(app, finalizers, ["post-delete-finalizer.argocd.argoproj.io", "example.com/keep"]),
        finds: [],
      },
      ...["", "/foreground", "/background", "/other"].map((suffix) => ({
        name: `the finalizer ${cascade}${suffix}`,
        object: edit(app, finalizers, ["example.com/keep", cascade + suffix]),
        finds: ["metadata.finalizers[1]"],
        message: /must not carry the finalizer "resources-finalizer\.argocd\.argoproj\.io/,
      })),
      {
        name: "the finalizer in dev",
        object: edit(app, finalizers, [cascade]),
        environment: "dev",
        finds: ["metadata.finalizers[0]"],
      },
      {
        name: "finalizers that are a string",
        object: edit(app, finalizers, cascade),
        finds: ["metadata.finalizers"],
      },
      {
        name: "a finalizer that is a number",
        object: edit(app, finalizers, [1]),
        finds: ["metadata.finalizers[0]"],
      },
      { name: "metadata that is a string", object: edit(app, ["metadata"], "x"), finds: ["metadata"] },
      {
        name: "a finalizer that is not known yet",
        object: edit(app, finalizers, ["example.com/keep", UNKNOWN]),
        finds: ["metadata.finalizers[1]"],
        undecided: true,
      },
      {
        name: "metadata that is not known yet",
        object: edit(app, ["metadata"], UNKNOWN),
        finds: ["metadata"],
        undecided: true,
      },
      {
        name: "a stateless Application",
        object: edit(edit(app, finalizers, [cascade]), stateless, "stateless"),
        finds: [],
      },
    ]);
  });

  describe("ApplicationSet", () => {
    const preserve = ["spec", "syncPolicy", "preserveResourcesOnDeletion"];
    table(dbAppNoCascadeFinalizer, [
      { name: "preserved resources and no finalizer", object: set, finds: [] },
      {
        name: "the finalizer in the template",
        object: edit(set, ["spec", "template", ...finalizers], [cascade]),
        finds: ["spec.template.metadata.finalizers[0]"],
      },
      {
        name: "the finalizer of the ApplicationSet itself",
        object: edit(set, finalizers, [cascade]),
        finds: [],
      },
      {
        name: "resources that are not preserved",
        object: edit(set, preserve, false),
        finds: ["spec.syncPolicy.preserveResourcesOnDeletion"],
      },
      {
        name: "no word on preserving",
        object: edit(set, ["spec", "syncPolicy"], undefined),
        finds: ["spec.syncPolicy.preserveResourcesOnDeletion"],
      },
      {
        name: "a templated finalizer",
        object: edit(set, ["spec", "template", ...finalizers], ["{{ .finalizer }}"]),
        finds: ["spec.template.metadata.finalizers[0]"],
        undecided: true,
      },
      {
        name: "a stateless template",
        object: edit(edit(set, preserve, false), ["spec", "template", ...stateless], "stateless"),
        finds: [],
      },
    ]);
  });

  describe("Kustomization", () => {
    const policy = ["spec", "deletionPolicy"];
    const ks = kustomization();
    table(dbAppNoCascadeFinalizer, [
      { name: "Orphan", object: ks, finds: [] },
      ...["MirrorPrune", "Delete", "WaitForTermination", "orphan"].map((value) => ({
        name: `${value}, even with prune: false`,
        object: edit(ks, policy, value),
        finds: ["spec.deletionPolicy"],
      })),
      { name: "no deletion policy", object: edit(ks, policy, undefined), finds: ["spec.deletionPolicy"] },
      { name: "a policy that is a boolean", object: edit(ks, policy, false), finds: ["spec.deletionPolicy"] },
      {
        name: "a policy not known yet",
        object: edit(ks, policy, UNKNOWN),
        finds: ["spec.deletionPolicy"],
        undecided: true,
      },
      {
        name: "a stateless Kustomization",
        object: edit(edit(ks, policy, "Delete"), stateless, "stateless"),
        finds: [],
      },
    ]);
  });
});
