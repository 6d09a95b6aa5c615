import { eachField, eachItem, text } from "../expect";
import type { Finding } from "../finding";
import { configMaps } from "../kinds";
import { identityOf, textAt } from "../objects";
import { defineRule } from "../rule";
import { formatPath, type Path, type Value } from "../value";
import { eachContainer, workloads } from "../workloads";

/** The variables of the official images and of Bitnami's that let a server start without a password. */
const allows =
  /^(MYSQL_ALLOW_EMPTY_PASSWORD|MARIADB_ALLOW_EMPTY_(ROOT_)?PASSWORD|ALLOW_EMPTY_PASSWORD|MYSQL_ALLOW_EMPTY_ROOT_PASSWORD)$/;

export const noEmptyRootPassword = defineRule({
  id: "no-empty-root-password",
  scope: "object",
  title: "No server is told to start without a root password",
  why:
    "A server that may start without a password does so whenever its Secret is missing or empty, and says nothing: " +
    "whoever reaches its port, which is every pod of the cluster unless a NetworkPolicy says otherwise, drops or copies " +
    "every database. A password that is set later is not taken over: the image reads it only when the data directory is " +
    "empty.",
  severity: "critical",
  appliesTo: [...workloads, configMaps],
  remedy:
    "Remove the variable from env, or from the data of the ConfigMap, and take MARIADB_ROOT_PASSWORD from a Secret with " +
    "valueFrom.secretKeyRef.",
  references: [
    {
      title: "MariaDB: environment variables of the image",
      url: "https://mariadb.com/docs/server/server-management/automated-mariadb-deployment-and-administration/docker-and-mariadb/mariadb-server-docker-official-image-environment-variables",
    },
    {
      title: "Docker Official Images: mariadb",
      url: "https://github.com/docker-library/docs/tree/master/mariadb#environment-variables",
    },
  ],
  check: (object) =>
    identityOf(object).kind === "ConfigMap"
      ? eachField(object, ["data"], (_, path, name) => (allows.test(name) ? off(object, path) : []))
      : eachContainer(object, (_, container) =>
          eachItem(object, [...container, "env"], (variable, path) =>
            allows.test(textAt(variable, ["name"])) ? off(object, [...path, "value"]) : [],
          ),
        ),
});

function off(object: Value, path: Path): readonly Finding[] {
  const message = `must not allow an empty root password in ${formatPath(path)}, because everybody may then log in as root`;
  return text(object, path, {
    known: (value) => (/^(|0|no?|false|off)$/i.test(value.trim()) ? [] : [{ path, message }]),
  });
}
