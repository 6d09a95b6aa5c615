import { parseEnvironment } from "../environment";
import { eachItem, text } from "../expect";
import { undecided, type Finding } from "../finding";
import { externalSecrets } from "../kinds";
import { environmentLabel, label } from "../labels";
import { identityOf } from "../objects";
import { defineRule } from "../rule";
import { formatPath, read, type Path, type Value } from "../value";

export const externalSecretOwnKeys = defineRule({
  id: "external-secret-own-keys",
  scope: "object",
  title: "An external secret reads the keys of its own environment",
  why:
    "An ExternalSecret copies whatever key it names, as far as the rights of its store reach. One that was copied from " +
    "another environment with the old key gives dev the passwords of production, or production a password that is " +
    "changed in a test. A key that says whose it is shows such a mistake in review, and lets the store's role be limited " +
    "to that part of the path.",
  severity: "high",
  appliesTo: [externalSecrets],
  remedy:
    'Make the environment or the namespace one part of each key in spec, as in "production/mariadb/root-password", and ' +
    `the environment in the label ${environmentLabel} in metadata.`,
  references: [
    {
      title: "External Secrets: multi-tenancy",
      url: "https://external-secrets.io/latest/guides/multi-tenancy/",
    },
    {
      title: "External Secrets: security best practices",
      url: "https://external-secrets.io/latest/guides/security-best-practices/",
    },
  ],
  check: (object) => [
    ...eachItem(object, ["spec", "data"], (_, path) => own(object, [...path, "remoteRef", "key"])),
    ...eachItem(object, ["spec", "dataFrom"], (_, path) => own(object, [...path, "extract", "key"])),
  ],
});

/** Stores of Google and Azure know no slash in a key: there the parts are between dashes or underscores. */
function isPartOf(key: string, name: string): boolean {
  return key.includes("/")
    ? key.split("/").includes(name)
    : `-${key.replaceAll("_", "-")}-`.includes(`-${name}-`);
}

/** How people call the environments in the paths of a store. */
const shortNames: Readonly<Record<string, readonly string[]>> = {
  dev: ["dev", "development"],
  staging: ["staging", "stage", "stg"],
  production: ["production", "prod", "prd", "live"],
};

function own(object: Value, path: Path): readonly Finding[] {
  const namespace = read(object, ["metadata", "namespace"]);
  // The environment of the front end does not count: a key of production would be right or wrong by who looks.
  const environment = label(object, environmentLabel);
  const home = identityOf(object).namespace;
  const said = environment.state === "known" ? environment.value : undefined;
  const names = [
    ...(home === "" ? [] : [home]),
    ...[said, home.split("-").at(-1)].flatMap((name) => shortNames[parseEnvironment(name) ?? ""] ?? []),
  ];
  if (names.length === 0 && environment.state === "absent" && namespace.state === "absent") {
    // A kustomization or the delivery gives it a namespace, and nothing here says whose keys these are.
    return [];
  }
  const unknown = [environment, namespace].find(({ state }) => state === "unknown");
  const message =
    `must have the object's environment or namespace as one part of ${formatPath(path)}, ` +
    "because it may read the password of another environment otherwise";
  return text(object, path, {
    known: (key) => {
      if (names.some((name) => isPartOf(key, name))) {
        return [];
      }
      return [unknown === undefined ? { path, message } : undecided(unknown.path)];
    },
  });
}
