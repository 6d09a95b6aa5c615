import { mustBeOneOf, mustBeSet } from "../expect";
import { defineRule, levels } from "../rule";

const job = ["spec", "jobTemplate", "spec"];

export const cronJobBounded = defineRule({
  id: "cron-job-bounded",
  scope: "object",
  title: "A scheduled job ends, runs alone and does not restart in its pod",
  why:
    "A job without a deadline that waits for a lock waits forever, and the next run starts beside it: two dumps, two " +
    "purges or two migrations on one server. After a hundred missed starts without startingDeadlineSeconds the " +
    "controller gives the schedule up. A container that restarts in its pod finds the half-written files of its " +
    "predecessor.",
  severity: "medium",
  levels: levels({ staging: "advisory", production: "advisory" }),
  appliesTo: [{ group: "batch", kinds: ["CronJob"] }],
  remedy:
    "Set spec.concurrencyPolicy: Forbid, spec.startingDeadlineSeconds, spec.jobTemplate.spec.activeDeadlineSeconds and " +
    "restartPolicy: Never.",
  references: [
    {
      title: "Kubernetes: CronJob",
      url: "https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#job-creation",
    },
    {
      title: "kube-score: CronJob has a deadline",
      url: "https://github.com/zegl/kube-score/blob/master/README_CHECKS.md",
    },
  ],
  equivalents: ["kube-score/cronjob-has-deadline"],
  shows: ["concurrencyPolicy", "restartPolicy"],
  check: (object) => [
    ...mustBeOneOf(
      ["Forbid", "Replace"],
      object,
      ["spec", "concurrencyPolicy"],
      "two runs would work on one server",
    ),
    ...mustBeSet(
      object,
      ["spec", "startingDeadlineSeconds"],
      "the schedule is given up after a hundred missed starts",
    ),
    ...mustBeSet(
      object,
      [...job, "activeDeadlineSeconds"],
      "a run that waits for a lock never ends otherwise",
    ),
    ...mustBeOneOf(
      ["Never"],
      object,
      [...job, "template", "spec", "restartPolicy"],
      "a restart finds half-written files",
    ),
  ],
});
