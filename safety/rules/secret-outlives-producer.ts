import { environmentOf } from "../environment";
import { inspect, mustBeOneOf } from "../expect";
import type { Finding } from "../finding";
import { externalSecrets, sealedSecrets } from "../kinds";
import { identityOf } from "../objects";
import { defineRule, levels } from "../rule";
import type { Path, Value } from "../value";

const policy = ["spec", "target", "creationPolicy"];
const owner = "sealedsecrets.bitnami.com/skip-set-owner-references";
const annotation: Path = ["spec", "template", "metadata", "annotations", owner];

export const secretOutlivesProducer = defineRule({
  id: "secret-outlives-producer",
  scope: "object",
  title: "The Secret of a database outlives the object that made it",
  why:
    "By default a SealedSecret and an ExternalSecret own the Secret that they make: a pruned or renamed one takes the " +
    "Secret along, at once and without a trace. The server then cannot restart, the backups cannot be written, and " +
    "where the password was nowhere else, the data cannot be opened.",
  severity: "critical",
  levels: levels({ dev: "advisory" }),
  appliesTo: [externalSecrets, sealedSecrets],
  remedy:
    "Set spec.target.creationPolicy: Orphan in an ExternalSecret, and " +
    'spec.template.metadata.annotations["sealedsecrets.bitnami.com/skip-set-owner-references"]: "true" in a ' +
    "SealedSecret.",
  references: [
    {
      title: "External Secrets: ownership and deletion policies",
      url: "https://external-secrets.io/latest/guides/ownership-deletion-policy/",
    },
    {
      title: "Sealed Secrets: keeping the Secret",
      url: "https://github.com/bitnami-labs/sealed-secrets#managing-existing-secrets",
    },
  ],
  shows: ["creationPolicy"],
  check: (object, context) =>
    environmentOf(object, context) === "dev"
      ? []
      : identityOf(object).kind === "ExternalSecret"
        ? mustBeOneOf(
            ["Orphan", "Merge", "None"],
            object,
            policy,
            "the Secret goes with the ExternalSecret otherwise",
          )
        : sealed(object),
});

function sealed(object: Value): readonly Finding[] {
  const message = `must carry the annotation ${owner} with the value "true" in its template, because the Secret goes with it otherwise`;
  return inspect(object, annotation, {
    known: (value) => (value === "true" ? [] : [{ path: annotation, message }]),
    absent: (path) => [{ path, message }],
  });
}
