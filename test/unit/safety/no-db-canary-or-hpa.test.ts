import { UNKNOWN, type Value } from "../../../safety";
import { noDbCanaryOrHpa } from "../../../safety/rules/no-db-canary-or-hpa";
import { edit, named } from "./objects";
import { table } from "./table";

const canary = (kind: Value) =>
  edit(named("flagger.app/v1beta1", "Canary", "a"), ["spec", "targetRef"], { kind, name: "a" });
const scaler = (kind: Value, name: Value = "a") =>
  edit(named("autoscaling/v2", "HorizontalPodAutoscaler", "a"), ["spec", "scaleTargetRef"], { kind, name });

describe("no-db-canary-or-hpa", () => {
  table(noDbCanaryOrHpa, [
    { name: "a canary of a Deployment", object: canary("Deployment"), finds: [] },
    {
      name: "a canary of a StatefulSet",
      object: canary("StatefulSet"),
      finds: ["spec.targetRef.kind"],
      message: /must not act on a "StatefulSet"/,
    },
    {
      name: "a canary of a MariaDB, in dev",
      object: canary("MariaDB"),
      environment: "dev",
      finds: ["spec.targetRef.kind"],
    },
    { name: "an autoscaler of a MariaDB", object: scaler("MariaDB"), finds: ["spec.scaleTargetRef.kind"] },
    { name: "an autoscaler of MaxScale", object: scaler("MaxScale"), finds: ["spec.scaleTargetRef.kind"] },
    {
      name: "an autoscaler of a database's StatefulSet",
      object: scaler("StatefulSet", "mariadb-production"),
      finds: ["spec.scaleTargetRef.kind"],
    },
    { name: "an autoscaler of another StatefulSet", object: scaler("StatefulSet", "web"), finds: [] },
    {
      name: "an autoscaler of a Deployment that names a database",
      object: scaler("Deployment", "mariadb-proxy"),
      finds: [],
    },
    {
      name: "a scaler of KEDA",
      object: edit(named("keda.sh/v1alpha1", "ScaledObject", "a"), ["spec", "scaleTargetRef"], {
        kind: "MariaDB",
        name: "a",
      }),
      finds: ["spec.scaleTargetRef.kind"],
    },
    {
      name: "a scaler of KEDA that names no kind",
      object: edit(named("keda.sh/v1alpha1", "ScaledObject", "a"), ["spec", "scaleTargetRef"], { name: "a" }),
      finds: [],
    },
    {
      name: "a kind that is not known yet",
      object: scaler(UNKNOWN),
      finds: ["spec.scaleTargetRef.kind"],
      undecided: true,
    },
    { name: "no spec", object: named("flagger.app/v1beta1", "Canary", "a"), finds: [] },
  ]);
});
