import { UNKNOWN, type Value } from "../../../safety";
import { allowedDestinations } from "../../../safety/rules/allowed-destinations";
import { application, applicationSet, edit, named } from "./objects";
import { table } from "./table";

const context = {
  allowedDestinations: ["https://kubernetes.default.svc/mariadb-production", "west/mariadb"],
};
const to = (value: Value | undefined) => edit(application("production"), ["spec", "destination"], value);
const stateless = ["metadata", "labels", "mariadb-gitops.dev/workload"];
const project = edit(
  named("argoproj.io/v1alpha1", "AppProject", "x"),
  ["spec", "destinations"],
  [{ server: "x", namespace: "kube-system" }],
);

describe("allowed-destinations", () => {
  describe("without a list", () => {
    table(allowedDestinations, [
      { name: "any namespace", object: application("production"), finds: [] },
      { name: "no spec", object: edit(application("production"), ["spec"], undefined), finds: [] },
      { name: "a server that is not known yet", object: to({ server: UNKNOWN, namespace: "a" }), finds: [] },
      ...["default", "kube-system", "kube-public", "kube-node-lease"].map((namespace) => ({
        name: `the namespace ${namespace}`,
        object: to({ namespace }),
        finds: ["spec.destination.namespace"],
        message:
          /must not deliver to a namespace of the cluster itself or to default in spec\.destination\.namespace/,
      })),
      { name: "a project for such a namespace", object: project, finds: ["spec.destinations[0].namespace"] },
      {
        name: "a stateless project for such a namespace",
        object: edit(project, stateless, "stateless"),
        finds: [],
      },
      {
        name: "a stateless Application in such a namespace",
        object: edit(to({ namespace: "default" }), stateless, "stateless"),
        finds: [],
      },
      {
        name: "a namespace that is not known yet",
        object: to({ namespace: UNKNOWN }),
        finds: ["spec.destination.namespace"],
        undecided: true,
      },
      {
        name: "the template of an ApplicationSet",
        object: edit(
          applicationSet("dev"),
          ["spec", "template", "spec", "destination", "namespace"],
          "default",
        ),
        finds: ["spec.template.spec.destination.namespace"],
      },
    ]);
  });

  describe("with a list", () => {
    table(allowedDestinations, [
      { name: "a destination of the list", object: application("production"), context, finds: [] },
      {
        name: "a cluster of the list by its name",
        object: to({ name: "west", namespace: "mariadb" }),
        context,
        finds: [],
      },
      {
        name: "another namespace",
        object: application("staging"),
        context,
        finds: ["spec.destination"],
        message: /must name one of the allowed destinations in spec\.destination/,
      },
      {
        name: "another cluster",
        object: to({ name: "east", namespace: "mariadb" }),
        context,
        finds: ["spec.destination"],
      },
      { name: "no namespace", object: to({ name: "west" }), context, finds: ["spec.destination"] },
      {
        name: "a server that is not known yet",
        object: to({ server: UNKNOWN, namespace: "mariadb" }),
        context,
        finds: ["spec.destination.server"],
        undecided: true,
      },
      {
        name: "a project for another namespace",
        object: edit(project, ["spec", "destinations", 0, "namespace"], "x"),
        context,
        finds: ["spec.destinations[0]"],
      },
    ]);
  });
});
