import { UNKNOWN, type Value } from "../../../safety";
import { hookInputsEarlier } from "../../../safety/rules/hook-inputs-earlier";
import { edit, named, type Manifest } from "./objects";
import { setTable } from "./table";

const hook = "argocd.argoproj.io/hook";
const wave = "argocd.argoproj.io/sync-wave";
const annotated = (object: Manifest, annotations: Record<string, Value>) =>
  edit(object, ["metadata", "annotations"], annotations);
const files = (annotations: Record<string, Value> = {}) =>
  annotated(named("v1", "ConfigMap", "sql", "shop"), annotations);
const job = (annotations: Record<string, Value> = { [hook]: "PreSync" }, volume: Value = { name: "sql" }) =>
  edit(annotated(named("batch/v1", "Job", "migration", "shop"), annotations), ["spec", "template", "spec"], {
    containers: [{ image: "flyway/flyway:11", envFrom: [{ secretRef: { name: "login" } }] }],
    volumes: [{ configMap: volume }],
  });
const external = (annotations: Record<string, Value> = {}) =>
  annotated(named("external-secrets.io/v1", "ExternalSecret", "login", "shop"), annotations);
const found = ["1 spec.template.spec.volumes[0].configMap.name"];

describe("hook-inputs-earlier", () => {
  setTable(hookInputsEarlier, [
    {
      name: "files of the sync in a hook before it",
      objects: [files(), job()],
      finds: found,
      message: /must not read the ConfigMap "sql", because it is applied in a later phase or wave/,
    },
    {
      name: "files of the sync in a hook of Helm",
      objects: [files(), job({ "helm.sh/hook": "pre-upgrade" })],
      finds: found,
    },
    { name: "files of the same hook", objects: [files({ [hook]: "PreSync" }), job()], finds: [] },
    { name: "files of several phases", objects: [files({ [hook]: "Sync, PreSync" }), job()], finds: [] },
    { name: "files in the sync", objects: [files(), job({})], finds: [] },
    { name: "files in a hook after the sync", objects: [files(), job({ [hook]: "PostSync" })], finds: [] },
    { name: "files of a later wave", objects: [files({ [wave]: "5" }), job({ [wave]: "4" })], finds: found },
    { name: "files of the same wave", objects: [files({ [wave]: "4" }), job({ [wave]: "4" })], finds: [] },
    { name: "a wave that is no text", objects: [files(), job({ [wave]: [UNKNOWN] })], finds: [] },
    {
      name: "files of a later wave of an earlier phase",
      objects: [files({ [hook]: "PreSync", [wave]: "9" }), job({})],
      finds: [],
    },
    {
      name: "the Secret of the sync",
      objects: [external(), job()],
      finds: ["1 spec.template.spec.containers[0].envFrom[0].secretRef.name"],
    },
    {
      name: "the Secret of the same hook",
      objects: [external({ [hook]: "PreSync", [wave]: "-1" }), job()],
      finds: [],
    },
    { name: "other files", objects: [edit(files(), ["metadata", "name"], "other"), job()], finds: [] },
    {
      name: "files of another namespace",
      objects: [edit(files(), ["metadata", "namespace"], "b"), job()],
      finds: [],
    },
    {
      name: "files that may be missing",
      objects: [files(), job(undefined, { name: "sql", optional: true })],
      finds: [],
    },
    {
      name: "files that are rendered apart",
      objects: [files(), job()],
      context: { placeOf: (one: Value) => JSON.stringify(one) },
      finds: [],
    },
    { name: "a deletion hook", objects: [files(), job({ [hook]: "PostDelete" })], finds: [] },
    { name: "a hook that is not known yet", objects: [files(), job({ [hook]: UNKNOWN })], finds: [] },
    {
      name: "a name that is not known yet",
      objects: [files(), job(undefined, { name: UNKNOWN })],
      finds: found,
      undecided: true,
    },
    {
      name: "a pod that is not known yet",
      objects: [files(), edit(job(), ["spec", "template"], UNKNOWN)],
      finds: ["1 spec.template"],
      undecided: true,
    },
    {
      name: "the files of a SqlJob",
      objects: [
        files(),
        edit(
          annotated(named("k8s.mariadb.com/v1alpha1", "SqlJob", "m", "shop"), { [hook]: "PreSync" }),
          ["spec", "sqlConfigMapKeyRef"],
          { name: "sql", key: "a.sql" },
        ),
      ],
      finds: ["1 spec.sqlConfigMapKeyRef.name"],
    },
    { name: "no spec", objects: [files(), edit(job(), ["spec"], null)], finds: [] },
  ]);
});
