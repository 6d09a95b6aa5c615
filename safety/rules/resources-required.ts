import { inspect, text } from "../expect";
import { misshapen, type Finding } from "../finding";
import { mariadbs } from "../kinds";
import { quantity } from "../quantity";
import { optionsIn } from "../option-file";
import { defineRule } from "../rule";
import { formatPath, read, type Path, type Value } from "../value";

const resources = ["spec", "resources"];

const memory = [...resources, "requests", "memory"];

/** A limit of CPU only slows a database down, so it may be left out. */
const required: readonly Path[] = [
  [...resources, "requests", "cpu"],
  memory,
  [...resources, "limits", "memory"],
];

export const resourcesRequired = defineRule({
  id: "resources-required",
  scope: "object",
  title: "A server asks for the memory that it needs, and its buffer pool fits",
  why:
    "A server without a memory request is the first one to be evicted when its node runs short, and one without a limit " +
    "may take the node with it. A buffer pool above 80 % of the request leaves no room for connections, sorting and " +
    "backups: the kernel then kills the server under load, and it recovers its data in the middle of the peak.",
  severity: "high",
  appliesTo: [mariadbs],
  remedy:
    "Set spec.resources.requests.cpu and memory and spec.resources.limits.memory, and set " +
    "innodb_buffer_pool_size in spec.myCnf to 75 % of the memory request.",
  references: [
    {
      title: "Kubernetes: eviction under node pressure",
      url: "https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/",
    },
    {
      title: "MariaDB: InnoDB buffer pool",
      url: "https://mariadb.com/docs/server/server-usage/storage-engines/innodb/innodb-buffer-pool",
    },
  ],
  check: (object) => [...required.flatMap((path) => amount(object, path)), ...bufferPool(object)],
});

function amount(object: Value, path: Path): readonly Finding[] {
  return inspect(object, path, {
    known: (value) => ((quantity(value) ?? 0n) > 0n ? [] : [misshapen(path, "a quantity above 0", value)]),
    absent: () => [{ path, message: `must set ${formatPath(path)}` }],
  });
}

/** A pool next to a request that is missing or unknown is found where the request is. */
function bufferPool(object: Value): readonly Finding[] {
  return text(object, ["spec", "myCnf"], {
    known: (file, path) => {
      const size = bufferPoolSize(file);
      const request = read(object, memory);
      const available = request.state === "known" ? quantity(request.value) : undefined;
      const message = "must set innodb_buffer_pool_size to at most 80 % of spec.resources.requests.memory";
      return size !== undefined && available !== undefined && size * 10n ** 9n * 5n > available * 4n
        ? [{ path, message }]
        : [];
    },
  });
}

const units: Readonly<Record<string, bigint>> = {
  "": 1n,
  K: 2n ** 10n,
  M: 2n ** 20n,
  G: 2n ** 30n,
  T: 2n ** 40n,
};

/** The bytes of the buffer pool in an option file of MariaDB; undefined when it says nothing. */
function bufferPoolSize(file: string): bigint | undefined {
  const size = optionsIn(file).get("innodb_buffer_pool_size") ?? "";
  const [, digits, unit = ""] = /^(\d{1,20})([KMGT]?)$/i.exec(size) ?? [];
  return digits === undefined ? undefined : BigInt(digits) * (units[unit.toUpperCase()] ?? 1n);
}
