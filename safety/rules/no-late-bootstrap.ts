import { eachKept } from "../changes";
import { mustBeAbsent } from "../expect";
import { mariadbs } from "../kinds";
import { defineRule, levels } from "../rule";

export const noLateBootstrap = defineRule({
  id: "no-late-bootstrap",
  scope: "change",
  title: "A server that exists has no bootstrapFrom",
  why:
    "The field bootstrapFrom fills a new server from a backup. It does its work once, but stays in Git: whoever recreates the " +
    "object, or restores the cluster from Git, starts the import again. A logical backup has no guard against that: " +
    "the operator imports the old dump over the live data of the claims that were kept. A physical one refuses " +
    "claims that exist, so that the server never starts.",
  severity: "critical",
  levels: levels({ dev: "mandatory" }),
  appliesTo: [mariadbs],
  remedy: "Remove spec.bootstrapFrom in the revision after the one that created the server.",
  references: [
    {
      title: "mariadb-operator #1677: a recreated object imports its backup again",
      url: "https://github.com/mariadb-operator/mariadb-operator/issues/1677",
    },
    {
      title: "mariadb-operator: bootstrapping from backups",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/logical_backup.md",
    },
  ],
  check: (change) =>
    eachKept(change, [mariadbs], ({ after }) =>
      mustBeAbsent(
        after,
        ["spec", "bootstrapFrom"],
        "the server exists, and a recreated one would import the backup again",
      ),
    ),
});
