import type { Context } from "../environment";
import { about, shown, undecided, type Finding, type SetFinding } from "../finding";
import { configMaps, externalSecrets, sealedSecrets, secrets } from "../kinds";
import { annotation } from "../labels";
import { identityOf, membersOf, shareNamespace, sharePlace, type Member, type Target } from "../objects";
import { defineRule } from "../rule";
import { nameMade } from "../secret-references";
import { UNKNOWN, isList, isMap, type Path, type Value } from "../value";
import { migrationKinds, workloads } from "../workloads";

const consumers: readonly Target[] = [...workloads, ...migrationKinds];
const inputs: readonly Target[] = [configMaps, secrets, sealedSecrets, externalSecrets];

export const hookInputsEarlier = defineRule({
  id: "hook-inputs-earlier",
  scope: "set",
  title: "What a hook or a wave reads is applied before it",
  why:
    "Argo CD applies the objects of a phase when those of the phase before are done, and of a wave likewise. A PreSync " +
    "Job that mounts a ConfigMap of the sync itself starts before that: the first sync waits for it forever, and every " +
    "later one runs the former content, so that a migration comes one release late. A Secret of a later wave stops the " +
    "sync in the same way.",
  severity: "high",
  appliesTo: consumers,
  remedy:
    'Give what is read the same metadata.annotations["argocd.argoproj.io/hook"] and a lower ' +
    'metadata.annotations["argocd.argoproj.io/sync-wave"], or make the Job an ordinary object of a later wave.',
  references: [
    {
      title: "Argo CD: sync phases and waves",
      url: "https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/",
    },
    {
      title: "Argo CD: resource hooks",
      url: "https://argo-cd.readthedocs.io/en/stable/user-guide/resource_hooks/",
    },
  ],
  shows: ["name", "secretName"],
  check: (objects, context) => {
    const made = membersOf(objects, ...inputs);
    return membersOf(objects, ...consumers).flatMap((one) => tooEarly(one, made, context));
  },
});

function tooEarly(
  { index, object }: Member,
  made: readonly Member[],
  context: Context,
): readonly SetFinding[] {
  const own = turnOf(object);
  const later = made.filter(
    (one) =>
      own !== undefined &&
      (turnOf(one.object) ?? own) > own &&
      shareNamespace(one.object, object, context) &&
      sharePlace(one.object, object, context),
  );
  return later.length === 0 ? [] : about(index, read(object, [], later));
}

/** When an object is applied: its phase first, then its wave; undefined where that cannot be known. */
function turnOf(object: Value): number | undefined {
  const [argo, helm] = ["argocd.argoproj.io/hook", "helm.sh/hook"].map((name) => annotation(object, name));
  const wave = annotation(object, "argocd.argoproj.io/sync-wave");
  if ([argo, helm, wave].some((reading) => reading?.state === "unknown" || reading?.state === "misshapen")) {
    return undefined;
  }
  const hook = argo?.state === "known" ? argo.value : helm?.state === "known" ? helm.value : "Sync";
  const turns = (typeof hook === "string" ? hook : "")
    .split(",")
    .flatMap((name) => phases[name.trim()] ?? []);
  const number = wave.state === "known" ? (typeof wave.value === "string" ? Number(wave.value) : NaN) : 0;
  return turns.length === 0 || !Number.isInteger(number) ? undefined : Math.min(...turns) * 1e9 + number;
}

/** Argo CD takes the hooks of Helm for its own. What runs after a failure or a deletion finds everything there. */
const phases: Readonly<Record<string, number>> = {
  PreSync: 0,
  "pre-install": 0,
  "pre-upgrade": 0,
  Sync: 1,
  PostSync: 2,
  "post-install": 2,
  "post-upgrade": 2,
};

/** Fields that name what a pod reads, and those on the way to them. */
const fields: Readonly<Record<string, "ConfigMap" | "Secret">> = {
  configMap: "ConfigMap",
  configMapRef: "ConfigMap",
  configMapKeyRef: "ConfigMap",
  sqlConfigMapKeyRef: "ConfigMap",
  secret: "Secret",
  secretRef: "Secret",
  secretKeyRef: "Secret",
};
const way =
  /^(spec|template|jobTemplate|volumes|(init|ephemeral)?containers|env|envFrom|valueFrom|projected|sources)$/i;

function read(value: Value, path: Path, later: readonly Member[]): readonly Finding[] {
  const key = path.at(-1);
  if (value === UNKNOWN) {
    return typeof key !== "string" || way.test(key) || Object.hasOwn(fields, key) ? [undecided(path)] : [];
  }
  if (isList(value)) {
    return value.flatMap((item, index) => read(item, [...path, index], later));
  }
  if (!isMap(value)) {
    return [];
  }
  const kind = typeof key === "string" && Object.hasOwn(fields, key) ? fields[key] : undefined;
  const own = kind === undefined || value.optional === true ? [] : named(value, kind, path, later);
  return [
    ...own,
    ...Object.entries(value).flatMap(([name, field]) =>
      path.length === 0 && name !== "spec" ? [] : read(field, [...path, name], later),
    ),
  ];
}

function named(
  value: Readonly<Record<string, Value>>,
  kind: "ConfigMap" | "Secret",
  path: Path,
  later: readonly Member[],
): readonly Finding[] {
  const at = [...path, Object.hasOwn(value, "secretName") ? "secretName" : "name"];
  const name = value[String(at.at(-1))];
  const candidates = later.filter(
    ({ object }) => (identityOf(object).kind === "ConfigMap") === (kind === "ConfigMap"),
  );
  if (candidates.length > 0 && name === UNKNOWN) {
    return [undecided(at)];
  }
  const message = `must not read the ${kind} ${shown(name ?? null)}, because it is applied in a later phase or wave`;
  return candidates.some(({ object }) => nameMade(object) === name) ? [{ path: at, message }] : [];
}
