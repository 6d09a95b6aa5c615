import { UNKNOWN, type Value } from "../../../safety";
import { migrationJobSafety } from "../../../safety/rules/migration-job-safety";
import { edit, mariadb, named } from "./objects";
import { setTable } from "./table";

const pod = ["spec", "template", "spec"];
const container = [...pod, "containers", 0];
const good = edit(named("batch/v1", "Job", "migration-v3", "mariadb-production"), ["spec"], {
  backoffLimit: 0,
  activeDeadlineSeconds: 600,
  template: {
    spec: {
      restartPolicy: "Never",
      securityContext: { runAsNonRoot: true },
      containers: [
        {
          name: "flyway",
          image: "flyway/flyway:11.0.0",
          args: ["-url=jdbc:mariadb://mariadb-primary:3306/app", "migrate"],
        },
      ],
    },
  },
});
const job = (path: readonly (string | number)[], value: Value | undefined) => edit(good, path, value);
const hook = ["metadata", "annotations", "argocd.argoproj.io/hook"];
const hookPath = '0 metadata.annotations["argocd.argoproj.io/hook"]';
const first = "0 spec.template.spec.containers[0]";

describe("migration-job-safety", () => {
  setTable(migrationJobSafety, [
    { name: "a safe migration", objects: [good, mariadb()], finds: [] },
    { name: "a Job of another purpose", objects: [named("batch/v1", "Job", "report")], finds: [] },
    ...[1, 6, undefined].map((tries) => ({
      name: `${tries ?? "the usual"} tries`,
      objects: [job(["spec", "backoffLimit"], tries)],
      finds: ["0 spec.backoffLimit"],
    })),
    {
      name: "no deadline, in dev",
      objects: [job(["spec", "activeDeadlineSeconds"], undefined)],
      environment: "dev",
      finds: ["0 spec.activeDeadlineSeconds"],
    },
    {
      name: "a time to live",
      objects: [job(["spec", "ttlSecondsAfterFinished"], 60)],
      finds: ["0 spec.ttlSecondsAfterFinished"],
    },
    {
      name: "a restart",
      objects: [job([...pod, "restartPolicy"], "OnFailure")],
      finds: ["0 spec.template.spec.restartPolicy"],
    },
    {
      name: "root in the container",
      objects: [job([...pod, "securityContext"], undefined)],
      finds: ["0 spec.template.spec.securityContext.runAsNonRoot"],
    },
    {
      name: "a container that is root in spite of the pod",
      objects: [job([...container, "securityContext", "runAsNonRoot"], false)],
      finds: [`${first}.securityContext.runAsNonRoot`],
    },
    {
      name: "a container that says so itself",
      objects: [
        edit(
          job([...pod, "securityContext"], undefined),
          [...container, "securityContext", "runAsNonRoot"],
          true,
        ),
      ],
      finds: [],
    },
    ...["-password=${PASSWORD}", "-user=root", "-url=jdbc:mysql://db:3306/app"].map((argument) => ({
      name: argument,
      objects: [job([...container, "args"], ["migrate", argument])],
      finds: [`${first}.args[1]`],
    })),
    {
      name: "a variable that a shell expands",
      objects: [job([...container, "command"], ["/bin/sh", "-c", "flyway -password=${PASSWORD} migrate"])],
      finds: [],
    },
    {
      name: "root in a variable",
      objects: [job([...container, "env"], [{ name: "FLYWAY_USER", value: "root" }])],
      finds: [`${first}.env[0].value`],
    },
    {
      name: "the old driver in a variable",
      objects: [job([...container, "env"], [{ name: "FLYWAY_URL", value: "jdbc:mysql://db/app" }])],
      finds: [`${first}.env[0].value`],
    },
    {
      name: "another user in a variable",
      objects: [job([...container, "env"], [{ name: "FLYWAY_USER", value: "migrator" }])],
      finds: [],
    },
    {
      name: "a PreSync hook beside its server",
      objects: [job(hook, "PreSync"), mariadb()],
      finds: [hookPath],
    },
    { name: "a PreSync hook in a set of its own", objects: [job(hook, "PreSync")], finds: [] },
    {
      name: "a PreSync hook beside a server elsewhere",
      objects: [job(hook, "PreSync"), edit(mariadb(), ["metadata", "namespace"], "other")],
      finds: [],
    },
    { name: "a Sync hook", objects: [job(hook, "Sync"), mariadb()], finds: [] },
    {
      name: "a SqlJob that is a PreSync hook",
      objects: [edit(named("k8s.mariadb.com/v1alpha1", "SqlJob", "a"), hook, "PreSync"), mariadb()],
      finds: [hookPath],
    },
    ...["flyway/flyway:10", "liquibase/liquibase:4", "ghcr.io/amacneil/dbmate:2"].map((image) => ({
      name: `a Job of another name that runs ${image}`,
      objects: [
        edit(
          edit(job([...container, "image"], image), ["metadata", "name"], "db"),
          ["spec", "backoffLimit"],
          3,
        ),
      ],
      finds: ["0 spec.backoffLimit"],
    })),
    {
      name: "a Job that its label calls a migration",
      objects: [
        edit(
          named("batch/v1", "Job", "a"),
          ["metadata", "labels", "mariadb-gitops.dev/workload"],
          "migration",
        ),
      ],
      finds: ["0 spec.backoffLimit", "0 spec.activeDeadlineSeconds", "0 spec.template.spec.restartPolicy"],
    },
    {
      name: "a spec that is not known yet",
      objects: [job(["spec"], UNKNOWN)],
      finds: ["0 spec"],
      undecided: true,
    },
    {
      name: "a hook that is not known yet",
      objects: [job(hook, UNKNOWN), mariadb()],
      finds: [hookPath],
      undecided: true,
    },
  ]);
});
