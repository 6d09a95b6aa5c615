import assert from "node:assert/strict";
import { mock } from "node:test";

import * as pulumi from "@pulumi/pulumi";

import { inVainMessage, tellWaiting, waitingMessage } from "../../../../components/chart/hooks";
import { mockEngineForHooks } from "../../../support/hooks";

const waiting = {
  what: "the controllers of Flux to be ready",
  look: ["kubectl -n flux-system get pods", "kubectl -n flux-system describe fluxinstance flux"],
};

describe("waitingMessage", () => {
  it("says what an update waits for, how long it has waited, and how to see why", () => {
    assert.equal(
      waitingMessage(waiting, 90),
      "Waiting for the controllers of Flux to be ready (90 s). To see why it takes long: " +
        "kubectl -n flux-system get pods; kubectl -n flux-system describe fluxinstance flux",
    );
  });
});

describe("inVainMessage", () => {
  it("says what did not happen, what to look at, and which argument waits longer", () => {
    const said = inVainMessage(waiting);
    for (const part of [waiting.what, ...waiting.look, "set readyTimeout to more, such as 20m"]) {
      assert.ok(said.includes(part), said);
    }
  });
});

describe("tellWaiting", () => {
  const timedOut = "timed out waiting for the condition";
  let hooks: pulumi.ResourceHookBinding;
  let infos: string[];
  let errors: string[];

  beforeEach(async () => {
    await mockEngineForHooks();
    infos = [];
    errors = [];
    const keep = (list: string[]) => (message: string) => {
      list.push(message);
      return Promise.resolve();
    };
    mock.method(pulumi.log, "info", keep(infos));
    mock.method(pulumi.log, "error", keep(errors));
    mock.timers.enable({ apis: ["setInterval"] });
    hooks = tellWaiting("flux", waiting);
  });
  afterEach(() => {
    mock.timers.reset();
    mock.restoreAll();
  });

  const seconds = (count: number): void => {
    mock.timers.tick(count * 1000);
  };

  /** Runs the hooks of one moment, as the engine does. */
  async function at(moment: "beforeCreate" | "afterCreate" | "beforeUpdate" | "afterUpdate"): Promise<void> {
    for (const hook of hooks[moment] ?? []) {
      await (hook as pulumi.ResourceHook).callback({} as pulumi.ResourceHookArgs);
    }
  }

  /** Tells the hooks that the resource failed, and returns whether they ask the engine to try again. */
  async function failed(...messages: string[]): Promise<boolean[]> {
    const args = { errors: messages } as unknown as pulumi.ErrorHookArgs;
    return Promise.all((hooks.onError ?? []).map(async ({ callback }) => callback(args)));
  }

  for (const [before, after] of [
    ["beforeCreate", "afterCreate"],
    ["beforeUpdate", "afterUpdate"],
  ] as const) {
    it(`says something every 30 seconds from ${before} on, and nothing after ${after}`, async () => {
      await at(before);
      seconds(29);
      assert.deepEqual(infos, []);
      seconds(1);
      assert.deepEqual(infos, [waitingMessage(waiting, 30)]);
      seconds(30);
      assert.deepEqual(infos, [waitingMessage(waiting, 30), waitingMessage(waiting, 60)]);
      await at(after);
      seconds(300);
      assert.equal(infos.length, 2);
    });
  }

  it("counts from zero again when a resource is updated after it was created", async () => {
    await at("beforeCreate");
    seconds(60);
    await at("afterCreate");
    infos.length = 0;
    await at("beforeUpdate");
    seconds(30);
    assert.deepEqual(infos, [waitingMessage(waiting, 30)]);
  });

  it("stops and says what to look at when the time is over, without another try", async () => {
    await at("beforeCreate");
    assert.deepEqual(await failed(timedOut), [false]);
    assert.deepEqual(errors, [inVainMessage(waiting)]);
    seconds(300);
    assert.deepEqual(infos, []);
  });

  it("stops and adds nothing to a failure that has a cause of its own", async () => {
    await at("beforeCreate");
    assert.deepEqual(await failed("fluxinstances is forbidden"), [false]);
    assert.deepEqual(errors, []);
    seconds(300);
    assert.deepEqual(infos, []);
  });
});
