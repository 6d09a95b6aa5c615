import { UNKNOWN, type Value } from "../../../safety";
import { externalSecretOwnKeys } from "../../../safety/rules/external-secret-own-keys";
import { edit, named, type Manifest } from "./objects";
import { table } from "./table";

const bare = named("external-secrets.io/v1", "ExternalSecret", "a");
const key = ["spec", "data", 0, "remoteRef", "key"];
const finds = ["spec.data[0].remoteRef.key"];
const label = ["metadata", "labels", "mariadb-gitops.dev/environment"];
const inNamespace = (namespace: Value, object: Manifest = bare) =>
  edit(object, ["metadata", "namespace"], namespace);
const labelled = (environment: Value, object: Manifest = bare) => edit(object, label, environment);
const reads = (written: Value, object: Manifest) => edit(object, key, written);
const place = inNamespace("mariadb-production", labelled("production"));

describe("external-secret-own-keys", () => {
  table(externalSecretOwnKeys, [
    ...[
      "production/mariadb/root",
      "secret/data/production/root",
      "kv/mariadb-production/root",
      "production-root",
      "root_mariadb-production_1",
    ].map((written) => ({ name: `the key ${written}`, object: reads(written, place), finds: [] })),
    ...[
      "staging/mariadb/root",
      "mariadb",
      "reproduction-root",
      "mariadb-production-root/a",
      "PRODUCTION/a",
      "",
    ].map((written) => ({ name: `the key "${written}"`, object: reads(written, place), finds })),
    {
      name: "a key without saying what it is",
      object: reads("staging/hunter2", place),
      finds,
      message: /^(?!.*hunter2).*must have the object's environment or namespace/,
    },
    {
      name: "the environment without a namespace",
      object: reads("staging/a", labelled("staging")),
      finds: [],
    },
    {
      name: "the namespace without a label",
      object: reads("databases/a", inNamespace("databases")),
      finds: [],
    },
    {
      name: "neither a label nor a namespace, which a kustomization gives it",
      object: reads("production/a", bare),
      finds: [],
    },
    ...["prod/mariadb/root", "prd-mariadb", "live/mariadb"].map((written) => ({
      name: `the short name in ${written}`,
      object: reads(written, place),
      finds: [],
    })),
    { name: "the short name of another environment", object: reads("stg/mariadb", place), finds },
    {
      name: "the environment at the end of the namespace",
      object: reads("prod/mariadb", inNamespace("mariadb-production")),
      finds: [],
    },
    { name: "a key of nobody", object: reads("/a", inNamespace("")), finds },
    { name: "a label that is no environment", object: reads("shared/a", labelled("shared")), finds },
    {
      name: "a key of production in an object of dev",
      object: reads("production/a", labelled("dev")),
      environment: "dev",
      finds,
    },
    {
      name: "the environment of the stack without a label",
      object: reads("dev/a", inNamespace("databases")),
      environment: "dev",
      finds,
    },
    {
      name: "the second key",
      object: edit(reads("production/a", place), ["spec", "data", 1, "remoteRef", "key"], "a"),
      finds: ["spec.data[1].remoteRef.key"],
    },
    {
      name: "a whole secret of somebody else",
      object: edit(place, ["spec", "dataFrom", 0, "extract", "key"], "staging/a"),
      finds: ["spec.dataFrom[0].extract.key"],
    },
    {
      name: "a whole secret of its own",
      object: edit(place, ["spec", "dataFrom", 0, "extract", "key"], "production/a"),
      finds: [],
    },
    {
      name: "a generator",
      object: edit(place, ["spec", "dataFrom", 0, "sourceRef", "generatorRef", "name"], "a"),
      finds: [],
    },
    { name: "no spec", object: place, finds: [] },
    { name: "a store", object: { ...reads("staging/a", place), kind: "SecretStore" }, finds: [] },
    { name: "a key that is not known yet", object: reads(UNKNOWN, place), finds, undecided: true },
    { name: "a key that is no text", object: reads(7, place), finds, message: /as a string/ },
    {
      name: "a namespace that is not known yet",
      object: reads("databases/a", inNamespace(UNKNOWN)),
      finds: ["metadata.namespace"],
      undecided: true,
    },
    {
      name: "an environment that is not known yet",
      object: reads("production/a", labelled(UNKNOWN)),
      finds: ['metadata.labels["mariadb-gitops.dev/environment"]'],
      undecided: true,
    },
    {
      name: "a namespace that is not known yet beside an environment that is",
      object: reads("production/a", inNamespace(UNKNOWN, labelled("production"))),
      finds: [],
    },
    { name: "a namespace that is no text", object: reads("7/a", inNamespace(7)), finds },
  ]);
});
