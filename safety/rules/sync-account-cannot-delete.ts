import { eachItem, eachText, text } from "../expect";
import { about, type Finding, type SetFinding } from "../finding";
import { membersOf } from "../objects";
import { accountsOf, bindings, binds, refersTo, roles } from "../permissions";
import { defineRule } from "../rule";
import { formatPath, isList, read, type Path, type Value } from "../value";

/** Roles that every cluster has, and that may delete claims and Secrets. */
const builtIn = ["admin", "cluster-admin", "edit"];
const deleting = ["*", "delete", "deletecollection"];

/** What must stay: the operator's objects, volumes, keys and what holds them. */
const precious =
  /^(\*|mariadbs|databases|users|grants|backups|physicalbackups|pointintimerecoveries|externalmariadbs|persistentvolumeclaims|persistentvolumes|secrets|namespaces|statefulsets|externalsecrets|sealedsecrets|customresourcedefinitions)$/;

export const syncAccountCannotDelete = defineRule({
  id: "sync-account-cannot-delete",
  scope: "set",
  title: "The ServiceAccount that an engine syncs as cannot delete data",
  why:
    "An engine that acts as an account without the verb delete cannot prune, cascade or replace by force: the API server " +
    "refuses, and the data stays, whatever the settings of the engine say and whatever defect it has. One rule with a " +
    "star among the verbs takes that layer away without anything looking different.",
  severity: "critical",
  appliesTo: [roles, bindings],
  remedy:
    "List get, list, watch, create, update and patch in rules[].verbs of the Role, and refer to no built-in role; take the " +
    "name of the account from spec.serviceAccountName or spec.destinationServiceAccounts.",
  references: [
    {
      title: "Argo CD: sync with impersonation",
      url: "https://argo-cd.readthedocs.io/en/stable/operator-manual/app-sync-using-impersonation/",
    },
    {
      title: "Flux: role-based access control of a Kustomization",
      url: "https://fluxcd.io/flux/components/kustomize/kustomizations/#role-based-access-control",
    },
  ],
  check: (objects) => {
    const accounts = accountsOf(objects);
    const used = membersOf(objects, bindings).filter(({ object }) => binds(object, accounts));
    return [
      ...used.flatMap(({ index, object }) => about(index, builtInRole(object))),
      ...membersOf(objects, roles)
        .filter((role) => used.some(({ object }) => refersTo(object, role.object)))
        .flatMap(({ index, object }): readonly SetFinding[] => about(index, verbs(object))),
    ];
  },
});

function builtInRole(binding: Value): readonly Finding[] {
  return text(binding, ["roleRef", "name"], {
    known: (name, path) => {
      const message =
        "must not give an engine's account that built-in role, because it may delete claims and Secrets";
      return builtIn.includes(name) ? [{ path, message }] : [];
    },
  });
}

function verbs(role: Value): readonly Finding[] {
  return eachItem(role, ["rules"], (_, rule) =>
    coversData(role, [...rule, "resources"])
      ? eachText(role, [...rule, "verbs"], (verb, path) => {
          const message = `must not grant the verb in ${formatPath(path)} to an engine's account, because a prune then succeeds`;
          return deleting.includes(verb) ? [{ path, message }] : [];
        })
      : [],
  );
}

/** A rule whose resources are not known yet may be about data. */
function coversData(role: Value, path: Path): boolean {
  const resources = read(role, path);
  return (
    resources.state === "unknown" ||
    (resources.state === "known" &&
      isList(resources.value) &&
      resources.value.some(
        (name) => typeof name === "symbol" || (typeof name === "string" && precious.test(name)),
      ))
  );
}
