import { goDurationSeconds } from "../duration";
import { environmentOf } from "../environment";
import { mustBe, text } from "../expect";
import type { Finding } from "../finding";
import { fluxKustomizations } from "../kinds";
import { isStateless } from "../labels";
import { defineRule } from "../rule";
import type { Value } from "../value";

export const waitAndTimeout = defineRule({
  id: "wait-and-timeout",
  scope: "object",
  title: "Flux waits until the databases are ready, and long enough for that",
  why:
    "Without wait: true a Kustomization is Ready as soon as its objects are accepted: what depends on it, migrations " +
    "among it, starts against a server that is still copying its data, and a server that never starts looks like a " +
    "success. A timeout of five minutes, which is usual, ends in the middle of a normal start of a large database, and " +
    "then everything is reported as failed that is only slow.",
  severity: "medium",
  appliesTo: [fluxKustomizations],
  remedy: "Set spec.wait: true and spec.timeout: 30m (10m in dev and staging).",
  references: [
    {
      title: "Flux: wait of a Kustomization",
      url: "https://fluxcd.io/flux/components/kustomize/kustomizations/#wait",
    },
    {
      title: "Flux: timeout of a Kustomization",
      url: "https://fluxcd.io/flux/components/kustomize/kustomizations/#timeout",
    },
  ],
  check: (object, context) =>
    isStateless(object, [])
      ? []
      : [
          ...mustBe(true, object, ["spec", "wait"], "Flux otherwise reports success before a database runs"),
          ...longEnough(object, environmentOf(object, context) === "production" ? 30 : 10),
        ],
});

/** Flux takes the interval where no timeout is written. */
function longEnough(object: Value, minutes: number): readonly Finding[] {
  const path = ["spec", "timeout"];
  const tooShort = { path, message: `must wait for at least ${minutes}m in spec.timeout` };
  return text(object, path, {
    known: (written) => ((goDurationSeconds(written) ?? 0) >= minutes * 60 ? [] : [tooShort]),
    absent: () => [tooShort],
  });
}
