import { UNKNOWN } from "../../../safety";
import { noPruneOnData } from "../../../safety/rules/no-prune-on-data";
import { edit, mariadb, named } from "./objects";
import { table } from "./table";

const annotation = ["metadata", "annotations", "argocd.argoproj.io/sync-options"];
const at = 'metadata.annotations["argocd.argoproj.io/sync-options"]';
const withOptions = (options: string) => edit(mariadb(), annotation, options);

describe("no-prune-on-data", () => {
  table(noPruneOnData, [
    { name: "no annotation", object: mariadb(), finds: [] },
    { name: "an object without metadata", object: { apiVersion: "v1", kind: "Secret" }, finds: [] },
    {
      name: "options that keep",
      object: withOptions("Prune=false,Delete=confirm,ServerSideApply=true"),
      finds: [],
    },
    {
      name: "Prune=true in dev",
      object: withOptions("Prune=true"),
      environment: "dev",
      finds: [at],
      message:
        /must not carry the sync option Prune=true in .*, because it wins over that of the Application/,
    },
    { name: "Delete=true in any spelling", object: withOptions("Prune=false, delete = TRUE"), finds: [at] },
    { name: "both", object: withOptions("Prune=true,Delete=true"), finds: [at, at] },
    { name: "options of another name", object: withOptions("constructor=true,PruneLast=true"), finds: [] },
    {
      name: "annotations that are not known yet",
      object: edit(mariadb(), ["metadata", "annotations"], UNKNOWN),
      finds: ["metadata.annotations"],
      undecided: true,
    },
    {
      name: "a kind without data",
      object: edit(named("apps/v1", "Deployment", "x"), annotation, "Prune=true"),
      finds: [],
    },
  ]);
});
