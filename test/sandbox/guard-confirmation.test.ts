import assert from "node:assert/strict";

import { connect } from "../../confirm/cluster";
import { confirmCommand } from "../../confirm/command";
import { clockKeeper } from "../../components/guard/clock";
import { guardObjects } from "../../components/guard/static";
import { confirmationMetadata } from "../../safety/confirmation";
import { confirmationLabel, confirmDeletionAnnotation } from "../../safety/labels";
import { sandboxContext } from "../../sandbox/ground/layout";
import { waitFor } from "../../sandbox/ground/wait";
import { buildMinutes, ownSandbox, type OwnSandbox } from "../support/sandbox";
import { dryRun, GuardApi, type Answer } from "./guard/api";
import { minutes, people, protectedIn, useConfirmedCluster } from "./guard/confirmed-cluster";
import { namespace } from "./guard/guarded-cluster";
import { admissionThings, thing, type Thing } from "./guard/objects";

const { jane, joe, eve } = people;
const weaker = { spec: { cleanupPolicy: "Delete" } };
const harmless = { metadata: { annotations: { team: "payments" } } };
const none = {
  metadata: { labels: { [confirmationLabel]: null }, annotations: { [confirmDeletionAnnotation]: null } },
};

describe("a confirmation in the API server", function () {
  this.timeout(120_000);
  const cluster = useConfirmedCluster();

  function refused({ status, message }: Answer, expected: RegExp, what = ""): void {
    assert.equal(status, 403, `${what}: ${status} ${message}`);
    assert.match(message, expected, what);
  }
  function passed({ status, message, warnings }: Answer, what = ""): void {
    assert.ok(status < 300, `${what}: ${status} ${message}`);
    assert.deepEqual(warnings, [], what);
  }
  const remove = async (object: Thing, as?: string): Promise<Answer> =>
    cluster().api.delete(object, dryRun, as === "admin" ? undefined : as);
  const weaken = async (object: Thing, as?: string): Promise<Answer> =>
    cluster().patch(object, weaker, as, dryRun);

  describe("lets pass", () => {
    it("the deletion and the weakening that a person with the verb confirmed, each with its own key", async () => {
      const object = await cluster().database("staging");
      await cluster().confirm(object, "deletion", jane);
      passed(await remove(object, joe), "deletion");
      await cluster().confirm(object, "weakening", jane);
      passed(await weaken(object, joe), "weakening");
      passed(await remove(object, jane), "deletion by the same person, in staging");
      passed(await cluster().api.delete(object), "deletion, carried out");
    });

    it("a confirmation that is taken off, by anybody, and then confirms no more", async () => {
      const object = await cluster().database("production");
      await cluster().confirm(object, "deletion", jane);
      passed(await cluster().patch(object, none, eve));
      refused(await remove(object, joe), /its deletion is not confirmed/);
    });

    it("the move to another environment, confirmed under the guard of the first", async () => {
      const secret = await cluster().secret();
      passed(await cluster().patch(secret, { metadata: { labels: protectedIn("dev") } }));
      const move = { metadata: { labels: protectedIn("staging") } };
      refused(await cluster().patch(secret, move), /removes or changes the label/);
      await cluster().confirm(secret, "weakening", jane);
      passed(await cluster().patch(secret, move));
    });

    it("everyday updates of an object that carries one, also of one that has expired", async () => {
      const object = await cluster().database("staging");
      await cluster().confirm(object, "deletion", jane);
      passed(await cluster().patch(object, harmless, eve, dryRun));
      await cluster().setClock(minutes(31));
      await cluster().until(() => remove(object), 403, /the confirmation of its deletion has expired/);
      passed(await cluster().patch(object, harmless, eve, dryRun));
      await cluster().setClock(new Date());
      await cluster().until(() => remove(object), 200);
    });
  });

  describe("cannot be set", () => {
    // The times are taken when a test runs, which may be an hour after this file was loaded.
    const wrong = {
      "for another object": [
        () => ({ uid: "00000000-0000-4000-8000-000000000000" }),
        /does not begin with the uid/,
      ],
      "in another person's name": [() => ({ user: joe }), /after the uid it must name you/],
      "with an end in the past": [() => ({ until: minutes(-1) }), /its time is over/],
      "for more than an hour": [() => ({ until: minutes(62) }), /further than one hour ahead/],
    } as const;
    for (const [what, [other, message]] of Object.entries(wrong)) {
      it(`${what}, neither by a person nor by an administrator of the cluster`, async () => {
        for (const environment of ["dev", "staging", "production"] as const) {
          for (const user of [jane, "admin"]) {
            const object = await cluster().database(environment);
            for (const confirmation of ["deletion", "weakening"] as const) {
              const metadata = await cluster().confirmation(object, confirmation, user, other());
              refused(await cluster().patch(object, { metadata }, user), message, `${user}, ${confirmation}`);
            }
          }
        }
      });
    }

    it("by a person without the verb, who may do everything else with the object", async () => {
      const object = await cluster().database("staging");
      for (const confirmation of ["deletion", "weakening"] as const) {
        const metadata = await cluster().confirmation(object, confirmation, eve);
        const expected = new RegExp(
          `by eve@example.com: this user may not confirm-${confirmation} databases`,
        );
        refused(await cluster().patch(object, { metadata }, eve), expected);
      }
      passed(await cluster().patch(object, harmless, eve));
    });

    it("without the label that the clock selects by, nor with a time that is none", async () => {
      const object = await cluster().database("staging");
      const metadata = await cluster().confirmation(object, "deletion", jane);
      const { annotations } = metadata;
      refused(await cluster().patch(object, { metadata: { annotations } }, jane), /the label .* is missing/);
      for (const until of ["tomorrow", "2026-13-31T12:00:00Z", "2126-01-01T00:00:00+01:00"]) {
        const value = annotations[confirmDeletionAnnotation]?.replace(/[^ ]+$/, until);
        const body = { metadata: { ...metadata, annotations: { [confirmDeletionAnnotation]: value } } };
        refused(await cluster().patch(object, body, jane), /a time such as/, until);
      }
    });

    it("by putting the label back on an annotation that another person left", async () => {
      const object = await cluster().database("staging");
      await cluster().confirm(object, "deletion", jane);
      passed(await cluster().patch(object, { metadata: { labels: { [confirmationLabel]: null } } }, eve));
      refused(await remove(object), /its deletion is not confirmed/);
      const back = { metadata: { labels: { [confirmationLabel]: "true" } } };
      refused(await cluster().patch(object, back, joe), /it must name you/);
    });

    it("on an object that is created with it", async () => {
      const metadata = { uid: "00000000-0000-4000-8000-000000000000", user: "admin", until: minutes(30) };
      const like = await cluster().database("staging");
      for (const environment of ["dev", "staging", "production"] as const) {
        for (const confirmation of ["deletion", "weakening"] as const) {
          const born = await cluster().confirmation(like, confirmation, "admin", metadata);
          await assert.rejects(
            cluster().database(environment, born),
            /cannot be created with a confirmation/,
          );
        }
        const named = { annotations: { [confirmDeletionAnnotation]: "any" } };
        await assert.rejects(cluster().database(environment, named), /cannot be created with a confirmation/);
      }
    });

    it("on an object before it is protected", async () => {
      const secret = await cluster().secret();
      const labels = protectedIn("staging");
      const metadata = await cluster().confirmation(secret, "deletion", "joe", { until: minutes(600) });
      passed(await cluster().patch(secret, { metadata }), "nobody guards it yet");
      refused(
        await cluster().patch(secret, { metadata: { labels } }),
        /becomes protected with a confirmation/,
      );
      passed(await cluster().patch(secret, { metadata: { ...none.metadata, labels } }), "without it");
      refused(await remove(secret), /its deletion is not confirmed/);
    });
  });

  describe("does not confirm", () => {
    it("what it is not for: weakening does not delete, deletion does not weaken", async () => {
      for (const environment of ["dev", "staging", "production"] as const) {
        const object = await cluster().database(environment);
        await cluster().confirm(object, "weakening", jane);
        refused(await remove(object, joe), /its deletion is not confirmed/);
        const other = await cluster().database(environment);
        await cluster().confirm(other, "deletion", jane);
        refused(await weaken(other, joe), /its weakening is not confirmed/);
      }
    });

    it("the update that sets it", async () => {
      for (const environment of ["dev", "staging"] as const) {
        const object = await cluster().database(environment);
        const metadata = await cluster().confirmation(object, "weakening", jane);
        refused(
          await cluster().patch(object, { metadata, ...weaker }, jane),
          /its weakening is not confirmed/,
        );
      }
    });

    it("the act of the person who set it, in production: another person must, also an administrator", async () => {
      for (const user of [jane, "admin"]) {
        const object = await cluster().database("production");
        await cluster().confirm(object, "deletion", user);
        await cluster().confirm(object, "weakening", user);
        refused(await remove(object, user), /is your own, and another person must use it/, user);
        refused(await weaken(object, user), /is your own, and another person must use it/, user);
        passed(await remove(object, joe), user);
        passed(await weaken(object, joe), user);
      }
    });

    it("any longer than it says, by the cluster's clock, nor while that clock was turned back", async () => {
      const object = await cluster().database("staging");
      await cluster().confirm(object, "deletion", jane);
      await cluster().confirm(object, "weakening", jane);
      passed(await remove(object, joe));
      await cluster().setClock(minutes(31));
      await cluster().until(() => remove(object), 403, /the confirmation of its deletion has expired/);
      refused(await weaken(object, joe), /the confirmation of its weakening has expired/);
      await cluster().setClock(minutes(-31));
      await cluster().until(() => remove(object), 403, /reaches further than one hour ahead/);
      refused(await weaken(object, joe), /reaches further than one hour ahead/);
      await cluster().setClock(new Date());
      await cluster().until(() => remove(object), 200);
    });

    it("an object that its namespace brings along, in the name of another object or for longer than an hour", async () => {
      const forged = await cluster().laterProtected(async (object) =>
        cluster().confirmation(object, "deletion", jane, { uid: "00000000-0000-4000-8000-000000000000" }),
      );
      refused(await remove(forged, joe), /the confirmation of its deletion is not one of this object/);
      const long = await cluster().laterProtected(async (object) =>
        cluster().confirmation(object, "deletion", jane, { until: minutes(62) }),
      );
      refused(await remove(long, joe), /reaches further than one hour ahead/);
    });

    it("an object that was created later under the same name", async () => {
      const object = await cluster().database("staging");
      const { labels, annotations } = await cluster().confirmation(object, "deletion", jane);
      await cluster().confirm(object, "deletion", jane);
      passed(await cluster().api.delete(object));
      await cluster().create(object);
      refused(await remove(object), /its deletion is not confirmed/);
      refused(await cluster().patch(object, { metadata: { labels, annotations } }, jane), /with the uid/);
    });
  });

  describe("without the clock", () => {
    before(async () => {
      await cluster().setClock(undefined);
    });
    after(async () => {
      await cluster().setClock(new Date());
    });

    it("cannot be set or used, and everything without one passes", async () => {
      await cluster().setClock(new Date());
      const confirmed = await cluster().database("staging");
      await cluster().until(async () => {
        const metadata = await cluster().confirmation(confirmed, "deletion", jane);
        return cluster().patch(confirmed, { metadata }, jane);
      }, 200);
      passed(await remove(confirmed, joe));
      await cluster().setClock(undefined);
      const missing = /no params found for policy binding with `Deny` parameterNotFoundAction/;
      await cluster().until(() => remove(confirmed, joe), 422, missing);
      assert.equal((await cluster().patch(confirmed, harmless)).status, 422, "what carries one waits");
      const object = await cluster().database("staging");
      const metadata = await cluster().confirmation(object, "deletion", jane);
      const set = await cluster().patch(object, { metadata }, jane);
      assert.match(`${set.status} ${set.message}`, new RegExp(`^422 .*${missing.source}`));
      passed(await cluster().patch(object, harmless, eve), "an everyday update");
      refused(await weaken(object), /its weakening is not confirmed/);
    });

    it("the object's own name still confirms in dev, and nowhere else", async () => {
      const object = await cluster().database("dev");
      const named = (one: Thing) => ({
        metadata: { annotations: { [confirmDeletionAnnotation]: one.object.metadata.name } },
      });
      refused(await remove(object, eve), /kubectl annotate --overwrite databases.k8s.mariadb.com/);
      passed(await cluster().patch(object, named(object), eve));
      passed(await remove(object, eve));
      refused(await weaken(object, eve), /its weakening is not confirmed/);
      for (const environment of ["staging", "production"] as const) {
        const other = await cluster().database(environment);
        refused(await cluster().patch(other, named(other)), /does not begin with the uid/);
      }
    });
  });

  it("is written by the command that a refusal names, for the object and the person of the kubeconfig", async () => {
    const object = await cluster().database("staging");
    const { message } = await remove(object);
    const [, words = ""] = /mariadb-gitops confirm (.*)$/.exec(message) ?? [];
    const world = { out: "", err: "" };
    const run = async (...more: string[]): Promise<number> =>
      confirmCommand([...words.split(" "), ...more], {
        out: (text) => (world.out += text),
        err: (text) => (world.err += text),
        ask: async () => Promise.resolve(object.object.metadata.name),
        connect: async () => connect({ kubeconfig: cluster().kubeconfig }),
      });
    assert.equal(await run("--for", "50m"), 0, world.err);
    assert.match(world.out, /^confirmed until \d{4}-/);
    assert.match(world.err, /You confirm the deletion of Database guard-confirm-staging\/confirmed-\d+/);
    assert.ok(world.err.includes(`uid      ${await cluster().uid(object)}`));
    assert.match(world.err, /you are {2}admin/);
    assert.match(world.err, /What the operator does then cannot be undone/);
    passed(await remove(object), "deletion");
    refused(await weaken(object), /its weakening is not confirmed/);
    assert.equal(await run("--weakening"), 0, world.err);
    passed(await weaken(object), "weakening");
    const secret = await cluster().secret();
    const unprotected = ["confirm", `secret/${secret.object.metadata.name}`, "-n", "guard-confirm-elsewhere"];
    const said: string[] = [];
    const code = await confirmCommand([...unprotected.slice(1), "--yes"], {
      out: (text) => said.push(text),
      err: (text) => said.push(text),
      ask: undefined,
      connect: async () => connect({ kubeconfig: cluster().kubeconfig }),
    });
    assert.equal(code, 1);
    assert.match(said.join("\n"), /^Secret \S+ is not protected: no deletion guard refuses its deletion/);
  });

  it("is asked for by a refusal that names the command, and in production the other person", async () => {
    const expected = {
      dev: "If you mean it, run this, then delete it: ",
      staging: "If you mean it, run this, then delete it: ",
      production: "If you mean it, have another person run this, then delete it: ",
    };
    for (const [environment, words] of Object.entries(expected)) {
      const object = await cluster().database(environment as keyof typeof expected);
      const { name, namespace } = object.object.metadata;
      const command = `mariadb-gitops confirm databases.k8s.mariadb.com/${name} --namespace ${namespace ?? ""}`;
      const { message } = await remove(object);
      assert.ok(message.includes(words + command), message);
      const { message: weakening } = await weaken(object);
      assert.ok(weakening.includes(`${command} --weakening`), weakening);
    }
  });
});

