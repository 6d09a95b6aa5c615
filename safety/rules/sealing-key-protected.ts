import { environmentOf } from "../environment";
import { undecided, type Finding } from "../finding";
import { secrets } from "../kinds";
import { label } from "../labels";
import type { PulumiResource } from "../resource";
import { defineRule } from "../rule";
import { UNKNOWN } from "../value";

/** By this label the controller finds its keys, those also that it no longer seals with. */
const keyLabel = "sealedsecrets.bitnami.com/sealed-secrets-key";
const path = ["options", "protect"];

export const sealingKeyProtected = defineRule({
  id: "sealing-key-protected",
  scope: "resource",
  title: "Pulumi cannot delete the key that opens the sealed secrets",
  why:
    "What is sealed in Git opens with the private key that it was sealed for, and with nothing else. The controller makes " +
    "a new key when it finds none, so that the loss shows only when a database is restored and its password cannot be " +
    "read. A renamed resource, a replacement or a destroy of the wrong stack is enough to delete it.",
  severity: "critical",
  appliesTo: [secrets],
  remedy:
    "Set the resource option protect: true, and retainOnDelete: true beside it; keep a copy of the key outside the cluster.",
  references: [
    {
      title: "Sealed Secrets: backup of the keys",
      url: "https://github.com/bitnami-labs/sealed-secrets#how-can-i-do-a-backup-of-my-sealedsecrets",
    },
    { title: "Pulumi: protect", url: "https://www.pulumi.com/docs/iac/concepts/resources/options/protect/" },
  ],
  check: (resource, context) => (environmentOf(resource.object, context) === "dev" ? [] : guarded(resource)),
});

function guarded({ type, object, options }: PulumiResource): readonly Finding[] {
  const mark = label(object, keyLabel);
  // Deleting a patch deletes no object.
  if (type.endsWith("Patch") || mark.state === "absent") {
    return [];
  }
  if (options.protect === UNKNOWN) {
    return [undecided(path)];
  }
  const message = "must set the option protect to true, because what was sealed for this key is lost with it";
  const found: Finding = mark.state === "unknown" ? undecided(mark.path) : { path, message };
  return options.protect ? [] : [found];
}
