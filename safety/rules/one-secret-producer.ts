import type { Context } from "../environment";
import { about, shown, undecided, type SetFinding } from "../finding";
import { externalSecrets, sealedSecrets, secrets } from "../kinds";
import { annotation, isExactly } from "../labels";
import { identityOf, membersOf, shareNamespace, sharePlace, type Member, type Target } from "../objects";
import { defineRule, levels } from "../rule";
import { read, type Reading, type Value } from "../value";

/** An object that writes a Secret, and the field that says which. */
interface Producer extends Member {
  readonly secret: Reading;
}

const producers: readonly Target[] = [sealedSecrets, externalSecrets, secrets];

export const oneSecretProducer = defineRule({
  id: "one-secret-producer",
  scope: "set",
  title: "Each Secret has one producer",
  why:
    "Two controllers that write one Secret take turns to overwrite it, and the password in it changes under a running " +
    "database. When one of the two is removed, its controller takes the Secret with it, and the data can no longer be " +
    "opened.",
  severity: "high",
  levels: levels({ dev: "mandatory" }),
  appliesTo: producers,
  remedy:
    "Keep one of them, or give it another Secret: metadata.name of a SealedSecret or Secret, spec.target.name of an " +
    "ExternalSecret.",
  references: [
    {
      title: "External Secrets: ownership and creation policy",
      url: "https://external-secrets.io/latest/guides/ownership-deletion-policy/",
    },
    {
      title: "Sealed Secrets: managing existing Secrets",
      url: "https://github.com/bitnami-labs/sealed-secrets#managing-existing-secrets",
    },
  ],
  shows: ["name"],
  check: (objects, context) => {
    const all = membersOf(objects, ...producers).flatMap(producer);
    return all.flatMap((one) => contested(one, all, context));
  },
});

function contested(one: Producer, all: readonly Producer[], context: Context): readonly SetFinding[] {
  const others = all.filter(
    (other) =>
      other.index !== one.index &&
      shareNamespace(one.object, other.object) &&
      sharePlace(one.object, other.object, context),
  );
  if (one.secret.state === "unknown") {
    return others.length === 0 ? [] : about(one.index, [undecided(one.secret.path)]);
  }
  const rival = others.find(
    ({ secret }) =>
      secret.state === "known" && one.secret.state === "known" && secret.value === one.secret.value,
  );
  if (rival === undefined || one.secret.state !== "known") {
    return [];
  }
  const { kind, name } = identityOf(rival.object);
  const message = `must not write the Secret ${shown(one.secret.value)}, because the ${kind} ${shown(name)} writes it too`;
  return about(one.index, [{ path: one.secret.path, message }]);
}

/** An object that only adds to a Secret of another producer is none itself. */
function producer({ index, object }: Member): readonly Producer[] {
  const own = read(object, ["metadata", "name"]);
  if (identityOf(object).kind !== "ExternalSecret") {
    const adds = isExactly(annotation(object, "sealedsecrets.bitnami.com/patch"), "true");
    return adds ? [] : [{ index, object, secret: own }];
  }
  const policy = read(object, ["spec", "target", "creationPolicy"]);
  const adds = isExactly(policy, "Merge") || isExactly(policy, "None");
  return adds ? [] : [{ index, object, secret: targetOf(object, own) }];
}

function targetOf(object: Value, own: Reading): Reading {
  const target = read(object, ["spec", "target", "name"]);
  return target.state === "absent" ? own : target;
}
