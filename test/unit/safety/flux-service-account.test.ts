import { UNKNOWN, type Value } from "../../../safety";
import { fluxServiceAccount } from "../../../safety/rules/flux-service-account";
import { edit, kustomization, named } from "./objects";
import { table } from "./table";

const at = "spec.serviceAccountName";
const account = (value: Value | undefined) => edit(kustomization(), ["spec", "serviceAccountName"], value);

describe("flux-service-account", () => {
  table(fluxServiceAccount, [
    { name: "an account", object: account("mariadb-sync"), finds: [] },
    {
      name: "no account",
      object: account(undefined),
      finds: [at],
      message: /must set spec\.serviceAccountName, because Flux otherwise acts/,
    },
    { name: "an empty name", object: account(" "), finds: [at] },
    { name: "a name that is no text", object: account(1), finds: [at] },
    { name: "a name that is not known yet", object: account(UNKNOWN), finds: [at], undecided: true },
    {
      name: "a release without a spec",
      object: named("helm.toolkit.fluxcd.io/v2", "HelmRelease", "x"),
      finds: [at],
    },
    {
      name: "Kustomize's own file",
      object: named("kustomize.config.k8s.io/v1beta1", "Kustomization", "x"),
      finds: [],
    },
  ]);
});
