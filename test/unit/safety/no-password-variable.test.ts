import { UNKNOWN, type Value } from "../../../safety";
import { noPasswordVariable } from "../../../safety/rules/no-password-variable";
import { application, applicationSet, edit, kustomization, named } from "./objects";
import { setTable } from "./table";

const release = (values: Value) =>
  edit(named("helm.toolkit.fluxcd.io/v2", "HelmRelease", "db"), ["spec", "values"], values);
const argo = (helm: Value) => edit(application("production"), ["spec", "source"], { chart: "mariadb", helm });
const variable = release({ auth: { rootPassword: "${ROOT}" } });
const filled = edit(kustomization(), ["spec", "postBuild"], { substitute: { ROOT: "x" } });

describe("no-password-variable", () => {
  setTable(noPasswordVariable, [
    {
      name: "a variable that nobody fills in",
      objects: [variable],
      finds: ["0 spec.values.auth.rootPassword"],
      message: /must not write a variable for spec\.values\.auth\.rootPassword, because/,
    },
    {
      name: "a variable beside a Kustomization that fills nothing in",
      objects: [kustomization(), variable],
      finds: ["1 spec.values.auth.rootPassword"],
    },
    { name: "a variable that Flux fills in", objects: [filled, variable], finds: [] },
    {
      name: "a variable with a default",
      objects: [release({ password: "${ROOT:=secret}" })],
      finds: ["0 spec.values.password"],
    },
    {
      name: "a variable in an address",
      objects: [release({ env: [{ name: "URL", value: "mysql://app:${PASSWORD}@db/app" }] })],
      finds: ["0 spec.values.env[0].value"],
    },
    {
      name: "a variable that is no password",
      objects: [release({ auth: { existingSecret: "${NAME}" }, host: "${DOMAIN}" })],
      finds: [],
    },
    { name: "a template", objects: [release({ password: "{{ .Values.global.password }}" })], finds: [] },
    {
      name: "values of Argo CD as a text, whatever Flux fills in",
      objects: [filled, argo({ values: "auth:\n  rootPassword: ${ROOT}\n" })],
      finds: ["1 spec.source.helm.values"],
    },
    {
      name: "a parameter",
      objects: [argo({ parameters: [{ name: "auth.password", value: "${ROOT}" }] })],
      finds: ["0 spec.source.helm.parameters[0].value"],
    },
    {
      name: "a variable of Argo CD",
      objects: [argo({ parameters: [{ name: "token", value: "${ARGOCD_APP_REVISION}" }] })],
      finds: [],
    },
    {
      name: "values that are not known yet",
      objects: [release(UNKNOWN)],
      finds: ["0 spec.values"],
      undecided: true,
    },
    {
      name: "a part that is not known yet",
      objects: [release({ auth: UNKNOWN })],
      finds: ["0 spec.values.auth"],
      undecided: true,
    },
    {
      name: "a password that a generator gives, beside a host that it gives",
      objects: [
        edit(applicationSet("production"), ["spec", "template", "spec", "source"], {
          chart: "mariadb",
          helm: { valuesObject: { host: "{{ .host }}", auth: { password: "{{ .password }}" } } },
        }),
      ],
      finds: ["0 spec.template.spec.source.helm.valuesObject.auth.password"],
      undecided: true,
    },
    { name: "no values", objects: [release(null)], finds: [] },
  ]);
});
