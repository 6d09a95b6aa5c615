import { UNKNOWN, type PulumiResource, type Value } from "../../../safety";
import { sealingKeyProtected } from "../../../safety/rules/sealing-key-protected";
import { edit, named } from "./objects";
import { resourceTable } from "./table";

const secret = named("v1", "Secret", "sealing-key-active", "kube-system");
const mark = ["metadata", "labels", "sealedsecrets.bitnami.com/sealed-secrets-key"];
const key = edit(secret, mark, "active");
const resource = (
  object: Value,
  protect: PulumiResource["options"]["protect"] = false,
  type = "kubernetes:core/v1:Secret",
): PulumiResource => ({ type, name: "it", options: { protect }, object });
const finds = ["options.protect"];

describe("sealing-key-protected", () => {
  resourceTable(sealingKeyProtected, [
    { name: "a protected key", resource: resource(key, true), finds: [] },
    {
      name: "a key without protection",
      resource: resource(key),
      finds,
      message: /must set the option protect to true/,
    },
    { name: "a key in staging", resource: resource(key), environment: "staging", finds },
    { name: "a key in dev", resource: resource(key), environment: "dev", finds: [] },
    {
      name: "a key that is labelled staging in a dev stack",
      resource: resource(edit(key, ["metadata", "labels", "mariadb-gitops.dev/environment"], "staging")),
      environment: "dev",
      finds,
    },
    {
      name: "a key that seals no more",
      resource: resource(edit(secret, mark, "compromised")),
      finds,
    },
    { name: "another Secret", resource: resource(secret), finds: [] },
    { name: "a ConfigMap", resource: resource({ ...key, kind: "ConfigMap" }), finds: [] },
    {
      name: "a patch of a key",
      resource: resource(key, false, "kubernetes:core/v1:SecretPatch"),
      finds: [],
    },
    { name: "protection that is not known yet", resource: resource(key, UNKNOWN), finds, undecided: true },
    {
      name: "labels that are not known yet",
      resource: resource(edit(secret, ["metadata", "labels"], UNKNOWN)),
      finds: ["metadata.labels"],
      undecided: true,
    },
    {
      name: "labels that are not known yet of a protected Secret",
      resource: resource(edit(secret, ["metadata", "labels"], UNKNOWN), true),
      finds: [],
    },
    {
      name: "labels that are no object",
      resource: resource(edit(secret, ["metadata", "labels"], "x")),
      finds,
    },
    {
      name: "a Secret without metadata",
      resource: resource({ apiVersion: "v1", kind: "Secret" }),
      finds: [],
    },
  ]);
});
