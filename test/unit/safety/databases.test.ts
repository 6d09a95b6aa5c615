import assert from "node:assert/strict";
import type { Value } from "../../../safety";
import { databasesIn } from "../../../safety/databases";
import type { Look } from "../../../safety/delivered";
import { enginesOf } from "../../../safety/engines";
import { identityOf } from "../../../safety/objects";
import { application, applicationSet, edit, gitRepository, kustomization, mariadb, named } from "./objects";

/** What of a set has to do with a database, as "<kind> <name>". */
const found = (objects: readonly Value[], look?: Look) =>
  [...databasesIn(objects, look)].map((object) => {
    const { kind, name } = identityOf(object);
    return `${kind} ${name}`;
  });

const pod = (image: string, more: object = {}) =>
  edit(named("apps/v1", "Deployment", "a", "shop"), ["spec", "template", "spec"], {
    containers: [{ name: "a", image }],
    ...more,
  });
const release = (chart: string, values: Value = {}) =>
  edit(named("helm.toolkit.fluxcd.io/v2", "HelmRelease", "a", "shop"), ["spec"], {
    chart: { spec: { chart, sourceRef: { kind: "HelmRepository", name: "charts" } } },
    values,
  });
const shop = edit(kustomization(), ["metadata", "name"], "shop");
const plain = edit(
  edit(edit(shop, ["spec", "path"], "./apps/shop"), ["spec", "sourceRef", "name"], "flux-system"),
  ["spec", "serviceAccountName"],
  "flux",
);
const guestbook = edit(
  edit(application("production"), ["metadata"], { name: "guestbook", namespace: "argocd" }),
  ["spec"],
  {
    project: "default",
    source: { repoURL: "https://git.example.com/shop.git", path: "guestbook" },
    destination: { namespace: "shop" },
  },
);

