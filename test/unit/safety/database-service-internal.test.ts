import { UNKNOWN, type Value } from "../../../safety";
import { databaseServiceInternal } from "../../../safety/rules/database-service-internal";
import { edit, mariadb, named } from "./objects";
import { table } from "./table";

const service = (type: Value, ports: Value = [{ port: 3306 }]) =>
  edit(named("v1", "Service", "mariadb"), ["spec"], { type, ports });

describe("database-service-internal", () => {
  table(databaseServiceInternal, [
    { name: "a Service inside", object: service("ClusterIP"), finds: [] },
    { name: "the usual type", object: service(null), finds: [] },
    {
      name: "a load balancer",
      object: service("LoadBalancer"),
      finds: ["spec.type"],
      message: /"LoadBalancer"/,
    },
    {
      name: "a port of the nodes",
      object: service("NodePort", [{ port: 1 }, { port: 80, targetPort: 3306 }]),
      finds: ["spec.type"],
    },
    {
      name: "a load balancer of something else",
      object: service("LoadBalancer", [{ port: 443 }]),
      finds: [],
    },
    {
      name: "a port that is not known yet",
      object: service("LoadBalancer", [{ port: UNKNOWN }]),
      finds: ["spec.type"],
    },
    { name: "ports that are not known yet", object: service("LoadBalancer", UNKNOWN), finds: ["spec.type"] },
    { name: "a type that is not known yet", object: service(UNKNOWN), finds: ["spec.type"], undecided: true },
    { name: "a server", object: mariadb(), finds: [] },
    ...["service", "primaryService", "secondaryService"].map((name) => ({
      name: `the ${name} of a server`,
      object: edit(mariadb(), ["spec", name, "type"], "LoadBalancer"),
      finds: [`spec.${name}.type`],
    })),
    {
      name: "the Service of a proxy",
      object: edit(
        named("k8s.mariadb.com/v1alpha1", "MaxScale", "a"),
        ["spec", "kubernetesService", "type"],
        "NodePort",
      ),
      finds: ["spec.kubernetesService.type"],
    },
    { name: "no spec", object: named("v1", "Service", "a"), finds: [] },
  ]);
});
