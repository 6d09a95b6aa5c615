/**
 * Every case of the exhaustive model: kind x verb x actor x what is stored x what is sent.
 */
import { merged } from "./api";
import { combined, metadataClaims, ownerLists, type Claim, type Plain } from "./claims";
import { dataClaims } from "./data-claims";
import { deliveryClaims } from "./delivery-claims";
import { confirmRestoreAnnotation, protectedLabel } from "../../../safety/labels";
import { everyKind } from "./every-kind";
import { harmless } from "./harmless";
import { confirming, keys, values, type Key } from "./confirmation-cases";
import { definitionClaims } from "./definition-claims";
import { serverAndBackupClaims } from "./server-claims";
import { actors, clock, homeOf, jane, places, restorePlaces, type Actor, type Place } from "./model-places";
import { modelThings, unguarded, type ModelKind } from "./model-things";
import { definition, thing, type GuardedKind, type Thing } from "./objects";

export type { ModelKind } from "./model-things";
import { byKind } from "./updates";

/** An object that the cluster holds before anybody asks. */
export interface Stored {
  readonly kind: ModelKind;
  readonly place: Place;
  readonly thing: Thing;
  /** What its controller wrote. */
  readonly status?: object;
  /** Whether no cluster holds it. */
  readonly imaginary?: true;
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
  /** Where it is sent to; to the object itself by default. */
  readonly subresource?: "status" | "finalize";
  /** Whether the Lease is missing that holds the time. */
  readonly clockless?: true;
}

function claimsOf(kind: ModelKind): readonly Claim[] {
  return claims.filter((claim) => claim.kinds?.includes(kind) ?? true);
}

/** What a new backup may do to the others, and to the volume of a server. */
const dumpStates: readonly object[] = [
  ...["1s", "23h59m", "24h", "30d"].map((maxRetention) => ({ maxRetention })),
  ...["storage", "stagingStorage"].flatMap((place) =>
    ["storage-mariadb-0", "galera-mariadb-12", "backups"].map((claimName) => ({
      [place]: { volume: { persistentVolumeClaim: { claimName } } },
    })),
  ),
];

type Patch = object | ((name: string) => object);

/** All claims. */
export const claims: readonly Claim[] = [
  ...metadataClaims,
  ...dataClaims,
  ...deliveryClaims,
  ...definitionClaims,
  ...serverAndBackupClaims,
];
export const kinds = (Object.keys(modelThings("")) as ModelKind[]).filter(
  (kind) => !unguarded.includes(kind),
);
/** The kind that is taken from every state of the metadata to every other one: the policies share these checks. */
const thorough: ModelKind = "Database";
const labelStates = metadataClaims.find(({ check }) => check === "keepsLabels")?.states ?? [];

const helmPolicyRemoved = { metadata: { annotations: { "helm.sh/resource-policy": null } } };

export class Cases {
  readonly all: ModelCase[] = [];
  private readonly held = new Map<string, Stored>();
  private made = 0;

  constructor() {
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
    this.subresources();
    this.exemptions();
    this.references();
    this.restores();
  }

  /** Labels and annotations of Kubernetes' own kinds, written where else the API server takes them. */
  private subresources(): void {
    const restore = { [confirmRestoreAnnotation]: `Restore/x ${jane} ${clock.half}` };
    const patches = [
      { metadata: { labels: { [protectedLabel]: null } } },
      { metadata: { labels: { x: "y" } } },
      confirming("deletion", values[0]),
      { metadata: { annotations: restore } },
    ];
    const objects = (["PersistentVolumeClaim", "PersistentVolume", "CustomResourceDefinition"] as const).map(
      (kind) => this.hold(kind, "named", {}),
    );
    const homes = (["named", "labelled", "unprotected"] as const).map(
      (place) => ({ kind: "Namespace", place, thing: namespaceOf(place) }) as const,
    );
    for (const stored of [...objects, ...homes]) {
      for (const patch of patches) {
        const after = merged(stored.thing.object, patch) as Thing["object"];
        const finalized = stored.kind === "Namespace" ? (["finalize"] as const) : [];
        for (const subresource of ["status", ...finalized] as const) {
          for (const actor of ["person", "jane"] as const) {
            const what = `to ${subresource}: ${describe(patch)}`;
            this.push({ verb: "UPDATE", actor, stored, after, subresource }, what);
          }
        }
      }
    }
  }

