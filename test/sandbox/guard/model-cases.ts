/**
 * Every case of the exhaustive model: kind x verb x actor x what is stored x what is sent.
 */
import { confirmDeletionAnnotation } from "../../../safety/labels";
import { merged } from "./api";
import { combined, metadataClaims, ownerLists, type Claim, type Plain } from "./claims";
import { dataClaims } from "./data-claims";
import { deliveryClaims } from "./delivery-claims";
import { everyKind } from "./every-kind";
import { harmless } from "./harmless";
import { namespace } from "./guarded-cluster";
import { actors, places, type Actor, type Place } from "./model-places";
import { definition, things, type GuardedKind, type Thing } from "./objects";
import { byKind } from "./updates";

/** An object that the cluster holds before anybody asks. */
export interface Stored {
  readonly kind: GuardedKind;
  readonly place: Place;
  readonly thing: Thing;
  /** What its controller wrote. */
  readonly status?: object;
}

export interface ModelCase {
  readonly id: string;
  readonly verb: "CREATE" | "UPDATE" | "DELETE";
  readonly actor: Actor;
  readonly stored: Stored;
  /** What an update makes of it, or what is created. */
  readonly after?: Thing["object"] | undefined;
  /** For an update out of the tables: what it is refused with, or that it is not. */
  readonly refusal?: RegExp | "none";
}

function claimsOf(kind: GuardedKind): readonly Claim[] {
  return claims.filter((claim) => claim.kinds?.includes(kind) ?? true);
}

type Patch = object | ((name: string) => object);

/** All claims. */
export const claims: readonly Claim[] = [...metadataClaims, ...dataClaims, ...deliveryClaims];
export const kinds = Object.keys(things("")) as GuardedKind[];
const labelStates = metadataClaims.find(({ check }) => check === "keepsLabels")?.states ?? [];

const confirmed =
  (value: (name: string) => string | null) =>
  (name: string): object => ({
    metadata: { annotations: { [confirmDeletionAnnotation]: value(name) } },
  });
const confirmations: Record<string, Patch> = {
  confirmed: confirmed((name) => name),
  "confirmed for another name": confirmed(() => "true"),
};
const helmPolicyRemoved = { metadata: { annotations: { "helm.sh/resource-policy": null } } };

export class Cases {
  readonly all: ModelCase[] = [];
  private readonly held = new Map<string, Stored>();
  private readonly thorough: readonly GuardedKind[];

  /** @param policies the resources of each policy: one of them is taken through everything, for the others the metadata only from and to what they are */
  constructor(policies: readonly (readonly string[])[]) {
    const plural = (kind: GuardedKind): string => things("")[kind].collection.split("/").at(-1) ?? "";
    this.thorough = policies.flatMap((resources) =>
      kinds.filter((kind) => resources.includes(plural(kind))).slice(0, 1),
    );
    for (const kind of kinds) {
      this.deletions(kind);
      this.places(kind);
      this.creations(kind);
      this.confirmations(kind);
      this.tables(kind);
      for (const claim of claimsOf(kind)) {
        this.changes(kind, claim);
      }
    }
    this.volumes();
    this.homes();
  }

  get stored(): Stored[] {
    return [...this.held.values()];
  }

  /** Every state of a claim, taken to every other one. */
  private changes(kind: GuardedKind, { check, kinds: some, states }: Claim): void {
    const every = some !== undefined || this.thorough.includes(kind);
    for (const before of states) {
      for (const after of states) {
        if (!every && before !== states[0] && after !== states[0]) {
          continue;
        }
        this.update(kind, "named", before, after, `${check}:`);
        if (check === "keepsLabels") {
          this.update(kind, "labelled", before, after, `${check}:`);
        }
      }
    }
  }

  /** Every place with every label, for a deletion and for a weakening update. */
  private places(kind: GuardedKind): void {
    for (const place of Object.keys(places) as Place[]) {
      for (const labels of labelStates) {
        this.delete(kind, place, labels, "person");
        this.update(kind, place, labels, combined(labels, helmPolicyRemoved), "Helm's policy:");
      }
    }
  }

  private deletions(kind: GuardedKind): void {
    for (const ownerReferences of ownerLists) {
      for (const actor of Object.keys(actors) as Actor[]) {
        this.delete(kind, "named", { metadata: { ownerReferences } }, actor);
      }
    }
  }

  private creations(kind: GuardedKind): void {
    for (const place of Object.keys(places) as Place[]) {
      const thing = this.thing(kind, place, `new-${place}`, {});
      const stored = { kind, place, thing };
      this.all.push({
        id: `${kind} created in ${place}`,
        verb: "CREATE",
        actor: "person",
        stored,
        after: thing.object,
      });
    }
  }

  private confirmations(kind: GuardedKind): void {
    const own = confirmed((name) => name);
    for (const { check, states, weakens } of claimsOf(kind)) {
      const [before, after] = states
        .flatMap((one) => states.map((other) => [one, other] as const))
        .find((pair) => weakens(...this.plain(kind, ...pair))) ?? [{}, {}];
      const both = [before, after].map((state) => (name: string) => combined(own(name), state)) as [
        Patch,
        Patch,
      ];
      this.update(kind, "named", ...both, `confirmed, ${check}:`);
    }
    const weakenings = everyKind.slice(0, 1);
    for (const [what, patch] of Object.entries({ unconfirmed: {}, ...confirmations })) {
      for (const actor of Object.keys(actors) as Actor[]) {
        this.delete(kind, "named", patch, actor, what);
      }
      for (const weakening of weakenings) {
        this.update(
          kind,
          "named",
          patch,
          (name) => combined(resolve(patch, name), weakening.patch),
          `${what}, ${weakening.what}:`,
        );
      }
      for (const [other, change] of Object.entries({ unconfirmed: {}, ...confirmations })) {
        this.update(kind, "named", patch, change, `${what} to ${other}:`);
        for (const weakening of weakenings) {
          const self = (name: string): object => combined(resolve(change, name), weakening.patch);
          this.update(kind, "named", patch, self, `${what} to ${other}, ${weakening.what}:`);
        }
      }
    }
  }

