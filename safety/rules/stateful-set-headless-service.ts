import type { Context } from "../environment";
import { eachItem, inspect, mustBeOneOf, text } from "../expect";
import { about, undecided, type Finding, type SetFinding } from "../finding";
import { statefulSets } from "../kinds";
import { isStateless } from "../labels";
import { find, identityOf, membersOf, shareNamespace, type Member, type Target } from "../objects";
import { defineRule, levels } from "../rule";
import { isList, read, type Value } from "../value";
import { isServerImage } from "../versions";

const services: Target = { group: "", kinds: ["Service"] };
const serviceName = ["spec", "serviceName"];
const holds: Finding = { path: ["spec"], message: "holds data" };

export const statefulSetHeadlessService = defineRule({
  id: "stateful-set-headless-service",
  scope: "set",
  title: "A StatefulSet with data has a headless Service",
  why:
    "A pod of a StatefulSet has an address of its own only through a headless Service that spec.serviceName names. " +
    "Replication and Galera find their members by these addresses. Without one, or behind a Service with a virtual " +
    "address, a member reaches whichever server answers: it joins itself, or copies its rows from the wrong one.",
  severity: "medium",
  levels: levels({ staging: "advisory" }),
  appliesTo: [statefulSets, services],
  remedy:
    'Set spec.serviceName in the StatefulSet, and spec.clusterIP: "None" in the Service of that name; clients that ' +
    "want any server get a second Service.",
  references: [
    {
      title: "Kubernetes: limits of StatefulSets",
      url: "https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#limitations",
    },
    {
      title: "Kubernetes: headless Services",
      url: "https://kubernetes.io/docs/concepts/services-networking/service/#headless-services",
    },
  ],
  equivalents: ["kube-score/statefulset-has-servicename"],
  shows: ["clusterIP"],
  check: (objects, context) =>
    membersOf(objects, statefulSets).flatMap((member) => {
      const data = isStateless(member.object, []) ? [] : dataOf(member.object);
      if (data.includes(holds)) {
        return withoutHeadlessService(objects, member, context);
      }
      // What may hold data is right where it would be right with data.
      return data.length > 0 && withoutHeadlessService(objects, member, context).length > 0
        ? about(member.index, data)
        : [];
    }),
});

/** Says that a StatefulSet holds data, or what keeps that from being known. Containers that run before are no servers. */
function dataOf(object: Value): readonly Finding[] {
  return [
    ...inspect(object, ["spec", "volumeClaimTemplates"], {
      known: (list) => (isList(list) && list.length === 0 ? [] : [holds]),
    }),
    ...eachItem(object, ["spec", "template", "spec", "containers"], (_, path) =>
      text(object, [...path, "image"], { known: (image) => (isServerImage(image) ? [holds] : []) }),
    ),
  ];
}

function withoutHeadlessService(
  objects: readonly Value[],
  { index, object }: Member,
  context: Context,
): readonly SetFinding[] {
  const message =
    "must name its headless Service in spec.serviceName, because its pods have no addresses otherwise";
  const missing: Finding = { path: serviceName, message };
  const reading = read(object, serviceName);
  const name = reading.state === "known" && typeof reading.value === "string" ? reading.value : "";
  return name === ""
    ? about(index, text(object, serviceName, { known: () => [missing], absent: () => [missing] }))
    : headless(objects, object, name, context);
}

/** A Service that is not in the set is nobody's finding. One of a name not known yet counts when no other is named so. */
function headless(
  objects: readonly Value[],
  object: Value,
  name: string,
  context: Context,
): readonly SetFinding[] {
  const { namespace } = identityOf(object);
  const { named, possible } = find(objects, { target: services, namespace, name }, (service) =>
    shareNamespace(service, object, context),
  );
  return named.length > 0
    ? named.flatMap((service) => about(service.index, noAddress(service.object)))
    : possible.flatMap((service) =>
        noAddress(service.object).length > 0
          ? about(service.index, [undecided(unknownPart(service.object))])
          : [],
      );
}

function noAddress(service: Value): readonly Finding[] {
  const because = "a StatefulSet with data names it, and its pods need an address each";
  return mustBeOneOf(["None"], service, ["spec", "clusterIP"], because);
}

function unknownPart(service: Value) {
  const name = read(service, ["metadata", "name"]);
  return name.state === "unknown" ? name.path : ["metadata", "namespace"];
}