  /** What controllers delete, and what only looks like it. */
  private exemptions(): void {
    const everybody = Object.keys(actors) as Actor[];
    const owner = (kind: string, controller = true): object => ({
      apiVersion: "k8s.mariadb.com/v1alpha1",
      kind,
      name: "guarded",
      uid: "11111111-1111-1111-1111-111111111111",
      controller,
    });
    for (const kind of ["MariaDB", "Database", "User", "Grant", "Backup"] as const) {
      for (const cleanupPolicy of ["Skip", "Delete", null]) {
        for (const actor of everybody) {
          this.delete(
            kind,
            "named",
            { metadata: { ownerReferences: [owner("MariaDB")] }, spec: { cleanupPolicy } },
            actor,
          );
        }
      }
    }
    for (const actor of everybody) {
      for (const labels of [{ "physicalbackup.k8s.mariadb.com/name": "nightly" }, {}]) {
        for (const kind of ["VolumeSnapshot", "PersistentVolumeClaim"] as const) {
          this.delete(kind, "named", { metadata: { labels } }, actor);
        }
      }
      for (const deletionPolicy of ["Retain", "Delete"]) {
        this.delete("VolumeSnapshotContent", "named", { spec: { deletionPolicy } }, actor);
      }
    }
    const owners = [owner("MariaDB"), owner("MariaDB", false), owner("Backup"), owner("User")];
    for (const name of [
      "guarded-bootstrap-staging",
      "storage-guarded-0",
      "galera-guarded-0",
      "storage-other-0",
      "other",
    ]) {
      for (const ownerReferences of [[], ...owners.map((one) => [one])]) {
        for (const role of [null, "storage"]) {
          for (const application of ["maxscale", "mariadb"]) {
            const labels = {
              "app.kubernetes.io/name": application,
              "app.kubernetes.io/instance": "guarded",
              "pvc.k8s.mariadb.com/role": role,
            };
            this.named(name, { metadata: { labels, ownerReferences } });
          }
        }
      }
    }
  }

  /** The deletion of a claim of that name; such names are there once only, so no cluster holds them. */
  private named(name: string, patch: object): void {
    const stored = {
      kind: "PersistentVolumeClaim",
      place: "named",
      thing: this.thing("PersistentVolumeClaim", "named", name, patch),
      imaginary: true,
    } as const;
    this.push({ verb: "DELETE", actor: "person", stored }, `${name} ${describe(patch)}`);
  }

  /** What refers to a server in a protected namespace, from there and from elsewhere. */
  private references(): void {
    for (const kind of ["Database", "User", "Grant", "Backup", "PhysicalBackup", ...unguarded] as const) {
      for (const place of ["unprotected", "labelled", "named"] as const) {
        const states = ["guard-named", "guard-labelled", "elsewhere", null].flatMap((target) =>
          ["Skip", "Delete", null].map((cleanupPolicy) => ({
            spec: { mariaDbRef: { namespace: target }, cleanupPolicy },
          })),
        );
        for (const before of states) {
          this.create(kind, place, before, "person");
          this.delete(kind, place, before, "person", "references:");
          for (const after of kind === thorough || kind === "Restore" ? states : []) {
            this.update(kind, place, before, after, "references:");
          }
        }
      }
    }
  }

