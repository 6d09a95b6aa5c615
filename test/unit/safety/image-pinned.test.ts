import { UNKNOWN, type Value, type ValueMap } from "../../../safety";
import { imagePinned } from "../../../safety/rules/image-pinned";
import { edit, mariadb, named, type Manifest } from "./objects";
import { table } from "./table";

const sha = `sha256:${"a".repeat(64)}`;
const server = (image: Value | undefined) => edit(mariadb(), ["spec", "image"], image);
const run = (image: Value, list = "containers") =>
  edit(named("apps/v1", "Deployment", "a"), ["spec", "template", "spec", list], [{ name: "a", image }]);
const at = ["spec.template.spec.containers[0].image"];

/** A Deployment whose one container runs an image with an exact tag, with more fields of the pod and the container. */
const pod = (container: ValueMap, more: ValueMap = {}) =>
  edit(named("apps/v1", "Deployment", "a"), ["spec", "template", "spec"], {
    ...more,
    containers: [{ name: "a", image: "app:1.2.3", ...container }],
  });
/** What makes a workload one that runs, stores or writes a database. */
const databases: Readonly<Record<string, Manifest>> = {
  "the image of a server": run("mariadb:11.8.9"),
  "the image of a server in a mirror": run("registry.example.com/library/mysql-server:8.4.6"),
  "the image of a proxy": run("mariadb/maxscale:24.02.6"),
  "the image of a backup program": run("percona/percona-xtrabackup:8.4.0", "initContainers"),
  "a claimed volume": pod(
    {},
    { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "storage" } }] },
  ),
  "a volume of its own": pod({}, { volumes: [{ name: "data", ephemeral: { volumeClaimTemplate: {} } }] }),
  "claims of its own": edit(pod({}), ["spec", "volumeClaimTemplates"], [{ metadata: { name: "data" } }]),
  "a volume where a server keeps its data": pod({
    volumeMounts: [{ name: "a", mountPath: "/var/lib/mysql" }],
  }),
  "a password in a variable": pod({ env: [{ name: "MYSQL_PASSWORD", value: "x" }] }),
  "a user's name in a variable": pod({ env: [{ name: "MARIADB_APP_USER", value: "x" }] }),
  "a password from a Secret": pod({
    env: [{ name: "PASSWORD", valueFrom: { secretKeyRef: { name: "mariadb-app", key: "password" } } }],
  }),
  "the variables of a Secret": pod({ envFrom: [{ secretRef: { name: "mariadb-app" } }] }),
  "a mounted Secret": pod({}, { volumes: [{ name: "a", secret: { secretName: "mariadb-root" } }] }),
  "a projected Secret": pod(
    {},
    { volumes: [{ name: "a", projected: { sources: [{ secret: { name: "mariadb-root" } }] } }] },
  ),
  "the Secret of a database that is named after the operator": pod({
    envFrom: [{ secretRef: { name: "mariadb-operator-mariadb-root" } }],
  }),
  "a client in its command": pod({
    command: ["sh", "-c", "exec mariadb-dump --all-databases > /backup/all.sql"],
  }),
  "a client as its command": pod({ command: ["/usr/bin/mysql"] }),
  "the address of a database": pod({ args: ["--url=jdbc:mariadb://mariadb-primary:3306/shop"] }),
  "an address in a variable": pod({ env: [{ name: "URL", value: "mysql+pymysql://shop@mariadb/shop" }] }),
  "a migration": edit(
    named("batch/v1", "Job", "flyway"),
    ["spec", "template", "spec", "containers"],
    [{ name: "a", image: "app:1.2.3" }],
  ),
  "a variable that is not known yet": pod({ env: UNKNOWN }),
  "volumes of another type": pod({}, { volumes: "data" }),
};
/** Controllers of charts: none runs, stores or writes a database itself. */
const controllers: Readonly<Record<string, Manifest>> = {
  "a web application": run("example/web:1.2.3"),
  "an application from a registry that is called after a database": run("mysql.example.com/web:1.2.3"),
  "the operator": pod({
    image: "ghcr.io/mariadb-operator/mariadb-operator:26.6.0",
    args: [
      "cert-controller",
      "--cert-secret-name=mariadb-operator-webhook-cert",
      "--ca-secret-namespace=mariadb-system",
    ],
    env: [{ name: "MARIADB_OPERATOR_NAMESPACE", value: "mariadb-system" }],
    envFrom: [{ configMapRef: { name: "mariadb-operator-env" } }],
  }),
  "the operator's webhook": pod(
    { image: "ghcr.io/mariadb-operator/mariadb-operator:26.6.0" },
    { volumes: [{ name: "cert", secret: { secretName: "mariadb-operator-webhook-cert" } }] },
  ),
  "Argo CD": run("quay.io/argoproj/argocd:v3.4.4"),
};