describe("the clock of a guard that follows another on one cluster", function () {
  this.timeout(120_000);
  const home = "guard-clock-home";
  const clock = { namespace: home, name: "ours" };
  const reach = { environment: "staging", namespaces: [home], clock } as const;
  const { policy, bindings } = clockKeeper(reach);
  const keeper = admissionThings([policy, ...bindings]);
  const guard = admissionThings(guardObjects(reach, true)).filter(
    ({ path }) => !keeper.some((kept) => kept.path === path),
  );
  let own: OwnSandbox;
  let api: GuardApi;
  before(async function () {
    this.timeout(buildMinutes * 60_000);
    own = await ownSandbox([], { controllers: false });
    api = new GuardApi(own.kubeconfig, sandboxContext);
    passed(await api.apply(namespace(home)));
  });
  after(async function () {
    this.timeout(60_000);
    await own.end();
  });

  function passed({ status, message }: Answer): void {
    assert.ok(status < 300, `${status} ${message}`);
  }
  const setClock = async (now: Date): Promise<void> => {
    const spec = { renewTime: now.toISOString().replace("Z", "000Z") };
    passed(
      await api.apply(thing("coordination.k8s.io/v1", "leases", { kind: "Lease", metadata: clock, spec })),
    );
  };
  const answers = async (object: Thing, status: number): Promise<void> =>
    waitFor(String(status), async () => (await api.delete(object, dryRun)).status === status, {
      seconds: 30,
    });

  const secret = (name: string): Thing =>
    thing("v1", "secrets", {
      kind: "Secret",
      metadata: { name, namespace: home, labels: protectedIn("staging") },
    });
  // One is confirmed; the other shows whether the guard is in force.
  const [object, probe] = [secret("kept"), secret("probe")];

  /** Removes the guard and what keeps its clock, or only the guard, and installs it again. */
  async function reinstall(removed: readonly Thing[]): Promise<void> {
    for (const one of [...removed].reverse()) {
      passed(await api.delete(one));
    }
    await answers(probe, 200);
    for (const one of guard) {
      passed(await api.apply(one));
    }
    await answers(probe, 403);
  }
  /** Whether a confirmation can be set within 15 seconds, at the time that the Lease says. */
  async function confirmedAt(now: Date): Promise<boolean> {
    await setClock(now);
    const { uid = "" } = (await api.read(object)).object.metadata;
    const metadata = confirmationMetadata("deletion", { uid, user: "admin", until: minutes(30, now) });
    const confirm = async () => (await api.merge(object, { metadata })).status === 200;
    return waitFor("the confirmation", confirm, { seconds: 15 }).then(
      () => true,
      () => false,
    );
  }

  it("goes on, as long as the policy that the first one leaves behind is there", async () => {
    await setClock(new Date());
    for (const one of [object, probe, ...keeper, ...guard]) {
      passed(await api.apply(one));
    }
    await answers(probe, 403);
    await reinstall(guard);
    assert.equal(await confirmedAt(new Date()), true);
    await answers(object, 200);
    await setClock(minutes(60));
    await answers(object, 403);
    assert.equal(await confirmedAt(minutes(120)), true);
  });

  // The reason for that policy. Once this fails, Kubernetes has mended it, and the policy can go.
  it("stands still without it", async () => {
    await reinstall([...keeper, ...guard]);
    assert.equal(await confirmedAt(minutes(240)), false);
  });
});
