import { defineRule } from "../rule";
import { inspect, mustBe } from "../expect";
import { mariadbs } from "../kinds";

const tls = ["spec", "tls"];

export const serverTlsRequired = defineRule({
  id: "server-tls-required",
  scope: "object",
  title: "A server refuses connections in plaintext",
  why:
    "TLS is on by default, but not required: a client that does not ask for it sends its password and every row in " +
    "clear, and nobody notices, because it works. Replication and backups go the same way.",
  severity: "high",
  appliesTo: [mariadbs],
  remedy: "Set spec.tls.enabled: true and spec.tls.required: true, after every client has the CA bundle.",
  references: [
    {
      title: "mariadb-operator: TLS",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/tls.md",
    },
  ],
  check: (object) => {
    const because = "passwords and rows cross the network in plaintext otherwise";
    return [
      ...inspect(object, [...tls, "enabled"], {
        known: () => mustBe(true, object, [...tls, "enabled"], because),
      }),
      ...mustBe(true, object, [...tls, "required"], because),
    ];
  },
});