  /** Restores, confirmed by their namespace, and who confirms them. */
  private restores(): void {
    const owner = (kind: string, controller: boolean): object => ({
      metadata: {
        ownerReferences: [
          { apiVersion: "k8s.mariadb.com/v1alpha1", kind, name: "guarded", uid: "1", controller },
        ],
      },
    });
    const owners = [{}, owner("MariaDB", true), owner("MariaDB", false), owner("Backup", true)];
    for (const place of [
      ...(Object.keys(restorePlaces) as Place[]),
      "named",
      "labelled",
      "unprotected",
    ] as const) {
      for (const actor of ["person", "jane", "operator"] as const) {
        for (const [index, patch] of owners.entries()) {
          const thing = this.thing("Restore", place, "restore", patch);
          const stored = { kind: "Restore", place, thing } as const;
          this.push({ verb: "CREATE", actor, stored, after: thing.object }, `restores: ${String(index)}`);
          if (index === 0 && actor === "person") {
            this.push(
              { verb: "CREATE", actor, stored, after: thing.object, clockless: true },
              "restores: no clock",
            );
          }
        }
      }
    }
    const states = [
      {},
      { spec: { s3: { bucket: "other" } } },
      { spec: { s3: null, backupRef: { name: "a" } } },
      { spec: { s3: null, backupRef: { name: "b" } } },
      { spec: { s3: null, volume: { emptyDir: {} } } },
      { spec: { s3: null } },
      { spec: { backupRef: { name: "a" }, volume: { emptyDir: {} } } },
      { spec: { mariaDbRef: { name: "other" } } },
      ...["x", "y"].flatMap((value) =>
        ["targetRecoveryTime", "database", "args"].map((key) => ({
          spec: { [key]: key === "args" ? [value] : value },
        })),
      ),
    ];
    for (const before of states) {
      for (const after of states) {
        this.update("Restore", "named", before, after, "restores:");
      }
    }
    for (const place of ["named", "labelled", "unprotected", "foreign"] as const) {
      const stored = { kind: "Namespace", place, thing: namespaceOf(place) } as const;
      for (const value of [
        "",
        `Restore/x ${jane} ${clock.half}`,
        "Restore/x",
        `Restore/x joe ${clock.half}`,
      ]) {
        const after = merged(stored.thing.object, {
          metadata: { annotations: { [confirmRestoreAnnotation]: value } },
        }) as Thing["object"];
        for (const actor of ["person", "jane", "joe"] as const) {
          this.push({ verb: "UPDATE", actor, stored, after }, `confirmations: ${value}`);
        }
        this.create(
          "Namespace",
          place,
          { metadata: { annotations: { [confirmRestoreAnnotation]: value } } },
          "jane",
        );
      }
    }
    for (const place of Object.keys(restorePlaces) as Place[]) {
      const stored = { kind: "Namespace", place, thing: namespaceOf(place) } as const;
      this.held.set(homeOf(place).name, stored);
      const touched = merged(stored.thing.object, {
        metadata: { annotations: { x: "y" } },
      }) as Thing["object"];
      this.push({ verb: "UPDATE", actor: "person", stored, after: touched }, "confirmations: kept");
    }
  }

  get stored(): Stored[] {
    return [...this.held.values()];
  }

  /** Every state of a claim, taken to every other one. */
  private changes(kind: ModelKind, { check, kinds: some, states, status }: Claim): void {
    const every = some !== undefined || kind === thorough;
    for (const before of states) {
      for (const after of states) {
        if (!every && before !== states[0] && after !== states[0]) {
          continue;
        }
        if (status === true) {
          for (const actor of check === "keepsPhase"
            ? (["person", "binder", "controllers", "operator"] as const)
            : (["person"] as const)) {
            this.statusUpdate(kind, before, after, actor, `${check}:`);
          }
          continue;
        }
        for (const actor of ["keepsClaim", "staysReserved"].includes(check)
          ? (["person", "binder"] as const)
          : (["person"] as const)) {
          this.update(kind, "named", before, after, `${check}:`, undefined, actor);
        }
        if (check === "keepsLabels") {
          this.update(kind, "labelled", before, after, `${check}:`);
        }
      }
    }
  }

