import { goDurationSeconds } from "../duration";
import { mustBeOneOf, text } from "../expect";
import type { Finding } from "../finding";
import { isExactly } from "../labels";
import { identityOf } from "../objects";
import { defineRule, levels } from "../rule";
import { formatPath, read, type Path, type Value } from "../value";

export const externalSecretRefresh = defineRule({
  id: "external-secret-refresh",
  scope: "object",
  title: "An external secret is refreshed within the hour and never deletes its Secret",
  why:
    "A rotated password that reaches the cluster a day later is a day on which a restart locks the application out. " +
    "With deletionPolicy: Delete the Secret goes as soon as the store no longer answers with the value: a renamed key " +
    "or a lost right then takes the root password from a running database, and nobody can open its data.",
  severity: "high",
  levels: levels({ staging: "advisory", production: "advisory" }),
  appliesTo: [{ group: "external-secrets.io", kinds: ["ExternalSecret", "ClusterExternalSecret"] }],
  remedy: "Set spec.refreshInterval: 1h and spec.target.deletionPolicy: Retain.",
  references: [
    {
      title: "External Secrets: ownership and deletion policy",
      url: "https://external-secrets.io/latest/guides/ownership-deletion-policy/",
    },
    {
      title: "External Secrets: API of ExternalSecret",
      url: "https://external-secrets.io/latest/api/externalsecret/",
    },
  ],
  shows: ["deletionPolicy"],
  check: (object) => {
    const cluster = identityOf(object).kind === "ClusterExternalSecret";
    const at = cluster ? ["spec", "externalSecretSpec"] : ["spec"];
    return [...refreshed(object, at), ...retained(object, at)];
  },
});

/** A secret that is made once is never refreshed: a generator would make another password. */
function refreshed(object: Value, at: Path): readonly Finding[] {
  const policy = read(object, [...at, "refreshPolicy"]);
  const path = [...at, "refreshInterval"];
  const field = formatPath(path);
  if (isExactly(policy, "CreatedOnce")) {
    return [];
  }
  return text(object, path, {
    known: (written) => {
      const seconds = goDurationSeconds(written);
      const message =
        seconds === undefined
          ? `must write ${field} as a Go duration, such as "1h"`
          : `must refresh at least every hour in ${field}, because a rotated password reaches nobody before`;
      return seconds !== undefined && seconds > 0 && seconds <= 3600 ? [] : [{ path, message }];
    },
    absent: () => [{ path, message: `must set ${field}, such as to "1h"` }],
  });
}

function retained(object: Value, at: Path): readonly Finding[] {
  return mustBeOneOf(
    ["Retain", "Merge"],
    object,
    [...at, "target", "deletionPolicy"],
    "the Secret otherwise goes when the store has no value",
    "Retain",
  );
}
