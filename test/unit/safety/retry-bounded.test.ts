import { UNKNOWN, type Value } from "../../../safety";
import { retryBounded } from "../../../safety/rules/retry-bounded";
import { application, applicationSet, edit } from "./objects";
import { table } from "./table";

const app = application("production");
const retry = (value: Value) => edit(app, ["spec", "syncPolicy", "retry"], value);
const limit = ["spec.syncPolicy.retry.limit"];
const pause = ["spec.syncPolicy.retry.backoff.maxDuration"];

describe("retry-bounded", () => {
  table(retryBounded, [
    { name: "Argo CD's own retries", object: app, finds: [] },
    ...[0, 1, 5].map((times) => ({ name: `${times} retries`, object: retry({ limit: times }), finds: [] })),
    ...[-1, 6, 100].map((times) => ({
      name: `${times} retries`,
      object: retry({ limit: times }),
      finds: limit,
      message: new RegExp(`a number from 0 to 5, not to ${times}`),
    })),
    { name: "endless retries in dev", object: retry({ limit: -1 }), environment: "dev", finds: limit },
    { name: "three minutes", object: retry({ limit: 5, backoff: { maxDuration: "3m" } }), finds: [] },
    ...["3m1s", "1h", "1d", "-1s"].map((duration) => ({
      name: `pauses of ${duration}`,
      object: retry({ backoff: { maxDuration: duration } }),
      finds: pause,
    })),
    { name: "a limit as a text", object: retry({ limit: "5" }), finds: limit },
    {
      name: "a declared sync that never ends",
      object: edit(app, ["operation", "retry", "limit"], -1),
      finds: ["operation.retry.limit"],
    },
    {
      name: "what is not known yet",
      object: retry({ limit: UNKNOWN, backoff: UNKNOWN }),
      finds: [...limit, "spec.syncPolicy.retry.backoff"],
      undecided: true,
    },
    { name: "no spec", object: edit(app, ["spec"], undefined), finds: [] },
    {
      name: "the template of an ApplicationSet",
      object: edit(
        applicationSet("production"),
        ["spec", "template", "spec", "syncPolicy", "retry", "limit"],
        -1,
      ),
      finds: ["spec.template.spec.syncPolicy.retry.limit"],
    },
    {
      name: "a stateless Application",
      object: edit(retry({ limit: -1 }), ["metadata", "labels", "mariadb-gitops.dev/workload"], "stateless"),
      finds: [],
    },
  ]);
});