  /** Every place with every label, for a deletion and for a weakening update. */
  private places(kind: ModelKind): void {
    for (const place of Object.keys(places) as Place[]) {
      for (const labels of labelStates) {
        this.delete(kind, place, labels, "person");
        this.update(kind, place, labels, combined(labels, helmPolicyRemoved), "Helm's policy:");
      }
    }
  }

  private deletions(kind: ModelKind): void {
    for (const ownerReferences of ownerLists) {
      for (const actor of Object.keys(actors) as Actor[]) {
        this.delete(kind, "named", { metadata: { ownerReferences } }, actor);
      }
    }
  }

  private creations(kind: ModelKind): void {
    const born = keys.flatMap((key) => [confirming(key, values[0]), confirming(key, values[0], false)]);
    for (const place of Object.keys(places) as Place[]) {
      for (const patch of [...labelStates, ...born]) {
        this.create(kind, place, patch, "person");
      }
      for (const ownerReferences of ownerLists) {
        if (place === "named") {
          this.create(kind, place, { metadata: { labels: null, ownerReferences } }, "person");
        }
      }
    }
    this.create(kind, "named", confirming("deletion", null), "person", true);
    for (const spec of kind === "Backup" || kind === "PhysicalBackup" ? dumpStates : []) {
      this.create(kind, "named", { spec }, "person");
    }
  }

  private create(kind: ModelKind, place: Place, patch: object, actor: Actor, clockless?: true): void {
    this.made += 1;
    const thing = this.thing(kind, place, `n${String(this.made)}`, patch);
    const stored = { kind, place, thing };
    this.push(
      {
        verb: "CREATE",
        actor,
        stored,
        after: thing.object,
        ...(clockless === undefined ? {} : { clockless }),
      },
      describe(patch),
    );
  }

  private confirmations(kind: ModelKind): void {
    const good = confirming("weakening", values[0]);
    for (const { check, states, weakens, status } of claimsOf(kind)) {
      const [before, after] = states
        .flatMap((one) => states.map((other) => [one, other] as const))
        .find((pair) => weakens(...this.plain(kind, ...pair), "")) ?? [{}, {}];
      if (status === true) {
        this.statusUpdate(kind, before, after, "person", `confirmed, ${check}:`, good);
      } else {
        this.update(kind, "named", combined(good, before), combined(good, after), `confirmed, ${check}:`);
      }
    }
    const weaker = everyKind[0]?.patch ?? {};
    for (const key of keys) {
      // Good but for its user, who has no right to set it.
      const unallowed = values[key === "deletion" ? 8 : 7];
      const some = kind === thorough ? values : [values[0], unallowed];
      const both = (value: string | null, labelled = true): object => confirming(key, value, labelled);
      const carried = [...some.map((value) => both(value)), both(values[0], false), both(null)];
      for (const patch of carried) {
        for (const actor of ["person", "jane"] as const) {
          this.delete(kind, "named", patch, actor, `${key}Unusable: ${describe(patch)}`);
          this.update(kind, "named", patch, combined(patch, weaker), `${key}Unusable:`, undefined, actor);
        }
      }
      this.settings(kind, key, carried, both);
    }
    for (const place of ["named", "labelled", "unprotected"] as const) {
      for (const patch of [confirming("deletion", values[0]), confirming("deletion", null), {}]) {
        this.withoutClock(kind, place, patch);
      }
    }
  }

  private withoutClock(kind: ModelKind, place: Place, patch: object): void {
    const stored = this.hold(kind, place, patch);
    const what = `without the clock ${describe(patch)}`;
    this.push({ verb: "DELETE", actor: "person", stored, clockless: true }, what);
    const after = merged(stored.thing.object, { metadata: { labels: { x: "y" } } }) as Thing["object"];
    this.push({ verb: "UPDATE", actor: "person", stored, after, clockless: true }, what);
  }

