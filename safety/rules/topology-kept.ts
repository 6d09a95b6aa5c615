import { eachKept, type Revisions } from "../changes";
import { misshapen, undecided, type Finding } from "../finding";
import { mariadbs } from "../kinds";
import { mayBe } from "../labels";
import { defineRule } from "../rule";
import { formatPath, read, type Path } from "../value";

const replicas = ["spec", "replicas"];

export const topologyKept = defineRule({
  id: "topology-kept",
  scope: "change",
  title: "A server keeps its topology and its number of replicas, or gets more",
  why:
    "Replication and Galera store their state differently: the operator does not convert one into the other on a live " +
    "server, and nodes of the old kind next to nodes of the new kind have no common history. Fewer replicas take " +
    "members away, among them perhaps the primary or the only one with the last transactions, and a Galera cluster " +
    "that loses half of its members at once has no quorum and refuses to serve.",
  severity: "critical",
  appliesTo: [mariadbs],
  remedy:
    "Keep spec.galera.enabled, spec.replication.enabled and spec.replicas. Restore a backup into a new MariaDB of the " +
    "other topology and move the clients; take replicas away one by one, when the primary is another.",
  references: [
    {
      title: "mariadb-operator: high availability",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/high_availability.md",
    },
    {
      title: "mariadb-operator #1108: a cluster recovered from an empty node",
      url: "https://github.com/mariadb-operator/mariadb-operator/issues/1108",
    },
  ],
  check: (change) =>
    eachKept(change, [mariadbs], (revisions) => [
      ...["galera", "replication"].flatMap((topology) => kept(revisions, ["spec", topology, "enabled"])),
      ...fewer(revisions),
    ]),
});

/** A single server may become the primary of a replication; that is how the operator scales it out. */
function kept({ before, after }: Revisions, path: Path): readonly Finding[] {
  const [was, is] = [read(before, path), read(after, path)];
  const unknown = [is, was].find(({ state }) => state === "unknown");
  if (unknown !== undefined) {
    return [undecided(unknown.path)];
  }
  const [on, off] = [mayBe(is, true) && !mayBe(was, true), mayBe(was, true) && !mayBe(is, true)];
  const grows =
    on && path.includes("replication") && !mayBe(read(before, ["spec", "galera", "enabled"]), true);
  if (off || (on && !grows)) {
    const message = `must not switch ${formatPath(path)} ${on ? "on" : "off"}, because a live server is not converted`;
    return [{ path, message }];
  }
  return [];
}

/** A server without a number has one replica. */
function fewer({ before, after }: Revisions): readonly Finding[] {
  const [was, is] = [read(before, replicas), read(after, replicas)];
  const unknown = [is, was].find(({ state }) => state === "unknown");
  if (unknown !== undefined) {
    return [undecided(unknown.path)];
  }
  const later = is.state === "known" ? is.value : 1;
  if (typeof later !== "number") {
    return [misshapen(replicas, "a number", later)];
  }
  const earlier = was.state === "known" ? was.value : 1;
  if (typeof earlier !== "number" || later >= earlier) {
    return [];
  }
  return [
    { path: replicas, message: `must not have fewer replicas than the ${earlier} of the revision before` },
  ];
}
