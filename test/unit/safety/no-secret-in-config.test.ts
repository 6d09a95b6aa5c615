import { UNKNOWN, type Value } from "../../../safety";
import { noSecretInConfig } from "../../../safety/rules/no-secret-in-config";
import { edit, mariadb, named } from "./objects";
import { table } from "./table";

const config = (data: Value) => edit(named("v1", "ConfigMap", "a"), ["data"], data);
const run = (container: Value) =>
  edit(named("apps/v1", "Deployment", "a"), ["spec", "template", "spec", "containers"], [container]);
const env = (name: Value, value: Value) => run({ name: "c", env: [{ name, value }] });
const at = "spec.template.spec.containers[0]";

describe("no-secret-in-config", () => {
  describe("ConfigMap", () => {
    table(noSecretInConfig, [
      ...[
        { DB_PASSWORD: "hunter2" },
        { "my.cnf": "[client]\nuser=app\npassword=hunter2\n" },
        { "app.yaml": "db:\n  apiKey: abc123\n" },
        { DATA_SOURCE_NAME: "exporter:hunter2@(localhost:3306)/" },
        { url: "mysql://app:hunter2@db:3306/app" },
        { "a.sql": "CREATE USER a IDENTIFIED BY 'hunter2';" },
        { "a.pem": "-----BEGIN RSA PRIVATE KEY-----\nMII" },
        { note: "AKIAIOSFODNN7EXAMPLE" },
        { "numbers.env": "DB_PASSWORD=123456\n" },
        { "braces.env": "DB_PASSWORD=abc{1}\n" },
      ].map((data) => ({
        name: `${Object.keys(data)[0] ?? ""} with a secret`,
        object: config(data),
        finds: [
          Object.keys(data)[0]?.includes(".") === true
            ? `data["${Object.keys(data)[0] ?? ""}"]`
            : `data.${Object.keys(data)[0] ?? ""}`,
        ],
        message: /must not write a secret in plain text in data/,
      })),
      ...[
        { "my.cnf": "[mariadb]\nmax_connections=500\nold_passwords=0\n# password=secret\n" },
        { PASSWORD_FILE: "/run/secrets/password", secretName: "mariadb-root" },
        { "flyway.conf": "flyway.password=${FLYWAY_PASSWORD}\nflyway.url=jdbc:mariadb://db:3306/app" },
        { "oidc.config": "clientSecret: $oidc.clientSecret\n" },
        { "a.sql": "ALTER TABLE users ADD COLUMN password VARCHAR(255);" },
        { "a.sh": "mariadb --user=root --host=mariadb@tcp" },
        { ALLOW_EMPTY_PASSWORD: "yes" },
        { url: "https://git.example.com/a.git" },
        { passwd: "root:x:0:0:root:/root:/bin/bash\n" },
        { "run.sh": "grep -q mysql /etc/passwd: || exit 1\n" },
        { "style.css": "input[type=password]: focus\n.form-password:focus { color: red }\n" },
        { "limits.yaml": "max_token: 4096\nprice-per-token: 0.03\n" },
        { "app.env": "DB_PASSWORD=op://vault/mariadb/password\n" },
        { API_TOKEN: "op://vault/app/token" },
        { image: "docker.io/library/mariadb:11.8.9@sha256:abc" },
      ].map((data) => ({
        name: `${Object.keys(data)[0] ?? ""} without one`,
        object: config(data),
        finds: [],
      })),
      {
        name: "a value that is not known yet",
        object: config({ a: UNKNOWN }),
        finds: ["data.a"],
        undecided: true,
      },
      { name: "no data", object: named("v1", "ConfigMap", "a"), finds: [] },
    ]);
  });

  table(noSecretInConfig, [
    {
      name: "a literal variable",
      object: env("MARIADB_ROOT_PASSWORD", "hunter2"),
      finds: [`${at}.env[0].value`],
    },
    {
      name: "an exporter's address",
      object: env("DATA_SOURCE_NAME", "exporter:hunter2@(localhost:3306)/"),
      finds: [`${at}.env[0].value`],
    },
    {
      name: "an address under any name",
      object: env("TARGET", "app:hunter2@tcp(db:3306)/app"),
      finds: [`${at}.env[0].value`],
    },
    {
      name: "a variable from a Secret",
      object: run({ env: [{ name: "PASSWORD", valueFrom: { secretKeyRef: { name: "a", key: "b" } } }] }),
      finds: [],
    },
    {
      name: "a variable made of others",
      object: env("DATA_SOURCE_NAME", "exporter:$(PASSWORD)@(localhost:3306)/"),
      finds: [],
    },
    { name: "a switch", object: env("MARIADB_RANDOM_ROOT_PASSWORD", "1"), finds: [] },
    { name: "a path", object: env("TOKEN", "/var/run/token"), finds: [] },
    { name: "a variable of another kind", object: env("LOG_LEVEL", "debug"), finds: [] },
    {
      name: "a variable that is not known yet",
      object: env("PASSWORD", UNKNOWN),
      finds: [`${at}.env[0].value`],
      undecided: true,
    },
    ...["--password=hunter2", "-phunter2", "mariadb-dump -uroot -phunter2 app", "-password=hunter2"].map(
      (argument) => ({
        name: argument,
        object: run({ args: [argument] }),
        finds: [`${at}.args[0]`],
      }),
    ),
    ...["--password=$(PASSWORD)", "--password", "-p", "--port=3306", "--password=${PASSWORD}"].map(
      (argument) => ({
        name: argument,
        object: run({ command: [argument] }),
        finds: [],
      }),
    ),
    {
      name: "a variable of the server",
      object: edit(mariadb(), ["spec", "env"], [{ name: "MYSQL_PASSWORD", value: "hunter2" }]),
      finds: ["spec.env[0].value"],
    },
    { name: "a server", object: mariadb(), finds: [] },
    { name: "a Job", object: named("batch/v1", "Job", "a"), finds: [] },
  ]);
});
