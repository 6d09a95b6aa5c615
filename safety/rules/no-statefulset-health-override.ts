import { eachField } from "../expect";
import type { Finding } from "../finding";
import { configMaps, fluxHelmReleases } from "../kinds";
import { identityOf } from "../objects";
import { defineRule } from "../rule";
import { formatPath, type Path, type Value } from "../value";

const ownKey = "resource.customizations.health.apps_StatefulSet";

/** The older form: one text for all kinds, where a kind may be a pattern. */
const wholeKey = "resource.customizations";
const inWhole = /^["']?(?:apps|\*)\/(?:StatefulSet|\*)["']?:(?:(?!^\S)[^])*?health\.lua/m;

export const noStatefulsetHealthOverride = defineRule({
  id: "no-statefulset-health-override",
  scope: "object",
  title: "Argo CD's own health check of StatefulSets stays",
  why:
    "A script in argocd-cm replaces the check for every StatefulSet of the cluster. The one that guides pass on fails " +
    "with an error while no replica is ready yet, and misses updates that are under way: waves then go on, migrations " +
    "among them, before the database runs, or the Application never gets healthy.",
  severity: "high",
  appliesTo: [configMaps, fluxHelmReleases],
  remedy: `Remove the key ${ownKey} from data, or from spec.values.configs.cm of the chart.`,
  references: [
    {
      title: "Argo CD: resource health",
      url: "https://argo-cd.readthedocs.io/en/stable/operator-manual/health/",
    },
  ],
  check: (object) =>
    settings(
      object,
      identityOf(object).kind === "HelmRelease" ? ["spec", "values", "configs", "cm"] : ["data"],
    ),
});

function settings(object: Value, at: Path): readonly Finding[] {
  return eachField(object, at, (value, path, key) => {
    const message = `must not set ${formatPath(path)}, because that replaces the health check of every StatefulSet`;
    const whole = key === wholeKey && typeof value === "string" && inWhole.test(value);
    return key === ownKey || whole ? [{ path, message }] : [];
  }).filter(({ undecided, path }) => undecided !== true || concerns(path, at));
}

/** What another key holds decides nothing. */
function concerns(path: Path, at: Path): boolean {
  return path.length <= at.length || [ownKey, wholeKey].includes(String(path.at(-1)));
}