describe("databasesIn", () => {
  it("finds nothing in a repository without databases", () => {
    const objects = [
      plain,
      guestbook,
      gitRepository({ branch: "main" }),
      pod("nginx"),
      release("podinfo", { redis: { enabled: true }, mysql: { enabled: false }, DB_HOST: "mysql" }),
      named("v1", "Namespace", "shop"),
      named("v1", "Secret", "cloudflare", "shop"),
      named("v1", "ConfigMap", "settings", "shop"),
      named("v1", "PersistentVolumeClaim", "cache", "shop"),
      named("external-secrets.io/v1", "ExternalSecret", "api", "shop"),
      named("external-secrets.io/v1beta1", "ClusterSecretStore", "vault"),
      named("argoproj.io/v1alpha1", "AppProject", "team-a"),
    ].map((object) =>
      identityOf(object).kind === "GitRepository" ? edit(object, ["metadata", "name"], "g") : object,
    );
    assert.deepEqual(
      found(objects, () => false),
      [],
    );
    assert.deepEqual(found(objects), []);
  });

  it("finds the server, and what it refers to", () => {
    const server = edit(mariadb(), ["spec", "storage", "storageClassName"], "ssd");
    const { namespace } = identityOf(server);
    const key = edit(server, ["spec", "rootPasswordSecretKeyRef"], { name: "root", key: "password" });
    assert.deepEqual(
      found([
        key,
        named("v1", "Namespace", namespace),
        named("v1", "Namespace", "other"),
        named("storage.k8s.io/v1", "StorageClass", "ssd"),
        named("storage.k8s.io/v1", "StorageClass", "nfs"),
        named("v1", "Secret", "root", namespace),
        named("v1", "Secret", "root", "other"),
        edit(named("external-secrets.io/v1", "ExternalSecret", "e", namespace), ["spec"], {
          target: { name: "root" },
          secretStoreRef: { kind: "SecretStore", name: "vault" },
        }),
        named("external-secrets.io/v1", "SecretStore", "vault", namespace),
      ]).sort(),
      [
        "ExternalSecret e",
        "MariaDB mariadb",
        `Namespace ${namespace}`,
        "Secret root",
        "SecretStore vault",
        "StorageClass ssd",
      ],
    );
  });

  it("finds a server that a workload runs, with its claim and its Secret", () => {
    const volumes = [{ name: "d", persistentVolumeClaim: { claimName: "disk" } }];
    const containers = [
      {
        name: "a",
        image: "docker.io/library/mysql:8.4.6",
        env: [{ name: "P", valueFrom: { secretKeyRef: { name: "pass", key: "p" } } }],
      },
    ];
    assert.deepEqual(
      found([
        pod("mysql", { volumes, containers }),
        named("v1", "PersistentVolumeClaim", "disk", "shop"),
        named("v1", "PersistentVolumeClaim", "other", "shop"),
        named("v1", "Secret", "pass", "shop"),
        pod("nginx"),
      ]),
      ["Deployment a", "PersistentVolumeClaim disk", "Secret pass"],
    );
  });

  it("finds the claims that the operator makes, and those that are called after a database", () => {
    for (const name of ["storage-mariadb-0", "mysql-data"]) {
      assert.equal(found([named("v1", "PersistentVolumeClaim", name)]).length, 1, name);
    }
  });

  it("finds the charts that are, or bring, a database", () => {
    for (const object of [
      release("mariadb-operator"),
      release("mariadb-galera"),
      release("nextcloud", { mariadb: { enabled: true } }),
      release("wordpress", { mariadb: { architecture: "standalone" } }),
      release("app-template", {
        controllers: { db: { image: { repository: "docker.io/library/mariadb" } } },
      }),
    ]) {
      assert.equal(found([object]).length, 1, JSON.stringify(object));
    }
    assert.deepEqual(found([release("prometheus-mysqld-exporter")]), []);
  });

  it("asks what a delivery delivers, and goes by its words only where nobody knows", () => {
    assert.deepEqual(
      found([plain], () => true),
      ["Kustomization shop"],
    );
    assert.deepEqual(
      found([guestbook], () => true),
      ["Application guestbook"],
    );
    const databases = edit(plain, ["metadata", "name"], "databases");
    assert.deepEqual(found([databases]), ["Kustomization databases"]);
    assert.deepEqual(
      found([databases], () => false),
      [],
    );
    assert.deepEqual(
      found([edit(plain, ["spec", "path"], "./mariadb")], () => false),
      ["Kustomization shop"],
    );
    assert.deepEqual(found([applicationSet("production")]), ["ApplicationSet mariadb-production"]);
  });

  it("counts every delivery that nobody can look into, where a database is and none is known to deliver it", () => {
    assert.deepEqual(found([plain, mariadb()]), ["MariaDB mariadb", "Kustomization shop"]);
    assert.deepEqual(
      found([plain, mariadb()], () => false),
      ["MariaDB mariadb"],
    );
    assert.deepEqual(found([plain, kustomization(), mariadb()]).includes("Kustomization shop"), false);
  });

  it("finds what stands behind a delivery: its source, its project, and the roles of its account", () => {
    const account = edit(plain, ["spec", "serviceAccountName"], "sync");
    const rbac = "rbac.authorization.k8s.io/v1";
    const binding = (name: string, subject: string) =>
      edit(
        edit(named(rbac, "RoleBinding", name), ["subjects"], [{ kind: "ServiceAccount", name: subject }]),
        ["roleRef"],
        {
          kind: "Role",
          name,
        },
      );
    const source = edit(gitRepository({}), ["metadata", "name"], "flux-system");
    assert.deepEqual(
      found(
        [
          account,
          source,
          named(rbac, "Role", "ours"),
          binding("ours", "sync"),
          named(rbac, "Role", "theirs"),
          binding("theirs", "else"),
        ],
        () => true,
      ),
      ["Kustomization shop", "GitRepository flux-system", "RoleBinding ours", "Role ours"],
    );
    assert.deepEqual(
      found([guestbook, named("argoproj.io/v1alpha1", "AppProject", "default")], () => true),
      ["Application guestbook", "AppProject default"],
    );
  });

  it("leaves out the key by which a delivery decrypts", () => {
    const decrypting = edit(plain, ["spec", "decryption"], { secretRef: { name: "sops-age" } });
    const key = named("external-secrets.io/v1", "ExternalSecret", "sops-age", "flux-system");
    assert.deepEqual(
      found([decrypting, key], () => true),
      ["Kustomization shop"],
    );
  });

  it("counts what carries the labels of this project or of the operator", () => {
    const labels = { "mariadb-gitops.dev/environment": "production" };
    assert.equal(found([edit(guestbook, ["metadata", "labels"], labels)]).length, 1);
    assert.equal(
      found([edit(named("v1", "Secret", "a"), ["metadata", "labels"], { "k8s.mariadb.com/watch": "" })])
        .length,
      1,
    );
  });
});

describe("enginesOf", () => {
  it("goes by the objects of the engines, and by their options on other objects", () => {
    const argo = edit(mariadb(), ["metadata", "annotations"], { "argocd.argoproj.io/sync-wave": "1" });
    const flux = edit(mariadb(), ["metadata"], {
      labels: { "kustomize.toolkit.fluxcd.io/prune": "disabled" },
    });
    const bare = edit(mariadb(), ["metadata"], { name: "a" });
    assert.deepEqual(enginesOf([application("dev"), bare]), ["argocd"]);
    assert.deepEqual(enginesOf([kustomization(), bare]), ["flux"]);
    assert.deepEqual(enginesOf([edit(argo, ["metadata", "labels"], undefined), flux]), ["argocd", "flux"]);
    assert.equal(enginesOf([bare, named("argoproj.io/v1alpha1", "Rollout", "a")]), undefined);
  });
});
