import { inspect, mustBe, mustBeSet, text } from "../expect";
import type { Finding } from "../finding";
import { mariadbs } from "../kinds";
import { mayBe } from "../labels";
import { quantity } from "../quantity";
import { defineRule } from "../rule";
import { read, type Value } from "../value";

const config = ["spec", "myCnf"];
const largest = 256n * 2n ** 20n;

export const binaryLogsBounded = defineRule({
  id: "binary-logs-bounded",
  scope: "object",
  title: "Binary logs are closed often, expire, and are archived only where that works",
  why:
    "MariaDB keeps binary logs forever: the volume of a replicated server fills and the server stops. Point-in-time " +
    "recovery archives closed logs only, and a log is closed at 1 GiB unless it is told otherwise, so that a quiet " +
    "database archives nothing for days. Without replication the operator archives nothing at all, while the objects " +
    "look healthy.",
  severity: "high",
  appliesTo: [mariadbs],
  remedy:
    "Set max_binlog_size=128M and binlog_expire_logs_seconds=259200 in spec.myCnf; with " +
    "spec.pointInTimeRecoveryRef also set spec.replication.enabled: true.",
  references: [
    {
      title: "MariaDB: system variables of the binary log",
      url: "https://mariadb.com/docs/server/ha-and-performance/standard-replication/replication-and-binary-log-system-variables",
    },
    {
      title: "mariadb-operator: point-in-time recovery",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/pitr.md",
    },
  ],
  check: (object) => {
    const archived = inspect(object, ["spec", "pointInTimeRecoveryRef"], {
      known: () =>
        mustBe(
          true,
          object,
          ["spec", "replication", "enabled"],
          "the operator archives binary logs of a replication only",
        ),
    });
    const reference = read(object, ["spec", "pointInTimeRecoveryRef"]).state;
    const replicated = mayBe(read(object, ["spec", "replication", "enabled"]), true);
    return [
      ...archived,
      ...(replicated || reference !== "absent" ? configured(object, reference !== "absent") : []),
    ];
  },
});

/** A configuration that is kept in a ConfigMap cannot be read here. */
function configured(object: Value, archived: boolean): readonly Finding[] {
  return read(object, ["spec", "myCnfConfigMapKeyRef"]).state !== "absent"
    ? []
    : [
        ...mustBeSet(object, config, "binary logs fill the volume otherwise"),
        ...text(object, config, { known: (lines) => settings(lines, archived) }),
      ];
}

function settings(lines: string, archived: boolean): readonly Finding[] {
  const expiry = Number(setting(lines, "binlog_expire_logs_seconds") ?? 0);
  const days = Number(setting(lines, "expire_logs_days") ?? 0);
  const size = quantity(binary(setting(lines, "max_binlog_size") ?? "1G"));
  const found: Finding[] = [];
  if (!(expiry > 0) && !(days > 0)) {
    const message =
      "must set binlog_expire_logs_seconds in spec.myCnf, because binary logs fill the volume otherwise";
    found.push({ path: config, message });
  }
  if (archived && (size === undefined || size > largest * 10n ** 9n)) {
    const message =
      "must set max_binlog_size in spec.myCnf to 256M or less, because only closed logs are archived";
    found.push({ path: config, message });
  }
  return found;
}

/** The last value of a variable, as MariaDB reads it: dashes count as underscores, and the later line wins. */
function setting(lines: string, name: string): string | undefined {
  return lines.split("\n").reduce<string | undefined>((found, line) => {
    const [, key = "", value] = /^\s*([\w-]+)\s*=\s*([^#\s]+)/.exec(line) ?? [];
    return key.toLowerCase().replaceAll("-", "_") === name ? value : found;
  }, undefined);
}

/** MariaDB's K, M and G are powers of two. */
function binary(size: string): string {
  return size.replace(/([KMG])$/i, (unit) => `${unit.toUpperCase()}i`);
}
