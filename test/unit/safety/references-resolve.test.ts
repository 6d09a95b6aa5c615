import { UNKNOWN, type Value } from "../../../safety";
import { identityOf } from "../../../safety/objects";
import { referencesResolve } from "../../../safety/rules/references-resolve";
import { edit, mariadb, named, type Manifest } from "./objects";
import { setTable } from "./table";

const object = (kind: string, spec: Record<string, Value>, name = "a", namespace?: string): Manifest =>
  edit(named("k8s.mariadb.com/v1alpha1", kind, name, namespace), ["spec"], spec);
const server = mariadb();
const ref = (name: Value, more: Record<string, Value> = {}): Record<string, Value> => ({
  mariaDbRef: { name, ...more },
});
const account = object("User", ref("mariadb"), "app");
const grant = (username: Value) => object("Grant", { ...ref("mariadb"), username });

const home = "mariadb-production";
const root = object(
  "MariaDB",
  { rootPasswordSecretKeyRef: { name: "root", key: "password" } },
  "server",
  home,
);
const user = (name: Value) =>
  object("User", { passwordSecretKeyRef: { name, key: "password" } }, "user", home);
const apis = { Secret: "v1", SealedSecret: "bitnami.com/v1alpha1", ExternalSecret: "external-secrets.io/v1" };
const secret = (name: Value, kind: keyof typeof apis = "Secret") => named(apis[kind], kind, name, home);