  /** Confirmations that an update sets, and takes off. */
  private settings(
    kind: ModelKind,
    key: Key,
    carried: readonly object[],
    both: (value: string | null, labelled?: boolean) => object,
  ): void {
    const before = [both(null, false), both(null), both(values[0], false), both(values[0])];
    for (const patch of kind === thorough ? before : before.slice(0, 1)) {
      for (const change of carried) {
        for (const actor of ["person", "jane", "joe", "eve"] as const) {
          this.update(kind, "named", patch, change, `${key}Unfit:`, undefined, actor);
        }
      }
    }
    const weaker = everyKind[0]?.patch ?? {};
    this.update(kind, "named", {}, combined(both(values[0]), weaker), `${key}Unfit:`, undefined, "jane");
    // From now on protected, with what nobody has seen.
    for (const place of ["named", "unprotected", "labelled"] as const) {
      for (const labels of [null, "yes", "true"]) {
        const unlabelled = { metadata: { labels: { [protectedLabel]: labels } } };
        const patch = combined(unlabelled, both(values[0]));
        for (const after of [both(values[0]), patch, combined(unlabelled, both(null))]) {
          this.update(kind, place, patch, after, `becomes guarded, ${key}Unfit:`, undefined, "jane");
        }
      }
    }
  }

  /** What an update is judged by, for two states. */
  private plain(kind: ModelKind, before: object, after: object): [Plain, Plain] {
    return [before, after].map((state) => this.thing(kind, "named", "m", state).object) as unknown as [
      Plain,
      Plain,
    ];
  }

  /** The updates that the other suites send. */
  private tables(kind: ModelKind): void {
    for (const { what, patch, refusal } of [
      ...everyKind,
      ...((byKind as Partial<typeof byKind>)[kind as GuardedKind] ?? []),
    ]) {
      this.update(kind, "named", {}, patch, `${what}:`, refusal);
    }
    for (const patch of harmless[kind as GuardedKind] ?? []) {
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
    for (const [place, { name }] of Object.entries(places)) {
      const stored = {
        kind: "Namespace",
        place: place as Place,
        thing: namespaceOf(place as Place),
      } as const;
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

  private delete(kind: ModelKind, place: Place, patch: Patch, actor: Actor, what = describe(patch)): void {
    this.push({ verb: "DELETE", actor, stored: this.hold(kind, place, patch) }, what);
  }

  private update(
    kind: ModelKind,
    place: Place,
    before: Patch,
    after: Patch,
    what: string,
    refusal?: RegExp | "none",
    actor: Actor = "person",
    status?: object,
  ): void {
    const stored = this.hold(kind, place, before, status);
    const object = this.thing(kind, place, localName(stored), after).object;
    const named = stored.thing.object.metadata;
    const sent = { ...object, metadata: { ...object.metadata, name: named.name } };
    this.push(
      { verb: "UPDATE", actor, stored, after: sent, ...(refusal === undefined ? {} : { refusal }) },
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

  /** A write to the status, which changes nothing else. */
  private statusUpdate(
    kind: ModelKind,
    before: object,
    after: object,
    actor: Actor,
    what: string,
    patch: object = {},
  ): void {
    const { status } = before as { status: object };
    const named = { metadata: { annotations: { status: JSON.stringify(status) } } };
    const held = this.hold(kind, "named", combined(patch, named), status);
    const stored = { ...held, imaginary: true } as const;
    const sent = { ...stored.thing.object, ...after };
    this.push(
      { verb: "UPDATE", actor, stored, after: sent, subresource: "status" },
      `${what} ${JSON.stringify(before)} -> ${JSON.stringify(after)}`,
    );
  }

  /** The stored object of that state; one for all cases that begin with it. */
  private hold(kind: ModelKind, place: Place, patch: Patch, status?: object): Stored {
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

  private thing(kind: ModelKind, place: Place, name: string, patch: Patch): Thing {
    const made = { ...modelThings(homeOf(place).name, name) };
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

export function namespaceOf(place: Place): Thing {
  return thing("v1", "namespaces", { kind: "Namespace", metadata: homeOf(place) });
}
