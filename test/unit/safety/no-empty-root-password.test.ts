import { UNKNOWN, type Value } from "../../../safety";
import { noEmptyRootPassword } from "../../../safety/rules/no-empty-root-password";
import { edit, named } from "./objects";
import { table } from "./table";

const server = (name: string, value: Value) =>
  edit(
    named("apps/v1", "StatefulSet", "db"),
    ["spec", "template", "spec", "containers"],
    [
      {
        image: "mariadb:11.8",
        env: [
          { name: "TZ", value: "UTC" },
          { name, value },
        ],
      },
    ],
  );
const found = ["spec.template.spec.containers[0].env[1].value"];
const names = [
  "MYSQL_ALLOW_EMPTY_PASSWORD",
  "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD",
  "MARIADB_ALLOW_EMPTY_PASSWORD",
  "ALLOW_EMPTY_PASSWORD",
];

describe("no-empty-root-password", () => {
  table(noEmptyRootPassword, [
    ...names.map((name) => ({ name, object: server(name, "yes"), finds: found, message: /log in as root/ })),
    ...["1", "true", "Y"].map((value) => ({
      name: `the value ${value}`,
      object: server("MARIADB_ALLOW_EMPTY_ROOT_PASSWORD", value),
      finds: found,
    })),
    ...["", "0", "no", "False"].map((value) => ({
      name: `the value "${value}"`,
      object: server("ALLOW_EMPTY_PASSWORD", value),
      finds: [],
    })),
    { name: "another variable", object: server("REDIS_ALLOW_EMPTY_PASSWORD", "yes"), finds: [] },
    {
      name: "a value from elsewhere",
      object: edit(
        server("ALLOW_EMPTY_PASSWORD", null),
        ["spec", "template", "spec", "containers", 0, "env", 1],
        {
          name: "ALLOW_EMPTY_PASSWORD",
          valueFrom: { configMapKeyRef: { name: "db", key: "empty" } },
        },
      ),
      finds: [],
    },
    {
      name: "a value that is not known yet",
      object: server("MYSQL_ALLOW_EMPTY_PASSWORD", UNKNOWN),
      finds: found,
      undecided: true,
    },
    {
      name: "a ConfigMap for envFrom",
      object: edit(named("v1", "ConfigMap", "db"), ["data"], {
        MARIADB_ALLOW_EMPTY_ROOT_PASSWORD: "yes",
        TZ: "UTC",
      }),
      finds: ["data.MARIADB_ALLOW_EMPTY_ROOT_PASSWORD"],
    },
    {
      name: "a scheduled job",
      object: edit(
        named("batch/v1", "CronJob", "db"),
        ["spec", "jobTemplate", "spec", "template", "spec", "containers"],
        [{ env: [{ name: "MYSQL_ALLOW_EMPTY_PASSWORD", value: "1" }] }],
      ),
      finds: ["spec.jobTemplate.spec.template.spec.containers[0].env[0].value"],
    },
    { name: "no variables", object: named("apps/v1", "StatefulSet", "db"), finds: [] },
  ]);
});
