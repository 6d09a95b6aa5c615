import { argoApplications, checkApplication } from "../application";
import { goDurationSeconds } from "../duration";
import { number, text } from "../expect";
import type { Finding } from "../finding";
import { isStateless } from "../labels";
import { defineRule } from "../rule";
import { formatPath, type Path, type Value } from "../value";

const most = 5;
const longestMinutes = 3;

export const retryBounded = defineRule({
  id: "retry-bounded",
  scope: "object",
  title: "A failed sync is retried five times at most",
  why:
    "A limit of -1 retries forever. The sync then never fails, so that no alert fires, no other sync of the " +
    "Application can start, and each try runs the hooks again, migrations among them. A long pause between tries looks " +
    "like a sync that hangs.",
  severity: "medium",
  appliesTo: [argoApplications],
  remedy:
    "Set spec.syncPolicy.retry.limit: 5 or less and spec.syncPolicy.retry.backoff.maxDuration: 3m or less.",
  references: [
    {
      title: "Argo CD: retries of automated sync",
      url: "https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/#automatic-retry-with-a-limit",
    },
    {
      title: "argo-cd #25475: hooks and syncs that start again",
      url: "https://github.com/argoproj/argo-cd/issues/25475",
    },
  ],
  shows: ["limit"],
  check: (object) =>
    checkApplication(object, ({ root, at, generated }) =>
      isStateless(root, at)
        ? []
        : [
            ...bounded(root, [...at, "spec", "syncPolicy", "retry"]),
            ...(generated ? [] : bounded(root, ["operation", "retry"])),
          ],
    ),
});

/** Argo CD retries five times, with pauses of three minutes at most, where nothing is said. */
function bounded(root: Value, retry: Path): readonly Finding[] {
  const limit = [...retry, "limit"];
  const pause = [...retry, "backoff", "maxDuration"];
  return [
    ...number(root, limit, {
      known: (times) => {
        const message = `must set ${formatPath(limit)} to a number from 0 to ${most}, not to ${String(times)}`;
        return times >= 0 && times <= most ? [] : [{ path: limit, message }];
      },
    }),
    ...text(root, pause, {
      known: (written) => {
        const message = `must set ${formatPath(pause)} to ${longestMinutes}m or less`;
        const seconds = goDurationSeconds(written);
        return seconds !== undefined && seconds >= 0 && seconds <= longestMinutes * 60
          ? []
          : [{ path: pause, message }];
      },
    }),
  ];
}
