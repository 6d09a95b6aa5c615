import { eachField } from "../expect";
import { secrets } from "../kinds";
import { defineRule, levels } from "../rule";
import { isLiteral } from "../secret-text";
import { formatPath } from "../value";

export const noPlainSecrets = defineRule({
  id: "no-plain-secrets",
  scope: "object",
  title: "No Secret is in Git with its values in plaintext",
  why:
    "What is in Git is in every clone, fork, cache and backup of it, and cannot be taken back: the password must be " +
    "changed, under a running database. Base64 hides nothing. What a Pulumi program registers is not judged here: its " +
    "values come from a generator or the configuration, and are encrypted in the state.",
  severity: "critical",
  levels: levels({ dev: "mandatory" }),
  appliesTo: [secrets],
  remedy:
    "Seal the values into a SealedSecret, or move them to a store and add an ExternalSecret, instead of data and " +
    "stringData.",
  references: [
    {
      title: "Kubernetes: good practices for Secrets",
      url: "https://kubernetes.io/docs/concepts/security/secrets-good-practices/",
    },
    { title: "Sealed Secrets", url: "https://github.com/bitnami-labs/sealed-secrets" },
    { title: "External Secrets Operator", url: "https://external-secrets.io/latest/" },
  ],
  gitOnly: true,
  check: (object) =>
    ["data", "stringData"].flatMap((field) =>
      eachField(object, [field], (value, path) => {
        const message = `must not write a secret in plain text in ${formatPath(path)}`;
        return typeof value === "string" && (!isLiteral(value) || isCertificate(value))
          ? []
          : [{ path, message }];
      }),
    ),
});

const certificate = /^\s*-----BEGIN CERTIFICATE-----/;

/** A certificate is public, in a Secret as elsewhere, as long as no key is beside it. */
function isCertificate(written: string): boolean {
  return certificate.test(written) ? !written.includes("PRIVATE KEY") : isEncoded(written);
}

/** A whole base64 text of nothing but certificates: whatever else is in it could be a key. */
function isEncoded(written: string): boolean {
  const code = written.replace(/\s/g, "");
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(code)) {
    return false;
  }
  const text = atob(code);
  return certificate.test(text) && !text.includes("PRIVATE KEY");
}
