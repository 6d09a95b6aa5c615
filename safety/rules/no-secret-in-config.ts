import { eachField, eachItem, eachText, text } from "../expect";
import { misshapen, type Finding } from "../finding";
import { configMaps, mariadbs, operatorKinds } from "../kinds";
import { identityOf } from "../objects";
import { defineRule, levels } from "../rule";
import { holdsSecret, isLiteral, isSecret, setsSecret } from "../secret-text";
import { formatPath, type Path, type Value } from "../value";
import { eachContainer, workloads } from "../workloads";

export const noSecretInConfig = defineRule({
  id: "no-secret-in-config",
  scope: "object",
  title: "No password, token or key is in a ConfigMap, an environment variable or an argument",
  why:
    "A ConfigMap is read by everybody who may read anything in the namespace, an environment variable or an argument " +
    "shows in kubectl describe, and both are in Git or in the program for all who read that. An exporter's address " +
    "with a password in it is the case that is met most.",
  severity: "critical",
  levels: levels({ dev: "mandatory" }),
  appliesTo: [configMaps, ...workloads, mariadbs, operatorKinds("MaxScale")],
  remedy:
    "Move the value to a Secret that a store or a SealedSecret fills, and refer to it with valueFrom.secretKeyRef in " +
    "spec.template.spec.containers, or mount it as a file.",
  references: [
    {
      title: "Kubernetes: good practices for Secrets",
      url: "https://kubernetes.io/docs/concepts/security/secrets-good-practices/",
    },
    {
      title: "Kubernetes: environment variables from a Secret",
      url: "https://kubernetes.io/docs/tasks/inject-data-application/distribute-credentials-secure/",
    },
  ],
  check: (object) => {
    switch (identityOf(object).kind) {
      case "ConfigMap":
        return configMap(object);
      case "MariaDB":
      case "MaxScale":
        return container(object, ["spec"]);
      default:
        return eachContainer(object, (_, path) => container(object, path));
    }
  },
});

function plain(path: Path): Finding {
  return { path, message: `must not write a secret in plain text in ${formatPath(path)}` };
}

function configMap(object: Value): readonly Finding[] {
  return eachField(object, ["data"], (value, path, name) => {
    if (typeof value !== "string") {
      return [misshapen(path, "a string", value)];
    }
    return setsSecret(value) || isSecret(name, value) ? [plain(path)] : [];
  });
}

function container(object: Value, at: Path): readonly Finding[] {
  return [
    ...eachItem(object, [...at, "env"], (_, path) => variable(object, path)),
    ...["command", "args"].flatMap((field) => eachText(object, [...at, field], argument)),
  ];
}

/** A value of an unknown name is judged by its form. */
function variable(object: Value, at: Path): readonly Finding[] {
  return text(object, [...at, "value"], {
    known: (written, path) => {
      if (holdsSecret(written)) {
        return [plain(path)];
      }
      return text(object, [...at, "name"], {
        known: (name) => (isSecret(name, written) ? [plain(path)] : []),
      });
    },
  });
}

/** --password=x, -px, and whole scripts. */
function argument(written: string, path: Path): readonly Finding[] {
  const [, flag = ""] =
    /(?:^|\s)(?:--?[\w-]*(?:password|passwd|token|secret)=|-p(?=\S))(\S+)/i.exec(written) ?? [];
  return holdsSecret(written) || (flag !== "" && isLiteral(flag)) ? [plain(path)] : [];
}
