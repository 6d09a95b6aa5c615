import { argoApplications, checkApplication } from "../application";
import { eachItem, inspect, text } from "../expect";
import { undecided, type Finding } from "../finding";
import { fluxHelmReleases } from "../kinds";
import { identityOf } from "../objects";
import { defineRule } from "../rule";
import { holdsSecret, isLiteral, secretValue as secretName } from "../secret-text";
import { UNKNOWN, formatPath, isList, isMap, type Path, type Value } from "../value";

/** A line of a values file that sets such a name. */
const line = new RegExp(
  `^\\s*(?:- )?["']?[\\w.-]*${secretName.source.slice(0, -1)}["']?\\s*:\\s*(\\S.*)$`,
  "gim",
);

export const noSecretInValues = defineRule({
  id: "no-secret-in-values",
  scope: "object",
  title: "No password, token or key is among the values of a chart",
  why:
    "Values are in Git, in the release that Helm stores, in the Application that the web page shows, and in every " +
    "rendered manifest's history. A chart that is given a root password writes it into a Secret at each upgrade, over the " +
    "one that opens the data.",
  severity: "high",
  appliesTo: [fluxHelmReleases, argoApplications],
  remedy:
    "Make a Secret with a SealedSecret or an ExternalSecret and name it in the values, such as auth.existingSecret in " +
    "spec.values, or take it from spec.valuesFrom.",
  references: [
    {
      title: "Flux: values of a HelmRelease",
      url: "https://fluxcd.io/flux/components/helm/helmreleases/#values",
    },
    { title: "Argo CD: Helm", url: "https://argo-cd.readthedocs.io/en/stable/user-guide/helm/" },
  ],
  check: (object) =>
    identityOf(object).kind === "HelmRelease"
      ? values(object, ["spec", "values"])
      : checkApplication(object, ({ root, at }) => [
          ...helm(root, [...at, "spec", "source", "helm"]),
          ...eachItem(root, [...at, "spec", "sources"], (_, path) => helm(root, [...path, "helm"])),
        ]),
});

function helm(root: Value, at: Path): readonly Finding[] {
  return [
    ...values(root, [...at, "valuesObject"]),
    ...text(root, [...at, "values"], {
      known: (written, path) => (setsSecret(written) ? [plain(path)] : []),
    }),
    ...eachItem(root, [...at, "parameters"], (_, path) =>
      text(root, [...path, "value"], {
        known: (value, place) =>
          text(root, [...path, "name"], {
            known: (name) => (isSecret(name, value) ? [plain(place)] : []),
          }),
      }),
    ),
  ];
}

function values(root: Value, at: Path): readonly Finding[] {
  return inspect(root, at, { known: (value) => walk(value, at) });
}

/** A value that is not known yet may be a secret, or hold one. */
function walk(value: Value, path: Path): readonly Finding[] {
  if (value === UNKNOWN) {
    return [undecided(path)];
  }
  if (isList(value)) {
    return value.flatMap((item, index) => walk(item, [...path, index]));
  }
  if (isMap(value)) {
    return Object.entries(value).flatMap(([name, field]) => walk(field, [...path, name]));
  }
  return typeof value === "string" && isSecret(String(path.at(-1)), value) ? [plain(path)] : [];
}

function isSecret(name: string, value: string): boolean {
  return holdsSecret(value) || (secretName.test(name) && isLiteral(value));
}

function setsSecret(file: string): boolean {
  return holdsSecret(file) || [...file.matchAll(line)].some(([, value = ""]) => isLiteral(value));
}

function plain(path: Path): Finding {
  return { path, message: `must not write a secret in plain text in ${formatPath(path)}` };
}
