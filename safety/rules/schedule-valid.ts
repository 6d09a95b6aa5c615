import { parseCron } from "../cron";
import { text } from "../expect";
import type { Finding } from "../finding";
import { operatorKinds } from "../kinds";
import { identityOf } from "../objects";
import { defineRule } from "../rule";
import { formatPath } from "../value";

export const scheduleValid = defineRule({
  id: "schedule-valid",
  scope: "object",
  title: "The schedule of a recurring job can be read by what runs it",
  why:
    "The schemas accept any text. A schedule that cannot be read leaves a job that never runs: a FLUSH BINARY LOGS, a " +
    "purge or a check. Nothing turns red, because an object that does nothing has no errors.",
  severity: "high",
  appliesTo: [operatorKinds("SqlJob"), { group: "batch", kinds: ["CronJob"] }],
  remedy:
    'Set spec.schedule of a CronJob, or spec.schedule.cron of a SqlJob, to five fields of cron, such as "0 2 ' +
    '* * *".',
  references: [
    {
      title: "Kubernetes: the syntax of schedules",
      url: "https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax",
    },
    {
      title: "Kyverno: validate cron schedules",
      url: "https://kyverno.io/policies/velero/validate-cron-schedule/validate-cron-schedule/",
    },
  ],
  equivalents: ["kyverno/validate-cron-schedule"],
  check: (object) => {
    const path = identityOf(object).kind === "CronJob" ? ["spec", "schedule"] : ["spec", "schedule", "cron"];
    const message = `must write ${formatPath(path)} as five fields of cron, such as 0 2 * * *`;
    return text(object, path, {
      known: (cron): readonly Finding[] => (parseCron(cron) === undefined ? [{ path, message }] : []),
    });
  },
});
