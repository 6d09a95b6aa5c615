import { UNKNOWN } from "../../../safety";
import { sealedSecretScope } from "../../../safety/rules/sealed-secret-scope";
import { edit, named } from "./objects";
import { table } from "./table";

const sealed = named("bitnami.com/v1alpha1", "SealedSecret", "mariadb-root", "mariadb-production");
const wide = "sealedsecrets.bitnami.com/cluster-wide";
const template = ["spec", "template", "metadata"];

describe("sealed-secret-scope", () => {
  table(sealedSecretScope, [
    { name: "a strict one", object: sealed, finds: [] },
    {
      name: "one of the namespace",
      object: edit(sealed, ["metadata", "annotations", "sealedsecrets.bitnami.com/namespace-wide"], "true"),
      finds: [],
    },
    {
      name: "the same namespace in the template",
      object: edit(sealed, [...template, "namespace"], "mariadb-production"),
      finds: [],
    },
    {
      name: "no namespace",
      object: edit(sealed, ["metadata", "namespace"], undefined),
      finds: ["metadata.namespace"],
    },
    {
      name: "no metadata, in dev",
      object: edit(sealed, ["metadata"], undefined),
      environment: "dev",
      finds: ["metadata.namespace"],
    },
    {
      name: "another namespace in the template",
      object: edit(sealed, [...template, "namespace"], "other"),
      finds: ["spec.template.metadata.namespace"],
      message: /must not write another namespace/,
    },
    ...["true", true, "yes"].map((value) => ({
      name: `cluster-wide ${JSON.stringify(value)}`,
      object: edit(sealed, ["metadata", "annotations", wide], value),
      finds: [`metadata.annotations["${wide}"]`],
      message: /because any namespace can then open it/,
    })),
    {
      name: "cluster-wide in the template",
      object: edit(sealed, [...template, "annotations", wide], "true"),
      finds: [`spec.template.metadata.annotations["${wide}"]`],
    },
    {
      name: "cluster-wide switched off",
      object: edit(sealed, ["metadata", "annotations", wide], "false"),
      finds: [],
    },
    {
      name: "what is not known yet",
      object: edit(edit(sealed, ["metadata", "annotations"], UNKNOWN), [...template, "namespace"], UNKNOWN),
      finds: ["spec.template.metadata.namespace", "metadata.annotations"],
      undecided: true,
    },
    {
      name: "a namespace that is not known yet",
      object: edit(sealed, ["metadata", "namespace"], UNKNOWN),
      finds: ["metadata.namespace"],
      undecided: true,
    },
  ]);
});
