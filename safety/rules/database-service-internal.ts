import { eachItem, mustBeOneOf } from "../expect";
import type { Finding } from "../finding";
import { mariadbs, operatorKinds } from "../kinds";
import { identityOf } from "../objects";
import { defineRule } from "../rule";
import { read, type Value } from "../value";

const services = [
  "service",
  "primaryService",
  "secondaryService",
  "kubernetesService",
  "guiKubernetesService",
];
const port = 3306;

export const databaseServiceInternal = defineRule({
  id: "database-service-internal",
  scope: "object",
  title: "A database is reached from inside its cluster only",
  why:
    "A Service of the type LoadBalancer gets a public address in most clouds, and a NodePort opens the port on every " +
    "node. A database that is found there is tried with stolen and guessed passwords within hours, and attackers who " +
    "get in encrypt or delete the data for a ransom. NetworkPolicies of many providers do not apply to node ports.",
  severity: "high",
  appliesTo: [mariadbs, operatorKinds("MaxScale"), { group: "", kinds: ["Service"] }],
  remedy:
    "Set spec.type: ClusterIP (spec.service.type, spec.primaryService.type and spec.secondaryService.type of a MariaDB), " +
    "and reach the database through a VPN or a proxy that authenticates.",
  references: [
    {
      title: "Kubernetes: types of Services",
      url: "https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types",
    },
    {
      title: "kube-linter: exposed-services",
      url: "https://docs.kubelinter.io/#/generated/checks?id=exposed-services",
    },
  ],
  equivalents: ["kube-linter/exposed-services"],
  shows: ["type"],
  check: (object) =>
    identityOf(object).kind === "Service"
      ? servesDatabase(object)
        ? internal(object, ["spec", "type"])
        : []
      : services.flatMap((name) => internal(object, ["spec", name, "type"])),
});

function internal(object: Value, path: readonly string[]): readonly Finding[] {
  return mustBeOneOf(
    ["ClusterIP"],
    object,
    path,
    "the database is reached from outside otherwise",
    "ClusterIP",
  );
}

/** A Service of the database's port, or of one that is not known yet. */
function servesDatabase(object: Value): boolean {
  const found = eachItem(object, ["spec", "ports"], (entry, path) =>
    ["port", "targetPort"].some((name) => {
      const reading = read(entry, [name]);
      return reading.state === "unknown" || (reading.state === "known" && reading.value === port);
    })
      ? [{ path, message: "serves it" }]
      : [],
  );
  return found.some(({ undecided, message }) => undecided === true || message === "serves it");
}