describe("image-pinned", () => {
  table(imagePinned, [
    ...[`mariadb:11.8.9@${sha}`, `mariadb:11.8.9-ubi@${sha}`].map((image) => ({
      name: `a server of ${image}`,
      object: server(image),
      finds: [],
    })),
    {
      name: "a server of the operator's image",
      object: server(undefined),
      finds: ["spec.image"],
      message: /must name its image/,
    },
    {
      name: "a proxy of the operator's image",
      object: named("k8s.mariadb.com/v1alpha1", "MaxScale", "a"),
      finds: [],
    },
    {
      name: "a server without a digest in production",
      object: server("docker.io/library/mariadb:11.8.9"),
      finds: ["spec.image"],
      message: /with its digest \(@sha256:\.\.\.\) in production/,
    },
    {
      name: "a server without a digest in staging",
      object: server("docker.io/library/mariadb:11.8.9"),
      environment: "staging",
      finds: [],
    },
    ...["mariadb", "mariadb:latest", "mariadb:lts", "mariadb:11", "mariadb:11.8", `mariadb@${sha}`].map(
      (image) => ({
        name: `a server of ${image}`,
        object: server(image),
        finds: ["spec.image"],
        message: /must not run .* in spec\.image, but an image with a tag with a whole version/,
      }),
    ),
    {
      name: "a server of a moving tag in dev",
      object: server("mariadb:11.8"),
      environment: "dev",
      finds: ["spec.image"],
    },
    { name: "a text that is no image", object: server("mariadb:11.8.9 "), finds: ["spec.image"] },
    {
      name: "the exporter's image",
      object: edit(mariadb(), ["spec", "metrics", "exporter", "image"], "prom/mysqld-exporter:latest"),
      finds: ["spec.metrics.exporter.image"],
    },
    {
      name: "an image that is not known yet",
      object: server(UNKNOWN),
      finds: ["spec.image"],
      undecided: true,
    },
    { name: "no spec", object: edit(mariadb(), ["spec"], undefined), finds: ["spec.image"] },
    { name: "a container with a digest", object: run(`app@${sha}`), finds: [] },
    ...Object.entries(databases).map(([name, object]) => ({
      name: `${name}, by a tag in production`,
      object,
      finds: name.includes("backup program") ? ["spec.template.spec.initContainers[0].image"] : at,
      message: /with its digest/,
    })),
    ...Object.entries(databases).map(([name, object]) => ({
      name: `${name}, by a tag in staging`,
      object,
      environment: "staging",
      finds: [],
    })),
    ...Object.entries(controllers).map(([name, object]) => ({
      name: `${name}, by a tag in production`,
      object,
      finds: [],
    })),
    {
      name: "a sidecar of a database without a digest",
      object: edit(
        run("mariadb:11.8.9"),
        ["spec", "template", "spec", "containers"],
        [
          { name: "a", image: `mariadb:11.8.9@${sha}` },
          { name: "b", image: "example/exporter:1.2.3" },
        ],
      ),
      finds: ["spec.template.spec.containers[1].image"],
    },
    ...["example/web", "app:latest", "registry.example.com:5000/app"].map((image) => ({
      name: `${image}, which has nothing to do with a database`,
      object: run(image),
      finds: [],
    })),
    {
      name: "a tool without a tag that runs first, in dev",
      object: run("percona/percona-xtrabackup", "initContainers"),
      environment: "dev",
      finds: ["spec.template.spec.initContainers[0].image"],
      message: /an exact tag, not latest/,
    },
    {
      name: "a client by a tag, where the whole repository is known",
      object: pod({ env: [{ name: "MYSQL_PASSWORD", value: "x" }] }),
      context: { concerns: () => true },
      finds: [],
    },
    {
      name: "a client without a tag, where the whole repository is known",
      object: pod({ image: "example/web", env: [{ name: "MYSQL_PASSWORD", value: "x" }] }),
      context: { concerns: () => true },
      finds: at,
      message: /an exact tag, not latest/,
    },
    {
      name: "a server by a tag, where the whole repository is known",
      object: run("mariadb:11.8.9"),
      context: { concerns: () => true },
      finds: at,
      message: /with its digest/,
    },
    { name: "a container that is not known yet", object: run(UNKNOWN), finds: at, undecided: true },
    { name: "a workload without a spec", object: named("apps/v1", "Deployment", "a"), finds: [] },
  ]);
});
