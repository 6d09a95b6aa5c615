import { UNKNOWN } from "../../../safety";
import { uniqueDeliveries } from "../../../safety/rules/unique-deliveries";
import { application, edit, kustomization, named } from "./objects";
import { setTable } from "./table";

const app = application("production");
const name = ["metadata", "name"];
const namespace = ["metadata", "namespace"];

describe("unique-deliveries", () => {
  setTable(uniqueDeliveries, [
    { name: "different names", objects: [app, application("staging")], finds: [] },
    {
      name: "one name twice, in dev",
      objects: [app, edit(application("staging"), name, "mariadb-production")],
      environment: "dev",
      finds: ["0 metadata.name", "1 metadata.name"],
      message: /must not be called "mariadb-production", because another Application of the set is called so/,
    },
    { name: "one name in two namespaces", objects: [app, edit(app, namespace, "team-a")], finds: [] },
    {
      name: "one name, where one namespace comes later",
      objects: [app, edit(app, namespace, undefined)],
      finds: ["0 metadata.name", "1 metadata.name"],
    },
    {
      name: "one name of two kinds",
      objects: [app, named("argoproj.io/v1alpha1", "ApplicationSet", "mariadb-production", "argocd")],
      finds: [],
    },
    {
      name: "one name of two engines' kinds",
      objects: [kustomization(), named("helm.toolkit.fluxcd.io/v2", "HelmRelease", "mariadb", "flux-system")],
      finds: [],
    },
    {
      name: "two Kustomizations",
      objects: [kustomization(), kustomization()],
      finds: ["0 metadata.name", "1 metadata.name"],
    },
    {
      name: "a name that is not known yet beside another",
      objects: [app, edit(app, name, UNKNOWN)],
      finds: ["1 metadata.name"],
      undecided: true,
    },
    { name: "a name that is not known yet, alone", objects: [edit(app, name, UNKNOWN)], finds: [] },
    { name: "objects without metadata", objects: [edit(app, ["metadata"], undefined), app], finds: [] },
    {
      name: "other kinds",
      objects: [named("v1", "Secret", "a"), named("v1", "Secret", "a"), app],
      finds: [],
    },
  ]);
});
