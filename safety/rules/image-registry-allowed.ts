import { parametersOf } from "../environment";
import { text } from "../expect";
import { shown, type Finding } from "../finding";
import { mariadbs, operatorKinds } from "../kinds";
import { defineRule } from "../rule";
import { formatPath, type Path, type Value } from "../value";
import { parseImage } from "../versions";
import { eachContainer, podTemplate, workloads } from "../workloads";

/** Where the operator's objects name images. */
const images: readonly Path[] = [
  ["spec", "image"],
  ["spec", "metrics", "exporter", "image"],
];

export const imageRegistryAllowed = defineRule({
  id: "image-registry-allowed",
  scope: "object",
  title: "Images come from the registries of the organisation's list",
  why:
    "An image runs with the data: whoever can push to its registry can read and change every row. A registry that is " +
    "not mirrored may also be gone, rate-limited or blocked on the day a node is lost, and a database whose image " +
    "cannot be pulled does not start. Until the list is set, only what is no image at all is found.",
  severity: "medium",
  appliesTo: [mariadbs, operatorKinds("MaxScale"), ...workloads],
  remedy:
    "Use an image of a listed registry in spec, or add the registry to the parameter allowedRegistries.",
  references: [
    {
      title: "Gatekeeper: allowed repositories",
      url: "https://open-policy-agent.github.io/gatekeeper-library/website/validation/allowedrepos/",
    },
  ],
  equivalents: ["gatekeeper/allowedrepos", "kyverno/restrict-image-registries"],
  parameters: ["allowedRegistries"],
  shows: ["image"],
  check: (object, context) => {
    const { allowedRegistries } = parametersOf(context);
    const checkPath = (path: Path) => allowed(object, path, allowedRegistries);
    return podTemplate(object) === undefined
      ? images.flatMap(checkPath)
      : eachContainer(object, (_, path) => checkPath([...path, "image"]));
  },
});

function allowed(object: Value, path: Path, list: readonly string[]): readonly Finding[] {
  return text(object, path, {
    known: (written) => {
      const image = parseImage(written);
      const place = image === undefined ? "" : `${image.registry}/${image.repository}`;
      const isListed =
        list.length === 0
          ? image !== undefined
          : list.some((entry) => `${place}/`.startsWith(`${entry.replace(/\/+$/, "")}/`));
      const message = `must not run ${shown(written)} in ${formatPath(path)}, because its registry is not in the list`;
      return isListed ? [] : [{ path, message }];
    },
  });
}
