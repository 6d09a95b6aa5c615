import { mustBeSet, mustNotBeTrue } from "../expect";
import { mariadbs } from "../kinds";
import { defineRule, levels } from "../rule";

const reference = ["spec", "rootPasswordSecretKeyRef"];

export const rootPasswordFromSecret = defineRule({
  id: "root-password-from-secret",
  scope: "object",
  title: "The root password comes from a Secret that outlives the cluster",
  why:
    "A password that the operator generates is in the cluster only. When the namespace or the cluster is lost, the " +
    "volume and the backups are there and nobody can open them; and until operator 26 the generated Secret went with " +
    "the server. A reference that is left out is generated as well. An empty password is none.",
  severity: "critical",
  levels: levels({ dev: "mandatory" }),
  appliesTo: [mariadbs],
  remedy:
    "Set spec.rootPasswordSecretKeyRef with name, key and generate: false, and make the Secret with a SealedSecret or " +
    "an ExternalSecret.",
  references: [
    {
      title: "mariadb-operator #1148: the root password was lost with its server",
      url: "https://github.com/mariadb-operator/mariadb-operator/issues/1148",
    },
    {
      title: "argo-cd #8810: generated passwords are rendered again",
      url: "https://github.com/argoproj/argo-cd/issues/8810",
    },
  ],
  check: (object) => [
    ...mustNotBeTrue(object, ["spec", "rootEmptyPassword"], "everybody may then log in as root"),
    ...mustBeSet(
      object,
      [...reference, "name"],
      "the operator generates a password that is only in the cluster",
    ),
    ...mustNotBeTrue(
      object,
      [...reference, "generate"],
      "a password that is only in the cluster is lost with it",
    ),
  ],
});
