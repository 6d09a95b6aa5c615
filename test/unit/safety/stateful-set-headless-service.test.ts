import { UNKNOWN, type Value } from "../../../safety";
import { statefulSetHeadlessService } from "../../../safety/rules/stateful-set-headless-service";
import { edit, mariadb, named } from "./objects";
import { setTable } from "./table";

const empty = named("apps/v1", "StatefulSet", "mariadb", "databases");
const image = ["spec", "template", "spec", "containers", 0, "image"];
const name = ["spec", "serviceName"];
const address = ["spec", "clusterIP"];
const stateful = (service: Value | undefined) =>
  edit(edit(empty, ["spec", "volumeClaimTemplates"], [{ metadata: { name: "data" } }]), name, service);
const server = edit(empty, image, "mariadb:11.8.9");
const service = (at: Value | undefined, called: Value = "internal", namespace?: Value) =>
  edit(edit(named("v1", "Service", called, namespace), ["spec", "ports"], [{ port: 3306 }]), address, at);

describe("stateful-set-headless-service", () => {
  setTable(statefulSetHeadlessService, [
    { name: "a headless Service", objects: [stateful("internal"), service("None")], finds: [] },
    { name: "a Service that is not in the set", objects: [stateful("internal")], finds: [] },
    {
      name: "claim templates without a Service",
      objects: [stateful(undefined)],
      finds: ["0 spec.serviceName"],
      message: /must name its headless Service/,
    },
    { name: "an empty name", objects: [stateful("")], finds: ["0 spec.serviceName"] },
    { name: "a server without claims", objects: [server], finds: ["0 spec.serviceName"] },
    {
      name: "a server with a Service",
      objects: [edit(server, name, "internal"), service("None")],
      finds: [],
    },
    { name: "a web server", objects: [edit(empty, image, "nginx:1.29")], finds: [] },
    {
      name: "a client that runs before a web server",
      objects: [
        edit(
          edit(empty, image, "nginx:1.29"),
          ["spec", "template", "spec", "initContainers", 0, "image"],
          "mariadb:11.8.9",
        ),
      ],
      finds: [],
    },
    { name: "no claim templates", objects: [edit(empty, ["spec", "volumeClaimTemplates"], [])], finds: [] },
    {
      name: "a StatefulSet that is labelled stateless",
      objects: [
        edit(stateful(undefined), ["metadata", "labels", "mariadb-gitops.dev/workload"], "stateless"),
      ],
      finds: [],
    },
    { name: "a MariaDB of the operator", objects: [mariadb()], finds: [] },
    { name: "a StatefulSet without a spec", objects: [empty], finds: [] },
    { name: "a Deployment", objects: [{ ...stateful(undefined), kind: "Deployment" }], finds: [] },
    {
      name: "a Service with a virtual address",
      objects: [service(undefined), stateful("internal")],
      finds: ["0 spec.clusterIP"],
      message: /must set spec\.clusterIP to "None"/,
    },
    {
      name: "a Service with a fixed address",
      objects: [stateful("internal"), service("10.0.0.7")],
      finds: ["1 spec.clusterIP"],
    },
    {
      name: "the same in dev",
      objects: [stateful("internal"), service("10.0.0.7")],
      environment: "dev",
      finds: ["1 spec.clusterIP"],
    },
    {
      name: "a Service of that namespace",
      objects: [stateful("internal"), service(undefined, "internal", "databases")],
      finds: ["1 spec.clusterIP"],
    },
    {
      name: "a Service of another namespace",
      objects: [stateful("internal"), service(undefined, "internal", "web")],
      finds: [],
    },
    {
      name: "a Service of another name",
      objects: [stateful("internal"), service(undefined, "mariadb")],
      finds: [],
    },
    {
      name: "a Service that no StatefulSet names",
      objects: [service(undefined)],
      finds: [],
    },
    {
      name: "a name that is not known yet",
      objects: [stateful(UNKNOWN)],
      finds: ["0 spec.serviceName"],
      undecided: true,
    },
    { name: "a name that is no text", objects: [stateful(7)], finds: ["0 spec.serviceName"] },
    {
      name: "claim templates that are not known yet, without a Service",
      objects: [edit(empty, ["spec", "volumeClaimTemplates"], UNKNOWN)],
      finds: ["0 spec.volumeClaimTemplates"],
      undecided: true,
    },
    {
      name: "claim templates that are not known yet, with a Service",
      objects: [
        edit(edit(empty, ["spec", "volumeClaimTemplates"], UNKNOWN), name, "internal"),
        service("None"),
      ],
      finds: [],
    },
    {
      name: "an image that is not known yet, without a Service",
      objects: [edit(empty, image, UNKNOWN)],
      finds: ["0 spec.template.spec.containers[0].image"],
      undecided: true,
    },
    {
      name: "an address that is not known yet",
      objects: [stateful("internal"), service(UNKNOWN)],
      finds: ["1 spec.clusterIP"],
      undecided: true,
    },
    {
      name: "a Service whose name is not known yet",
      objects: [stateful("internal"), service(undefined, UNKNOWN)],
      finds: ["1 metadata.name"],
      undecided: true,
    },
    {
      name: "a Service whose namespace is not known yet",
      objects: [stateful("internal"), service(undefined, "internal", UNKNOWN)],
      finds: ["1 metadata.namespace"],
      undecided: true,
    },
    {
      name: "a headless Service whose name is not known yet",
      objects: [stateful("internal"), service("None", UNKNOWN)],
      finds: [],
    },
    {
      name: "a Service whose name is not known yet beside the one that is named",
      objects: [stateful("internal"), service("None"), service(undefined, UNKNOWN)],
      finds: [],
    },
  ]);
});
