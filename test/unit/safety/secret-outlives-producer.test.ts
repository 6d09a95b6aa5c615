import { UNKNOWN, type Value } from "../../../safety";
import { secretOutlivesProducer } from "../../../safety/rules/secret-outlives-producer";
import { edit, named } from "./objects";
import { table } from "./table";

const external = named("external-secrets.io/v1", "ExternalSecret", "a");
const sealed = named("bitnami.com/v1alpha1", "SealedSecret", "a");
const name = "sealedsecrets.bitnami.com/skip-set-owner-references";
const policy = (value: Value) => edit(external, ["spec", "target", "creationPolicy"], value);
const annotated = (value: Value) =>
  edit(sealed, ["spec", "template", "metadata", "annotations", name], value);
const finds = [`spec.template.metadata.annotations["${name}"]`];

describe("secret-outlives-producer", () => {
  table(secretOutlivesProducer, [
    { name: "an orphan", object: policy("Orphan"), finds: [] },
    { name: "a Secret of somebody else", object: policy("Merge"), finds: [] },
    { name: "an owned Secret", object: policy("Owner"), finds: ["spec.target.creationPolicy"] },
    { name: "the default", object: external, finds: ["spec.target.creationPolicy"] },
    { name: "the default in dev", object: external, environment: "dev", finds: [] },
    {
      name: "a policy that is not known yet",
      object: policy(UNKNOWN),
      finds: ["spec.target.creationPolicy"],
      undecided: true,
    },
    { name: "a sealed Secret without an owner", object: annotated("true"), finds: [] },
    { name: "a sealed Secret with an owner", object: sealed, finds },
    { name: "a sealed Secret in dev", object: sealed, environment: "dev", finds: [] },
    { name: "another value", object: annotated("false"), finds },
    { name: "a boolean, which is no annotation", object: annotated(true), finds },
    { name: "an annotation that is not known yet", object: annotated(UNKNOWN), finds, undecided: true },
  ]);
});
