import assert from "node:assert/strict";

import { Engine } from "../../../components/engine/engine";
import { Environment } from "../../../components/environments";
import { protectionOptions, dataProtectionOptions } from "../../../components/protection";
import { protectionLayers, type LayerInputs } from "../../../components/protection-layers";

function on(inputs: Partial<LayerInputs>): string[] {
  return protectionLayers({
    environment: Environment.Production,
    engine: Engine.ArgoCd,
    impersonation: true,
    deletionProtection: true,
    ...inputs,
  })
    .filter((layer) => layer.on)
    .map(({ layer }) => layer);
}

const always = ["storage", "operator", "engine settings"];

describe("protectionLayers", () => {
  it("has every layer on in production", () => {
    assert.deepEqual(on({}), [...always, "engine identity", "deletion guard", "pulumi protect"]);
  });

  it("lifts the guard and protect together, and nothing else", () => {
    assert.deepEqual(on({ deletionProtection: false }), [...always, "engine identity"]);
  });

  it("does not claim protect in dev, where a destroy must work", () => {
    assert.deepEqual(on({ environment: Environment.Dev }), [...always, "engine identity", "deletion guard"]);
  });

  it("does not claim an identity that the existing engine does not use, and says how to switch it on", () => {
    assert.ok(!on({ impersonation: false }).includes("engine identity"));
    const [, , , identity] = protectionLayers({
      environment: Environment.Dev,
      engine: Engine.ArgoCd,
      impersonation: false,
      deletionProtection: true,
    });
    assert.match(identity?.detail ?? "", /application\.sync\.impersonation\.enabled/);
  });
});

describe("protectionOptions", () => {
  it("protects and keeps where the environment says so, and lifts only protect", () => {
    assert.deepEqual(protectionOptions("production"), { protect: true, retainOnDelete: true });
    assert.deepEqual(protectionOptions("production", false), { protect: false, retainOnDelete: true });
    assert.deepEqual(protectionOptions("dev"), { protect: false, retainOnDelete: false });
  });

  it("keeps what holds data in every environment, whatever the switch says", () => {
    for (const environment of Object.values(Environment)) {
      assert.equal(dataProtectionOptions(environment, false).retainOnDelete, true);
    }
  });
});
