import { argoApplications, checkApplication, eachRevision, type RevisionSource } from "../application";
import { environmentOf, type Environment } from "../environment";
import { text } from "../expect";
import { shown, type Finding } from "../finding";
import { fluxGitRepositories, isGitRepository } from "../kinds";
import { defineRule } from "../rule";
import { formatPath, type Path, type Value } from "../value";
import { isPinned, pinnedForm } from "../versions";

export const pinnedRevision = defineRule({
  id: "pinned-revision",
  scope: "object",
  title: "Staging and production follow a release tag or a commit, never a branch",
  why:
    "A branch moves with every merge, and a change of a shared base reaches all environments that follow the branch in " +
    "the same minute, production included. With a tag or a commit, promotion is a change of one value that shows in a " +
    "preview and in a review, and the revision before it can be named again. A revision that is left out means HEAD in " +
    "Argo CD and the branch master in Flux.",
  severity: "high",
  appliesTo: [argoApplications, fluxGitRepositories],
  remedy:
    "Set targetRevision (Argo CD), or spec.ref.tag or spec.ref.commit (Flux), to a release tag (v1.2.3) or a " +
    "full commit SHA.",
  references: [
    {
      title: "Argo CD: tracking and deployment strategies",
      url: "https://argo-cd.readthedocs.io/en/stable/user-guide/tracking_strategies/",
    },
    {
      title: "Flux: reference of a GitRepository",
      url: "https://fluxcd.io/flux/components/source/gitrepositories/#reference",
    },
  ],
  shows: ["targetRevision", "revision", "revisions", "commit", "name", "semver", "tag", "branch"],
  check: (object, context) => {
    const environment = environmentOf(object, context);
    if (environment === "dev") {
      return [];
    }
    return isGitRepository(object)
      ? reference(object, environment, precedence)
      : application(object, environment);
  },
});

function application(object: Value, environment: Environment): readonly Finding[] {
  return checkApplication(object, (view) =>
    eachRevision(view, (root, path, source) =>
      text(root, path, {
        known: (revision) =>
          isPinned(revision, source, environment) ? [] : [unpinned(path, revision, source, environment)],
        absent: () => [missing(path, source, environment)],
      }),
    ),
  );
}

function unpinned(path: Path, revision: string, source: RevisionSource, environment: Environment): Finding {
  const form = pinnedForm(source, environment);
  return { path, message: `must not follow ${shown(revision)} in ${formatPath(path)}, but ${form}` };
}

function missing(path: Path, source: RevisionSource, environment: Environment): Finding {
  return { path, message: `must set ${formatPath(path)} to ${pinnedForm(source, environment)}` };
}

/** The fields of spec.ref, the one that wins first. Flux takes an empty one for absent. */
const precedence = ["commit", "name", "semver", "tag", "branch"];

function reference(object: Value, environment: Environment, fields: readonly string[]): readonly Finding[] {
  const [field, ...weaker] = fields;
  if (field === undefined) {
    return [missing(["spec", "ref", "tag"], "git", environment)];
  }
  const path = ["spec", "ref", field];
  const next = () => reference(object, environment, weaker);
  return text(object, path, {
    known: (value) => {
      if (value === "") {
        return next();
      }
      return isPinnedReference(field, value, environment) ? [] : [unpinned(path, value, "git", environment)];
    },
    absent: next,
  });
}

function isPinnedReference(field: string, value: string, environment: Environment): boolean {
  switch (field) {
    case "commit":
      return /^[0-9a-f]{40}$/i.test(value);
    case "name":
      return value.startsWith("refs/tags/") && isPinned(value.slice("refs/tags/".length), "git", environment);
    case "semver":
    case "tag":
      return isPinned(value, "git", environment);
    default:
      return false;
  }
}
