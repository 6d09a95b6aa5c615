import { eachItem, eachText, mustBe, mustBeAbsent, mustBeOneOf, mustBeSet, number, text } from "../expect";
import { about, type Finding } from "../finding";
import { mariadbs } from "../kinds";
import { identityOf, membersOf, shareNamespace, textAt } from "../objects";
import { defineRule } from "../rule";
import { formatPath, read, type Path, type Value } from "../value";
import { eachContainer, isMigration, migrationKinds } from "../workloads";

const hook = ["metadata", "annotations", "argocd.argoproj.io/hook"];

const pod = ["spec", "template", "spec"];

export const migrationJobSafety = defineRule({
  id: "migration-job-safety",
  scope: "set",
  title: "A migration runs once, ends, and is nobody special",
  why:
    "MariaDB commits each statement of a schema change on its own, so a second try starts in the middle of the first. A " +
    "Job tries six times where nothing is said, and forever without a deadline. A PreSync hook runs before the server, " +
    "its Secret and the ConfigMap of the new files exist: the first sync fails forever, and later ones run the old " +
    "files. Kubernetes expands $(VAR) and not ${VAR}, and the driver in Flyway takes jdbc:mariadb only.",
  severity: "high",
  appliesTo: migrationKinds,
  remedy:
    "Set spec.backoffLimit: 0, spec.activeDeadlineSeconds, restartPolicy: Never and runAsNonRoot: true, a user of its " +
    "own, $(VAR) and jdbc:mariadb in a Job without a PreSync hook, in a later wave or an Application of its own.",
  references: [
    {
      title: "Kubernetes: pod backoff of a Job",
      url: "https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-backoff-failure-policy",
    },
    {
      title: "argo-cd #25475: a PreSync hook is skipped",
      url: "https://github.com/argoproj/argo-cd/issues/25475",
    },
  ],
  contradicts: [
    {
      rule: "kube-linter/job-ttl-seconds-after-finished",
      url: "https://docs.kubelinter.io/#/generated/checks",
      why: "It asks for a time to live; a migration that is deleted when it has finished is made again by the next sync.",
    },
  ],
  shows: ["restartPolicy"],
  check: (objects) => {
    const servers = membersOf(objects, mariadbs);
    return membersOf(objects, ...migrationKinds)
      .filter(({ object }) => isMigration(object))
      .flatMap(({ index, object }) => {
        const besides = servers.some((server) => shareNamespace(server.object, object));
        const own = identityOf(object).kind === "Job" ? [...once(object), ...unprivileged(object)] : [];
        return about(index, [...own, ...(besides ? noPreSync(object) : [])]);
      });
  },
});

function once(object: Value): readonly Finding[] {
  const limit = ["spec", "backoffLimit"];
  const wrong = {
    path: limit,
    message: "must set spec.backoffLimit to 0, because a second try starts in the middle",
  };
  return [
    ...number(object, limit, { known: (tries) => (tries === 0 ? [] : [wrong]), absent: () => [wrong] }),
    ...mustBeSet(
      object,
      ["spec", "activeDeadlineSeconds"],
      "a migration that waits for a lock never ends otherwise",
    ),
    ...mustBeAbsent(
      object,
      ["spec", "ttlSecondsAfterFinished"],
      "the next sync makes a Job again that is gone",
    ),
    ...mustBeOneOf(["Never"], object, [...pod, "restartPolicy"], "the same pod otherwise tries again"),
  ];
}

function noPreSync(object: Value): readonly Finding[] {
  return text(object, hook, {
    known: (value, path) => {
      const message =
        "must not be a PreSync hook beside its MariaDB, because it then runs before the server exists";
      return value.split(",").some((one) => one.trim() === "PreSync") ? [{ path, message }] : [];
    },
  });
}

/** What is wrong with how the containers of a migration's Job connect, and as whom they run. */
function unprivileged(object: Value): readonly Finding[] {
  return eachContainer(object, (_, path) => [
    ...nonRoot(object, path),
    ...["command", "args"].flatMap((field) =>
      eachText(object, [...path, field], (word, at) => argument(object, path, word, at)),
    ),
    ...eachItem(object, [...path, "env"], (_, at) => variable(object, at)),
  ]);
}

/** What a container says of its user wins over what the pod says. */
function nonRoot(object: Value, container: Path): readonly Finding[] {
  const field = ["securityContext", "runAsNonRoot"];
  const own = [...container, ...field];
  const because = "it needs no root in its container";
  return read(object, own).state === "absent"
    ? mustBe(true, object, [...pod, ...field], because)
    : mustBe(true, object, own, because);
}

function argument(object: Value, container: Path, word: string, path: Path): readonly Finding[] {
  const shell = /(^|\/)(ba|da|a)?sh$/.test(textAt(object, [...container, "command", 0]));
  const message = `must write $(VAR) in ${formatPath(path)}, because Kubernetes does not expand \${VAR}`;
  return [
    ...(!shell && word.includes("${") ? [{ path, message }] : []),
    ...(/(^|\s)--?u(ser)?(name)?[= ]?root(\s|$)/.test(word) ? [asRoot(path)] : []),
    ...driver(word, path),
  ];
}

function variable(object: Value, at: Path): readonly Finding[] {
  return text(object, [...at, "value"], {
    known: (value, path) => {
      const root = value === "root" && /user/i.test(textAt(object, [...at, "name"]));
      return [...(root ? [asRoot(path)] : []), ...driver(value, path)];
    },
  });
}

function asRoot(path: Path): Finding {
  return { path, message: `must not migrate as root in ${formatPath(path)}, but as a user of its own` };
}

function driver(written: string, path: Path): readonly Finding[] {
  const message = `must write jdbc:mariadb in ${formatPath(path)}, because the driver refuses jdbc:mysql`;
  return written.includes("jdbc:mysql:") ? [{ path, message }] : [];
}
