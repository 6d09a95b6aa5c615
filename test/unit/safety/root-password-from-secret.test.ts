import { UNKNOWN } from "../../../safety";
import { rootPasswordFromSecret } from "../../../safety/rules/root-password-from-secret";
import { edit, mariadb } from "./objects";
import { table } from "./table";

const reference = ["spec", "rootPasswordSecretKeyRef"];
const server = edit(mariadb(), reference, { name: "mariadb-root", key: "password", generate: false });

describe("root-password-from-secret", () => {
  table(rootPasswordFromSecret, [
    { name: "a Secret", object: server, finds: [] },
    {
      name: "a Secret that is not generated, by default",
      object: edit(server, [...reference, "generate"], undefined),
      finds: [],
    },
    {
      name: "a generated password",
      object: edit(server, [...reference, "generate"], true),
      finds: ["spec.rootPasswordSecretKeyRef.generate"],
    },
    {
      name: "no reference",
      object: edit(server, reference, undefined),
      finds: ["spec.rootPasswordSecretKeyRef.name"],
    },
    {
      name: "an empty password",
      object: edit(edit(server, reference, undefined), ["spec", "rootEmptyPassword"], true),
      finds: ["spec.rootEmptyPassword", "spec.rootPasswordSecretKeyRef.name"],
    },
    {
      name: "no spec",
      object: edit(server, ["spec"], undefined),
      finds: ["spec.rootPasswordSecretKeyRef.name"],
    },
    {
      name: "a reference that is not known yet",
      object: edit(server, reference, UNKNOWN),
      finds: ["spec.rootPasswordSecretKeyRef"],
      undecided: true,
    },
    {
      name: "a name that is not known yet",
      object: edit(server, [...reference, "name"], UNKNOWN),
      finds: ["spec.rootPasswordSecretKeyRef.name"],
      undecided: true,
    },
  ]);
});
