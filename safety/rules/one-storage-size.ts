import { inspect, mustBeAbsent } from "../expect";
import type { Finding } from "../finding";
import { mariadbs } from "../kinds";
import { defineRule } from "../rule";
import type { Value } from "../value";

const size = ["spec", "storage", "size"];
const template = ["spec", "storage", "volumeClaimTemplate"];

export const oneStorageSize = defineRule({
  id: "one-storage-size",
  scope: "object",
  title: "A server says the size of its volumes once",
  why:
    "Where only the size is written, the operator makes a claim template from it and replaces that as a whole when the " +
    "size changes. A template beside it in Git is written back by every sync, so that the two take turns, and the " +
    "larger size is undone while volumes are being resized. A server with neither is refused.",
  severity: "high",
  appliesTo: [mariadbs],
  remedy:
    "Keep spec.storage.size and spec.storage.storageClassName, and remove spec.storage.volumeClaimTemplate.",
  references: [
    {
      title: "mariadb-operator: storage",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/storage.md",
    },
  ],
  check: (object) =>
    inspect(object, size, {
      known: () =>
        mustBeAbsent(object, template, "the operator makes it from spec.storage.size and writes it again"),
      absent: () => neither(object),
    }),
});

function neither(object: Value): readonly Finding[] {
  const message = "must set spec.storage.size, because the operator refuses a server without it";
  const path = [...template, "resources", "requests", "storage"];
  return inspect(object, ["spec", "storage", "ephemeral"], {
    known: (ephemeral) => (ephemeral === true ? [] : claimed()),
    absent: claimed,
  });

  function claimed(): readonly Finding[] {
    return inspect(object, path, { known: () => [], absent: () => [{ path: size, message }] });
  }
}
