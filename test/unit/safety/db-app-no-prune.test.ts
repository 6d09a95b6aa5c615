import { UNKNOWN } from "../../../safety";
import { dbAppNoPrune } from "../../../safety/rules/db-app-no-prune";
import { application, applicationSet, edit, kustomization } from "./objects";
import { table } from "./table";

const automated = ["spec", "syncPolicy", "automated"];
const prune = [...automated, "prune"];
const annotation = ["metadata", "annotations", "argocd.argoproj.io/sync-options"];
const stateless = ["metadata", "labels", "mariadb-gitops.dev/workload"];
const app = application("dev");
const set = applicationSet("dev");
const templatePrune = ["spec", "template", ...prune];

describe("db-app-no-prune", () => {
  describe("Application", () => {
    table(dbAppNoPrune, [
      { name: "an Application that does not prune", object: app, finds: [] },
      { name: "no sync policy at all", object: edit(app, ["spec", "syncPolicy"], undefined), finds: [] },
      { name: "prune: null, which is false", object: edit(app, prune, null), finds: [] },
      {
        name: "prune: true",
        object: edit(app, prune, true),
        finds: ["spec.syncPolicy.automated.prune"],
        message: /must not set spec\.syncPolicy\.automated\.prune to true/,
      },
      {
        name: "prune: true in dev",
        object: edit(app, prune, true),
        environment: "dev",
        finds: ["spec.syncPolicy.automated.prune"],
      },
      {
        name: "prune: true while automated sync is switched off",
        object: edit(edit(app, prune, true), [...automated, "enabled"], false),
        finds: ["spec.syncPolicy.automated.prune"],
      },
      { name: 'prune: "yes"', object: edit(app, prune, "yes"), finds: ["spec.syncPolicy.automated.prune"] },
      {
        name: 'prune: "false"',
        object: edit(app, prune, "false"),
        finds: ["spec.syncPolicy.automated.prune"],
      },
      {
        name: "a sync policy that is a number",
        object: edit(app, ["spec", "syncPolicy"], 3),
        finds: ["spec.syncPolicy"],
        message: /as an object, not as a number/,
      },
      { name: "automated: []", object: edit(app, automated, []), finds: ["spec.syncPolicy.automated"] },
      { name: "a spec that is a list", object: edit(app, ["spec"], []), finds: ["spec"] },
      {
        name: "the sync option Prune=true",
        object: edit(app, ["spec", "syncPolicy", "syncOptions", 1], "Prune=true"),
        finds: ["spec.syncPolicy.syncOptions[1]"],
      },
      {
        name: "the sync option in another spelling",
        object: edit(app, ["spec", "syncPolicy", "syncOptions", 0], " prune = TRUE "),
        finds: ["spec.syncPolicy.syncOptions[0]"],
      },
      {
        name: "sync options that are a string",
        object: edit(app, ["spec", "syncPolicy", "syncOptions"], "Prune=true"),
        finds: ["spec.syncPolicy.syncOptions"],
      },
      {
        name: "the option in the annotation",
        object: edit(app, annotation, "Delete=false, Prune=true"),
        finds: ['metadata.annotations["argocd.argoproj.io/sync-options"]'],
      },
      { name: "PruneLast=true", object: edit(app, annotation, "PruneLast=true,Prune=false"), finds: [] },
      {
        name: "a declared sync that prunes",
        object: edit(app, ["operation", "sync", "prune"], true),
        finds: ["operation.sync.prune"],
      },
      {
        name: "a declared sync with the option",
        object: edit(app, ["operation", "sync", "syncOptions"], ["Prune=true"]),
        finds: ["operation.sync.syncOptions[0]"],
      },
    ]);
  });

  describe("values that are not known yet", () => {
    table(dbAppNoPrune, [
      {
        name: "prune",
        object: edit(app, prune, UNKNOWN),
        finds: ["spec.syncPolicy.automated.prune"],
        undecided: true,
      },
      {
        name: "automated",
        object: edit(app, automated, UNKNOWN),
        finds: ["spec.syncPolicy.automated"],
        undecided: true,
      },
      { name: "spec, once", object: edit(app, ["spec"], UNKNOWN), finds: ["spec"], undecided: true },
      {
        name: "one sync option",
        object: edit(app, ["spec", "syncPolicy", "syncOptions", 2], UNKNOWN),
        finds: ["spec.syncPolicy.syncOptions[2]"],
        undecided: true,
      },
      {
        name: "a field that does not decide",
        object: edit(app, ["spec", "destination"], UNKNOWN),
        finds: [],
      },
    ]);
  });

  describe("stateless workloads", () => {
    const other = edit(app, prune, true);
    table(dbAppNoPrune, [
      { name: "a stateless Application that prunes", object: edit(other, stateless, "stateless"), finds: [] },
      {
        name: "another value of the label",
        object: edit(other, stateless, "Stateless"),
        finds: ["spec.syncPolicy.automated.prune"],
      },
      {
        name: "a label that is not known yet",
        object: edit(other, stateless, UNKNOWN),
        finds: ["spec.syncPolicy.automated.prune"],
      },
      {
        name: "a stateless Kustomization that prunes",
        object: edit(edit(kustomization(), ["spec", "prune"], true), stateless, "stateless"),
        finds: [],
      },
    ]);
  });

  describe("ApplicationSet", () => {
    table(dbAppNoPrune, [
      { name: "a template that does not prune", object: set, finds: [] },
      {
        name: "prune: true in the template",
        object: edit(set, templatePrune, true),
        finds: ["spec.template.spec.syncPolicy.automated.prune"],
      },
      {
        name: "a stateless template that prunes",
        object: edit(edit(set, templatePrune, true), ["spec", "template", ...stateless], "stateless"),
        finds: [],
      },
      {
        name: "a stateless ApplicationSet, whose Applications carry no label",
        object: edit(edit(set, templatePrune, true), stateless, "stateless"),
        finds: ["spec.template.spec.syncPolicy.automated.prune"],
      },
      {
        name: "the option on the ApplicationSet itself",
        object: edit(set, annotation, "Prune=true"),
        finds: ['metadata.annotations["argocd.argoproj.io/sync-options"]'],
      },
      {
        name: "a templated annotation",
        object: edit(set, ["spec", "template", ...annotation], "{{ .options }}"),
        finds: ['spec.template.metadata.annotations["argocd.argoproj.io/sync-options"]'],
        undecided: true,
      },
      {
        name: "a templated name of an annotation",
        object: edit(set, ["spec", "template", "metadata", "annotations", "{{ .name }}"], "x"),
        finds: ["spec.template.metadata.annotations"],
        undecided: true,
      },
    ]);
  });

  describe("Kustomization", () => {
    const path = ["spec", "prune"];
    table(dbAppNoPrune, [
      { name: "prune: false", object: kustomization(), finds: [] },
      { name: "prune: true", object: edit(kustomization(), path, true), finds: ["spec.prune"] },
      { name: "prune left out", object: edit(kustomization(), path, undefined), finds: ["spec.prune"] },
      { name: 'prune: "false"', object: edit(kustomization(), path, "false"), finds: ["spec.prune"] },
      {
        name: "prune not known yet",
        object: edit(kustomization(), path, UNKNOWN),
        finds: ["spec.prune"],
        undecided: true,
      },
    ]);
  });
});
