/** Without which data that is still there cannot be opened. */
import { protectedLabel } from "../../safety/labels";
import { field, label, text, texts } from "./cel";
import type { Guarded } from "./guarded";
import { secretsInside, type Reach } from "./scope";

const [dataBefore, dataAfter] = [field("oldObject", "data", "{}"), field("object", "data", "{}")];

/** Types of Secrets that open no data: releases, tokens and passwords of registries, and certificates that are renewed. */
const otherTypes = [
  "helm.sh/release.v1",
  "kubernetes.io/service-account-token",
  "bootstrap.kubernetes.io/token",
  "kubernetes.io/dockerconfigjson",
  "kubernetes.io/dockercfg",
  "kubernetes.io/tls",
];

/** The label of the key that cert-manager makes for the next certificate, and deletes when that is there. */
const draft = "cert-manager.io/next-private-key";
const isDraft = `${label("oldObject", draft)} == "true"`;

/** Base64 of nothing but white space: three bytes at a time, and what is left at the end. */
const blank = (() => {
  const spaces = ["\t", "\n", "\r", " "];
  const longer = (shorter: readonly string[]): string[] =>
    spaces.flatMap((space) => shorter.map((rest) => space + rest));
  const [one, two] = [spaces, longer(spaces)];
  const encoded = (values: readonly string[]): string =>
    values.map((value) => Buffer.from(value).toString("base64")).join("|");
  return `^(${encoded(longer(two))})*(${encoded([...one, ...two])})?$`;
})();

/** Credentials and keys, without which data and backups that are still there can no longer be read. */
export function secrets(reach: Reach): Guarded {
  return {
    name: "secrets",
    kinds: [{ group: "", resources: ["secrets"] }],
    matchCondition:
      `${label("oldObject", protectedLabel)} == "true" || ` +
      `!(${field("oldObject", "type", '""')} in ${texts(otherTypes)} || ${isDraft})`,
    consequence: "Data whose password or key is lost cannot be opened.",
    checks: [
      {
        name: "keepsKeys",
        // A new value is a rotation; an empty one is a removal.
        kept:
          `${dataAfter} == ${dataBefore} || ${dataBefore}.all(key, ${dataBefore}[key].matches(${text(blank)}) || ` +
          `(key in ${dataAfter} && !${dataAfter}[key].matches(${text(blank)})))`,
        loss: "removes a key or its value",
      },
      {
        name: "staysNoDraft",
        kept: `${label("object", draft)} != "true" || ${isDraft}`,
        loss: `makes it look like a key that cert-manager deletes (label ${draft})`,
      },
    ],
    scopes: secretsInside(reach),
  };
}
