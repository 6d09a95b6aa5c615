import { UNKNOWN, type Value } from "../../../safety";
import { waveOrder } from "../../../safety/rules/wave-order";
import { edit, named } from "./objects";
import { setTable } from "./table";

const key = "argocd.argoproj.io/sync-wave";
const at = `metadata.annotations["${key}"]`;
const operator = "k8s.mariadb.com/v1alpha1";
const make = (apiVersion: string, kind: string, wave: Value | undefined) =>
  edit(named(apiVersion, kind, `a-${kind.toLowerCase()}`, "n"), ["metadata", "annotations", key], wave);
const server = (wave?: Value) => make(operator, "MariaDB", wave);
const database = (wave?: Value) => make(operator, "Database", wave);
const secret = (wave?: Value) => make("external-secrets.io/v1", "ExternalSecret", wave);
const job = (wave?: Value) => edit(make("batch/v1", "Job", wave), ["metadata", "name"], "migration");
const web = (wave?: Value) => make("apps/v1", "Deployment", wave);

describe("wave-order", () => {
  setTable(waveOrder, [
    {
      name: "the whole order",
      objects: [
        web("10"),
        job("3"),
        make(operator, "Backup", "2"),
        database("1"),
        server("0"),
        secret("-10"),
      ],
      finds: [],
    },
    { name: "no waves at all", objects: [web(), job(), database(), server(), secret()], finds: [] },
    {
      name: "a server without a wave, which is 0",
      objects: [server(), secret("-1"), database("1")],
      finds: [],
    },
    {
      name: "one wave for two steps",
      objects: [server("0"), database("0")],
      finds: [`1 ${at}`],
      message: /later sync wave than the MariaDB "a-mariadb"/,
    },
    { name: "a secret after its server", objects: [secret("1"), server("0")], finds: [`1 ${at}`] },
    {
      name: "a migration before the backups",
      objects: [make(operator, "Backup", "2"), job("1")],
      finds: [`1 ${at}`],
    },
    { name: "an application before the migration", objects: [job("3"), web("2")], finds: [`1 ${at}`] },
    {
      name: "an application beside definitions, which is an operator",
      objects: [make("apiextensions.k8s.io/v1", "CustomResourceDefinition", "-30"), server("0"), web("-20")],
      finds: [],
    },
    {
      name: "the other way round in another namespace",
      objects: [server("0"), edit(secret("1"), ["metadata", "namespace"], "other")],
      finds: [],
    },
    { name: "a Job that is no migration", objects: [server("0"), make("batch/v1", "Job", "-5")], finds: [] },
    {
      name: "a migration that a hook orders",
      objects: [
        server("0"),
        edit(job("-5"), ["metadata", "annotations", "argocd.argoproj.io/hook"], "PostSync"),
      ],
      finds: [],
    },
    {
      name: "a wave that is no number",
      objects: [server("first"), database("1")],
      finds: [`0 ${at}`],
      message: /as a whole number in quotes/,
    },
    { name: "a wave without quotes", objects: [server(0), database("1")], finds: [`0 ${at}`] },
    {
      name: "a wave that is not known yet",
      objects: [server(UNKNOWN), database("1")],
      finds: [`0 ${at}`],
      undecided: true,
    },
    { name: "a wave that is not known yet, alone", objects: [server(UNKNOWN)], finds: [] },
    {
      name: "objects without metadata",
      objects: [{ apiVersion: operator, kind: "MariaDB" }, database("1")],
      finds: [],
    },
  ]);
});
