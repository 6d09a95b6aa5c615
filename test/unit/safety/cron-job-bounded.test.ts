import { UNKNOWN, type Value } from "../../../safety";
import { cronJobBounded } from "../../../safety/rules/cron-job-bounded";
import { edit, named } from "./objects";
import { table } from "./table";

const good = edit(named("batch/v1", "CronJob", "a"), ["spec"], {
  concurrencyPolicy: "Forbid",
  startingDeadlineSeconds: 300,
  jobTemplate: { spec: { activeDeadlineSeconds: 600, template: { spec: { restartPolicy: "Never" } } } },
});
const paths = [
  "spec.concurrencyPolicy",
  "spec.startingDeadlineSeconds",
  "spec.jobTemplate.spec.activeDeadlineSeconds",
  "spec.jobTemplate.spec.template.spec.restartPolicy",
];
const change = (path: string, value: Value | undefined) => edit(good, path.split("."), value);

describe("cron-job-bounded", () => {
  table(cronJobBounded, [
    { name: "a bounded job", object: good, finds: [] },
    ...paths.map((path) => ({
      name: `a job without ${path}`,
      object: change(path, undefined),
      finds: [path],
    })),
    {
      name: "runs side by side",
      object: change("spec.concurrencyPolicy", "Allow"),
      finds: ["spec.concurrencyPolicy"],
    },
    { name: "a run that replaces the last", object: change("spec.concurrencyPolicy", "Replace"), finds: [] },
    { name: "a restart", object: change(paths[3] ?? "", "OnFailure"), finds: [paths[3] ?? ""] },
    { name: "no spec", object: change("spec", undefined), finds: paths },
    {
      name: "a template that is not known yet",
      object: change("spec.jobTemplate", UNKNOWN),
      finds: ["spec.jobTemplate"],
      undecided: true,
    },
  ]);
});
