import { isDatabase } from "../databases";
import { boolean, eachItem, map } from "../expect";
import { about, type Finding } from "../finding";
import { membersOf, type Target } from "../objects";
import { defineRule, levels } from "../rule";
import { formatPath, isMap, type Path, type Value } from "../value";

const kustomizations: Target = { group: "kustomize.config.k8s.io", kinds: ["Kustomization", "Component"] };

export const kustomizeKeepsSelectors = defineRule({
  id: "kustomize-keeps-selectors",
  scope: "set",
  title: "A kustomization of databases adds no labels to selectors",
  why:
    "The fields commonLabels, and labels with includeSelectors, are written into every selector as well. Selectors of a StatefulSet " +
    "and labels of its claims cannot change, so that the next sync fails or somebody deletes the server to get it " +
    "through; and a Service, NetworkPolicy or disruption budget for the pods that mariadb-operator makes selects none of " +
    "them, because the operator's pods do not carry the label.",
  severity: "high",
  levels: levels({ staging: "advisory", production: "advisory" }),
  appliesTo: [kustomizations],
  remedy:
    "Move the pairs of commonLabels to labels with the option includeSelectors: false, and includeTemplates: true where " +
    "pods need them. Where such labels are in the cluster already, keep those of a StatefulSet in its own selector.",
  references: [
    {
      title: "Kustomize: labels",
      url: "https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/labels/",
    },
    {
      title: "Kustomize: commonLabels",
      url: "https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/commonlabels/",
    },
  ],
  check: (objects) =>
    objects.some(isDatabase)
      ? membersOf(objects, kustomizations).flatMap(({ index, object }) => about(index, added(object)))
      : [],
});

function added(object: Value): readonly Finding[] {
  return [
    ...map(object, ["commonLabels"], {
      known: (pairs, path) => (isMap(pairs) && Object.keys(pairs).length > 0 ? [into(path)] : []),
    }),
    ...eachItem(object, ["labels"], (_, path) =>
      boolean(object, [...path, "includeSelectors"], { known: (on, at) => (on ? [into(at)] : []) }),
    ),
  ];
}

function into(path: Path): Finding {
  const message = `must not add labels to selectors with ${formatPath(path)}, because selectors of what runs cannot change`;
  return { path, message };
}
