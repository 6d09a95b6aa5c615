import { chartDeliveries, eachChart, placeOf } from "../chart-values";
import { about, undecided, type Finding } from "../finding";
import { fluxKustomizations } from "../kinds";
import { identityOf, membersOf } from "../objects";
import { defineRule } from "../rule";
import { secretValue } from "../secret-text";
import { UNKNOWN, read, type Path, type Value } from "../value";

export const noPasswordVariable = defineRule({
  id: "no-password-variable",
  scope: "set",
  title: "No password among the values of a chart is a variable that nobody fills in",
  why:
    "Argo CD does not know variables of a shell, and Flux fills them in only where the Kustomization says postBuild. " +
    "Elsewhere the text ${DB_PASSWORD} itself becomes the password of the database, which everybody reads in Git, or an " +
    "empty text where another tool fills in what it does not know. It works at once, so nobody notices.",
  severity: "high",
  appliesTo: chartDeliveries,
  remedy:
    "Name a Secret in the values, such as auth.existingSecret in spec.values, or take the value from a Secret with " +
    "spec.valuesFrom; for Flux's variables set spec.postBuild of the Kustomization that delivers the HelmRelease.",
  references: [
    {
      title: "Flux: post build variable substitution",
      url: "https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution",
    },
    {
      title: "Argo CD: build environment",
      url: "https://argo-cd.readthedocs.io/en/stable/user-guide/build-environment/",
    },
  ],
  gitOnly: true,
  check: (objects) => {
    const filled = membersOf(objects, fluxKustomizations).some(
      ({ object }) => read(object, ["spec", "postBuild"]).state !== "absent",
    );
    return membersOf(objects, ...chartDeliveries)
      .filter(({ object }) => !filled || identityOf(object).kind !== "HelmRelease")
      .flatMap(({ index, object }) => about(index, variables(object)));
  },
});

function variables(object: Value): readonly Finding[] {
  return eachChart(object, ({ values }) =>
    values.flatMap(({ steps, value, path }) => {
      const name = String(steps.at(-1) ?? "");
      if (value === UNKNOWN) {
        // The parameter of an ApplicationSet is a text, and no password in a field that holds none.
        const written = read(object, path);
        const isText = written.state === "known" && typeof written.value === "string";
        return isText && !secretValue.test(name) ? [] : [undecided(path)];
      }
      const found = typeof value === "string" && isVariable(name, value);
      return found ? [left(steps.join("."), path)] : [];
    }),
  );
}

/** `${NAME}` as a password, or as that in an address; Argo CD fills in its own variables. */
function isVariable(name: string, value: string): boolean {
  const own = value.includes("${ARGOCD_");
  return (
    !own &&
    ((secretValue.test(name) && /\$\{[A-Za-z_]\w*(:[=-][^}]*)?\}/.test(value)) ||
      /:\/\/[^\s:@/]+:\$\{[A-Za-z_]\w*\}@/.test(value))
  );
}

function left(name: string, path: Path): Finding {
  const message =
    `must not write a variable for ${placeOf(name, path)}, because nothing here fills it in and its ` +
    "text then is the password";
  return { path, message };
}