describe("references-resolve", () => {
  setTable(referencesResolve, [
    { name: "a server that is there", objects: [server, object("Backup", ref("mariadb"))], finds: [] },
    {
      name: "a server that is not there",
      objects: [server, object("Backup", ref("maria"))],
      finds: ["1 spec.mariaDbRef.name"],
      message: /must not name the MariaDB "maria" in spec\.mariaDbRef\.name/,
    },
    { name: "a base without any server", objects: [object("Backup", ref("maria"))], finds: [] },
    {
      name: "a server in another namespace",
      objects: [server, object("Backup", ref("maria"), "a", "shop")],
      finds: [],
    },
    {
      name: "a server that is named with its namespace",
      objects: [server, object("Backup", ref("maria", { namespace: "mariadb-production" }), "a", "shop")],
      finds: ["1 spec.mariaDbRef.name"],
    },
    {
      name: "an external server",
      objects: [server, object("Database", ref("legacy", { kind: "ExternalMariaDB" }))],
      finds: [],
    },
    {
      name: "a name that is not known yet",
      objects: [server, object("Backup", ref(UNKNOWN))],
      finds: ["1 spec.mariaDbRef.name"],
      undecided: true,
    },
    {
      name: "a server whose name is not known yet",
      objects: [edit(server, ["metadata", "name"], UNKNOWN), object("Backup", ref("maria"))],
      finds: [],
    },
    {
      name: "the backup of a restore",
      objects: [object("Backup", ref("m"), "nightly"), object("Restore", { backupRef: { name: "night" } })],
      finds: ["1 spec.backupRef.name"],
    },
    {
      name: "a physical backup to start from",
      objects: [
        object("Backup", ref("m"), "nightly"),
        object("MariaDB", { bootstrapFrom: { backupRef: { name: "x", kind: "PhysicalBackup" } } }, "m"),
      ],
      finds: [],
    },
    {
      name: "the proxy of a server",
      objects: [object("MaxScale", {}, "proxy"), object("MariaDB", { maxScaleRef: { name: "prox" } })],
      finds: ["1 spec.maxScaleRef.name"],
    },
    { name: "a user that is there", objects: [account, grant("app")], finds: [] },
    { name: "a user that is not there", objects: [account, grant("apps")], finds: ["1 spec.username"] },
    {
      name: "a user by its name in SQL",
      objects: [edit(account, ["spec", "name"], "shop"), grant("shop")],
      finds: [],
    },
    { name: "no users at all", objects: [grant("apps")], finds: [] },
    { name: "root", objects: [account, grant("root")], finds: [] },
    {
      name: "the user of the server itself",
      objects: [edit(server, ["spec", "username"], "first"), account, grant("first")],
      finds: [],
    },
    {
      name: "users of another server",
      objects: [edit(account, ["spec", "mariaDbRef", "name"], "other"), grant("apps")],
      finds: [],
    },
    {
      name: "the Secret of a user that nobody makes",
      objects: [server, root, secret("root"), user("app")],
      finds: ["3 spec.passwordSecretKeyRef.name"],
      message:
        /must not name the Secret "app" in spec\.passwordSecretKeyRef\.name, because nothing beside it makes/,
    },
    ...(["Secret", "SealedSecret", "ExternalSecret"] as const).map((kind) => ({
      name: `the Secret of a user that a ${kind} makes`,
      objects: [server, root, secret("root"), user("app"), secret("app", kind)],
      finds: [],
    })),
    {
      name: "an ExternalSecret that makes another one",
      objects: [
        root,
        secret("root"),
        user("app"),
        edit(secret("app", "ExternalSecret"), ["spec", "target", "name"], "other"),
      ],
      finds: ["2 spec.passwordSecretKeyRef.name"],
    },
    {
      name: "an ExternalSecret that makes it under another name",
      objects: [
        root,
        secret("root"),
        user("app"),
        edit(secret("x", "ExternalSecret"), ["spec", "target", "name"], "app"),
      ],
      finds: [],
    },
    {
      name: "the Secret of the only server beside one that nobody names",
      objects: [root, edit(secret("rot"), ["stringData"], { password: "x" })],
      finds: ["0 spec.rootPasswordSecretKeyRef.name"],
    },
    {
      name: "the Secret of a server beside one of another key",
      objects: [root, edit(secret("rot", "SealedSecret"), ["spec", "encryptedData"], { token: "x" })],
      finds: [],
    },
    {
      name: "the Secret of a server beside one that something else names",
      objects: [
        root,
        edit(secret("site", "ExternalSecret"), ["spec", "data"], [{ secretKey: "password" }]),
        edit(named("networking.k8s.io/v1", "Ingress", "a", home), ["spec", "secretName"], "site"),
      ],
      finds: [],
    },
    { name: "Secrets that all come from elsewhere", objects: [server, root, user("app")], finds: [] },
    {
      name: "Secrets of another namespace",
      objects: [root, secret("root"), edit(user("app"), ["metadata", "namespace"], "shop")],
      finds: [],
    },
    {
      name: "Secrets that are rendered apart",
      objects: [root, secret("root"), user("app")],
      context: { placeOf: (one: Value) => (identityOf(one).kind === "User" ? "shop" : "databases") },
      finds: [],
    },
    {
      name: "keys of a bucket beside passwords",
      objects: [
        root,
        secret("root"),
        object(
          "Backup",
          { storage: { s3: { accessKeyIdSecretKeyRef: { name: "s3", key: "id" } } } },
          "b",
          home,
        ),
      ],
      finds: [],
    },
    ...(
      [
        ["that the operator generates", { name: "app", generate: true }],
        ["whose name a variable fills in", { name: "${APP}" }],
        ["without a name", { key: "password" }],
      ] as const
    ).map(([name, ref]) => ({
      name: `a Secret ${name}`,
      objects: [root, secret("root"), edit(user("app"), ["spec", "passwordSecretKeyRef"], ref)],
      finds: [],
    })),
    {
      name: "a Secret that a certificate makes",
      objects: [
        root,
        secret("root"),
        user("app"),
        edit(named("cert-manager.io/v1", "Certificate", "c"), ["spec", "secretName"], "app"),
      ],
      finds: [],
    },
    {
      name: "a Secret that a role lists",
      objects: [
        root,
        secret("root"),
        user("app"),
        edit(named("rbac.authorization.k8s.io/v1", "Role", "c"), ["rules"], [{ resourceNames: ["app"] }]),
      ],
      finds: ["2 spec.passwordSecretKeyRef.name"],
    },
    {
      name: "a Secret that a Connection makes",
      objects: [root, secret("root"), user("app"), object("Connection", { secretName: "app" })],
      finds: [],
    },
    {
      name: "the root Secret that the operator makes",
      objects: [server, root, secret("root"), user("mariadb-root")],
      finds: [],
    },
    {
      name: "a Secret that only another object wants generated",
      objects: [
        root,
        secret("root"),
        user("app"),
        edit(user("app"), ["spec", "passwordSecretKeyRef", "generate"], true),
      ],
      finds: [],
    },
    {
      name: "the Secret of a workload",
      objects: [
        root,
        secret("root"),
        edit(named("batch/v1", "Job", "dump", home), ["spec", "template", "spec"], {
          containers: [
            {
              image: "mariadb:11.8",
              env: [
                { name: "A", valueFrom: { secretKeyRef: { name: "rot", key: "password" } } },
                { name: "B", valueFrom: { secretKeyRef: { name: "x", key: "password", optional: true } } },
              ],
              envFrom: [{ secretRef: { name: "root" } }],
            },
          ],
          volumes: [{ name: "tls", secret: { secretName: "tls" } }],
        }),
      ],
      finds: [
        "2 spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef.name",
        "2 spec.template.spec.volumes[0].secret.secretName",
      ],
    },
    {
      name: "a Secret that is not known yet",
      objects: [root, secret("root"), edit(user("app"), ["spec", "passwordSecretKeyRef"], UNKNOWN)],
      finds: ["2 spec.passwordSecretKeyRef"],
      undecided: true,
    },
    {
      name: "a Secret whose name is not known yet",
      objects: [root, secret("root"), user(UNKNOWN)],
      finds: ["2 spec.passwordSecretKeyRef.name"],
      undecided: true,
    },
    {
      name: "a Secret that may be one whose name is not known yet",
      objects: [root, secret("root"), user("app"), secret(UNKNOWN)],
      finds: [],
    },
    { name: "no spec", objects: [server, named("k8s.mariadb.com/v1alpha1", "Backup", "a")], finds: [] },
  ]);
});