  /** What an update is judged by, for two states. */
  private plain(kind: GuardedKind, before: object, after: object): [Plain, Plain] {
    return [before, after].map((state) => this.thing(kind, "named", "m", state).object) as unknown as [
      Plain,
      Plain,
    ];
  }

  /** The updates that the other suites send. */
  private tables(kind: GuardedKind): void {
    for (const { what, patch, refusal } of [...everyKind, ...byKind[kind]]) {
      this.update(kind, "named", {}, patch, `${what}:`, refusal);
    }
    for (const patch of harmless[kind] ?? []) {
      this.update(kind, "named", {}, patch, "harmless:", "none");
    }
  }

  private volumes(): void {
    for (const policy of ["Retain", "Delete"]) {
      for (const phase of ["Bound", "Released", "Failed", "Available"]) {
        const patch = { spec: { persistentVolumeReclaimPolicy: policy } };
        const stored = this.hold("PersistentVolume", "named", patch, { phase });
        this.push({ verb: "DELETE", actor: "person", stored }, `${policy} ${phase}`);
      }
    }
  }

  /** The namespaces themselves. */
  private homes(): void {
    for (const [place, { name, labels }] of Object.entries(places)) {
      const stored = { kind: "Namespace", place: place as Place, thing: namespace(name, labels) } as const;
      this.held.set(name, stored);
      this.push({ verb: "DELETE", actor: "person", stored }, name);
      for (const state of labelStates) {
        const after = merged(stored.thing.object, state) as Thing["object"];
        this.push({ verb: "UPDATE", actor: "person", stored, after }, `${name} -> ${describe(state)}`);
        const hook = { metadata: { annotations: { "helm.sh/hook": "x" } } };
        this.push(
          { verb: "UPDATE", actor: "person", stored, after: merged(after, hook) as Thing["object"] },
          `${name}, a hook -> ${describe(state)}`,
        );
      }
    }
  }

  private delete(kind: GuardedKind, place: Place, patch: Patch, actor: Actor, what = describe(patch)): void {
    this.push({ verb: "DELETE", actor, stored: this.hold(kind, place, patch) }, what);
  }

  private update(
    kind: GuardedKind,
    place: Place,
    before: Patch,
    after: Patch,
    what: string,
    refusal?: RegExp | "none",
  ): void {
    const stored = this.hold(kind, place, before);
    const object = this.thing(kind, place, localName(stored), after).object;
    const named = stored.thing.object.metadata;
    const sent = { ...object, metadata: { ...object.metadata, name: named.name } };
    this.push(
      { verb: "UPDATE", actor: "person", stored, after: sent, ...(refusal === undefined ? {} : { refusal }) },
      `${what} ${describe(before)} -> ${describe(after)}`,
    );
  }

  private push(one: Omit<ModelCase, "id">, what: string): void {
    const { kind, place } = one.stored;
    this.all.push({
      id: `${this.all.length} ${one.verb} ${kind} in ${place} by ${one.actor}: ${what}`,
      ...one,
    });
  }

  /** The stored object of that state; one for all cases that begin with it. */
  private hold(kind: GuardedKind, place: Place, patch: Patch, status?: object): Stored {
    const key = JSON.stringify([kind, place, typeof patch === "function" ? patch("") : patch, status]);
    const known = this.held.get(key);
    if (known !== undefined) {
      return known;
    }
    const name = `m${this.held.size}`;
    const claimed = kind === "PersistentVolumeClaim" ? bound : status;
    const stored = {
      kind,
      place,
      thing: this.thing(kind, place, name, patch),
      ...(claimed === undefined ? {} : { status: claimed }),
    };
    this.held.set(key, stored);
    return stored;
  }

  private thing(kind: GuardedKind, place: Place, name: string, patch: Patch): Thing {
    const namespace = places[place].name;
    const made = { ...things(namespace, name) };
    if (place === "unprotected") {
      made.CustomResourceDefinition = definition(
        `${name}s`,
        "guard-tests.mariadb-gitops.dev",
        made.CustomResourceDefinition.object.metadata,
      );
    }
    const thing = made[kind];
    const object = merged(thing.object, resolve(patch, thing.object.metadata.name)) as Thing["object"];
    return { ...thing, object };
  }
}

/** What the volume controller writes to a claim; before that nothing of it may be changed. */
const bound = { phase: "Bound", capacity: { storage: "1Gi" }, accessModes: ["ReadWriteOnce"] };

function localName({ thing }: Stored): string {
  return /m\d+/.exec(thing.object.metadata.name)?.[0] ?? "";
}

function resolve(patch: Patch, name: string): object {
  return typeof patch === "function" ? (patch as (name: string) => object)(name) : patch;
}

function describe(patch: Patch): string {
  return JSON.stringify(resolve(patch, "<name>"));
}
