import { UNKNOWN, type Value } from "../../../safety";
import { passwordSourceKept } from "../../../safety/rules/password-source-kept";
import { edit, mariadb, named, type Manifest } from "./objects";
import { changeTable } from "./table";

const home = "mariadb-production";
const entry = (key: Value, more: Record<string, Value> = {}, secretKey: Value = "password"): Value => ({
  secretKey,
  remoteRef: { key, ...more },
});
const external = (spec: Record<string, Value>, name = "root-password") =>
  edit(named("external-secrets.io/v1", "ExternalSecret", name, home), ["spec"], spec);
const data = (...entries: readonly Value[]) => external({ data: entries });
const from = (...sources: readonly Value[]) => external({ dataFrom: sources });
const target = (name: Value) => edit(data(entry("a")), ["spec", "target"], { name });
const user = (name: string) =>
  edit(named("k8s.mariadb.com/v1alpha1", "User", "app", home), ["spec", "passwordSecretKeyRef"], { name });
const server = (name: string) => edit(mariadb(), ["spec", "rootPasswordSecretKeyRef"], { name });
const change = (before: Manifest, after: Manifest, ...others: readonly Manifest[]) => ({
  before: [before, ...others],
  after: [after, ...others],
});
const key = ["0 spec.data[0].remoteRef.key"];

describe("password-source-kept", () => {
  changeTable(passwordSourceKept, [
    { name: "the same source", ...change(data(entry("a")), data(entry("a"))), finds: [] },
    {
      name: "another key",
      ...change(data(entry("a")), data(entry("b"))),
      finds: key,
      message:
        /must not change spec\.data\[0\]\.remoteRef\.key, because the password of the running database/,
    },
    {
      name: "another property",
      ...change(data(entry("a", { property: "x" })), data(entry("a", { property: "y" }))),
      finds: ["0 spec.data[0].remoteRef.property"],
    },
    {
      name: "another version of the key",
      ...change(data(entry("a", { version: "1" })), data(entry("a", { version: "2" }))),
      finds: [],
    },
    {
      name: "one more entry, in front",
      ...change(data(entry("a")), data(entry("z", {}, "user"), entry("a"))),
      finds: [],
    },
    {
      name: "another key behind one more entry",
      ...change(data(entry("a")), data(entry("z", {}, "user"), entry("b"))),
      finds: ["0 spec.data[1].remoteRef.key"],
    },
    { name: "an entry that goes", ...change(data(entry("a")), data()), finds: ["0 spec.data"] },
    {
      name: "another source of all keys",
      ...change(from({ extract: { key: "a" } }), from({ extract: { key: "b" } })),
      finds: ["0 spec.dataFrom"],
    },
    {
      name: "one more source",
      ...change(from({ extract: { key: "a" } }), from({ extract: { key: "b" } }, { extract: { key: "a" } })),
      finds: [],
    },
    {
      name: "a generator instead of a key",
      ...change(
        from({ extract: { key: "a" } }),
        from({ sourceRef: { generatorRef: { kind: "Password", name: "a" } } }),
      ),
      finds: ["0 spec.dataFrom"],
    },
    {
      name: "another store",
      ...change(external({ secretStoreRef: { name: "a" } }), external({ secretStoreRef: { name: "b" } })),
      finds: ["0 spec.secretStoreRef.name"],
    },
    {
      name: "the kind of a store, written down",
      ...change(
        external({ secretStoreRef: { name: "a" } }),
        external({ secretStoreRef: { name: "a", kind: "SecretStore" } }),
      ),
      finds: [],
    },
    {
      name: "another Secret",
      ...change(target("root"), target("other")),
      finds: ["0 spec.target.name"],
    },
    {
      name: "another Secret that nothing follows",
      ...change(target("root"), target("other"), server("root")),
      finds: ["0 spec.target.name"],
    },
    {
      name: "another Secret that everything follows",
      before: [target("app"), user("app")],
      after: [target("app-2"), user("app-2")],
      finds: [],
    },
    {
      name: "another Secret that a part of it follows",
      before: [target("app"), user("app"), server("app")],
      after: [target("app-2"), user("app-2"), server("app")],
      finds: ["0 spec.target.name"],
    },
    {
      name: "the name of the Secret, written down",
      ...change(data(entry("a")), target("root-password")),
      finds: [],
    },
    {
      name: "the key of a bucket",
      ...change(
        external({ data: [entry("a")] }, "s3"),
        external({ data: [entry("b")] }, "s3"),
        edit(named("k8s.mariadb.com/v1alpha1", "Backup", "b", home), ["spec", "storage", "s3"], {
          accessKeyIdSecretKeyRef: { name: "s3" },
        }),
      ),
      finds: [],
    },
    {
      name: "the password of a user under any name",
      ...change(
        external({ data: [entry("a", {}, "x")] }, "y"),
        external({ data: [entry("b", {}, "x")] }, "y"),
        user("y"),
      ),
      finds: key,
    },
    {
      name: "something that is no password",
      ...change(
        external({ data: [entry("a", {}, "x")] }, "y"),
        external({ data: [entry("b", {}, "x")] }, "y"),
      ),
      finds: [],
    },
    { name: "a new one", before: [], after: [data(entry("a"))], finds: [] },
    {
      name: "a key that is not known yet",
      ...change(data(entry("a")), data(entry(UNKNOWN))),
      finds: key,
      undecided: true,
    },
    {
      name: "an entry that is not known yet",
      ...change(data(entry("a")), data(UNKNOWN)),
      finds: ["0 spec.data"],
      undecided: true,
    },
    {
      name: "an entry whose name is not known yet",
      ...change(data(entry("a")), data(entry("a", {}, UNKNOWN))),
      finds: ["0 spec.data"],
      undecided: true,
    },
    {
      name: "entries that are not known yet",
      ...change(data(entry("a")), external({ data: UNKNOWN })),
      finds: ["0 spec.data"],
      undecided: true,
    },
    {
      name: "sources that are not known yet",
      ...change(from({ extract: { key: "a" } }), from({ extract: UNKNOWN })),
      finds: ["0 spec.dataFrom"],
      undecided: true,
    },
    {
      name: "a name that is not known yet",
      ...change(target("root"), target(UNKNOWN)),
      finds: ["0 spec.target.name"],
      undecided: true,
    },
    {
      name: "no spec",
      ...change(edit(data(), ["spec"], null), edit(data(), ["spec"], null)),
      finds: [],
    },
  ]);
});
