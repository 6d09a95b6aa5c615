import { UNKNOWN, type Value } from "../../../safety";
import { noSecretInValues } from "../../../safety/rules/no-secret-in-values";
import { application, edit, named } from "./objects";
import { table } from "./table";

const release = (values: Value) =>
  edit(named("helm.toolkit.fluxcd.io/v2", "HelmRelease", "a"), ["spec", "values"], values);
const app = (field: string, value: Value) =>
  edit(application("production"), ["spec", "source", "helm", field], value);

describe("no-secret-in-values", () => {
  describe("HelmRelease", () => {
    table(noSecretInValues, [
      ...["rootPassword", "apiToken", "AWS_SECRET_ACCESS_KEY", "dsn", "pwd"].map((name) => ({
        name: `${name} in clear`,
        object: release({ auth: { [name]: "hunter2" } }),
        finds: [`spec.values.auth.${name}`],
        message: /^(?!.*hunter2)/,
      })),
      {
        name: "an address with a password, in a list",
        object: release({ env: [{ name: "URL", value: "mysql://app:hunter2@db/app" }] }),
        finds: ["spec.values.env[0].value"],
      },
      {
        name: "names of Secrets and of their keys",
        object: release({ auth: { existingSecret: "mariadb", secretKey: "password", passwordKey: "root" } }),
        finds: [],
      },
      {
        name: "placeholders, switches and numbers",
        object: release({ password: "${PASSWORD}", token: "", usePassword: true, port: 3306 }),
        finds: [],
      },
      {
        name: "a value that is not known yet",
        object: release({ auth: { rootPassword: UNKNOWN } }),
        finds: ["spec.values.auth.rootPassword"],
        undecided: true,
      },
      {
        name: "values that are not known yet",
        object: release(UNKNOWN),
        finds: ["spec.values"],
        undecided: true,
      },
      { name: "no values", object: release(null), finds: [] },
      { name: "no spec", object: named("helm.toolkit.fluxcd.io/v2", "HelmRelease", "a"), finds: [] },
    ]);
  });

  describe("Application", () => {
    table(noSecretInValues, [
      {
        name: "a password in the values as an object",
        object: app("valuesObject", { auth: { password: "hunter2" } }),
        finds: ["spec.source.helm.valuesObject.auth.password"],
      },
      ...["auth:\n  rootPassword: hunter2\n", 'a: 1\n"token": "abc"\n', "url: mysql://a:hunter2@db\n"].map(
        (written) => ({
          name: `the values ${JSON.stringify(written)}`,
          object: app("values", written),
          finds: ["spec.source.helm.values"],
        }),
      ),
      ...["auth:\n  existingSecret: mariadb\n", "# password: x\n", "password: ''\n"].map((written) => ({
        name: `the harmless values ${JSON.stringify(written)}`,
        object: app("values", written),
        finds: [],
      })),
      {
        name: "a password among the parameters",
        object: app("parameters", [{ name: "auth.rootPassword", value: "hunter2" }]),
        finds: ["spec.source.helm.parameters[0].value"],
      },
      {
        name: "a reference among the parameters",
        object: app("parameters", [{ name: "auth.existingSecret", value: "mariadb" }]),
        finds: [],
      },
      {
        name: "a parameter whose name is not known yet",
        object: app("parameters", [{ name: UNKNOWN, value: "x" }]),
        finds: ["spec.source.helm.parameters[0].name"],
        undecided: true,
      },
      {
        name: "a password in the second of several sources",
        object: edit(
          application("production"),
          ["spec", "sources"],
          [{}, { helm: { valuesObject: { password: "hunter2" } } }],
        ),
        finds: ["spec.sources[1].helm.valuesObject.password"],
      },
      { name: "a source without Helm", object: application("production"), finds: [] },
      { name: "no spec", object: edit(application("production"), ["spec"], undefined), finds: [] },
    ]);
  });
});
