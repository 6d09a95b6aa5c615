import { UNKNOWN, type Value } from "../../../safety";
import { noPlainSecrets } from "../../../safety/rules/no-plain-secrets";
import { edit, named } from "./objects";
import { table } from "./table";

const secret = (data: Value) => edit(named("v1", "Secret", "a"), ["stringData"], data);

describe("no-plain-secrets", () => {
  table(noPlainSecrets, [
    { name: "a password", object: secret({ password: "hunter2" }), finds: ["stringData.password"] },
    {
      name: "a password in dev",
      object: secret({ password: "a" }),
      environment: "dev",
      finds: ["stringData.password"],
    },
    {
      name: "base64",
      object: edit(named("v1", "Secret", "a"), ["data"], { key: "aHVudGVyMg==" }),
      finds: ["data.key"],
    },
    { name: "a number", object: secret({ pin: 1234 }), finds: ["stringData.pin"] },
    {
      name: "a certificate, which is public",
      object: secret({ "ca.crt": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n" }),
      finds: [],
    },
    {
      name: "a certificate with its key",
      object: secret({ "a.pem": "-----BEGIN CERTIFICATE-----\nMIIB\n-----BEGIN PRIVATE KEY-----\n" }),
      finds: ['stringData["a.pem"]'],
    },
    {
      name: "a certificate as base64",
      object: edit(named("v1", "Secret", "a"), ["data"], {
        "tls.crt": btoa("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"),
      }),
      finds: [],
    },
    { name: "nothing inside", object: named("v1", "Secret", "a"), finds: [] },
    { name: "an empty value", object: secret({ password: "" }), finds: [] },
    {
      name: "what SOPS has encrypted",
      object: secret({ password: "ENC[AES256_GCM,data:x,iv:y]" }),
      finds: [],
    },
    { name: "a variable of Flux", object: secret({ password: "${PASSWORD}" }), finds: [] },
    {
      name: "a value that is not known yet",
      object: secret({ password: UNKNOWN }),
      finds: ["stringData.password"],
      undecided: true,
    },
    { name: "data that is a text", object: secret("a"), finds: ["stringData"] },
  ]);
});
