import assert from "node:assert/strict";

import { Engine } from "../../../../components/engine/engine";
import { Environment } from "../../../../components/environments";
import { Installation } from "../../../../components/installation";
import { protectionOptions, dataProtectionOptions } from "../../../../components/protection";
import {
  Layer,
  LayerState,
  protectionLayers,
  type LayerInputs,
} from "../../../../components/platform/protection-layers";

const { Registered, Verified, Expected, Off } = LayerState;

/** The state of each layer, in production on an Argo CD of our own unless told otherwise. */
function states(inputs: Partial<LayerInputs> = {}): Record<string, LayerState> {
  const layers = protectionLayers({ ...production, ...inputs });
  return Object.fromEntries(layers.map(({ layer, state }) => [layer, state]));
}

const production: LayerInputs = {
  environment: Environment.Production,
  engine: Engine.ArgoCd,
  installation: Installation.Install,
  impersonation: true,
  deletionProtection: true,
};

describe("protectionLayers", () => {
  it("claims nothing of the repository: what the manifests must set is only expected", () => {
    assert.deepEqual(states(), {
      "kept on destroy": Registered,
      storage: Expected,
      operator: Expected,
      "object settings": Expected,
      "engine settings": Registered,
      "engine identity": Registered,
      "deletion guard": Registered,
      "pulumi protect": Registered,
    });
  });

  it("lifts the guard and protect together, and nothing else", () => {
    const lifted = { ...states(), "deletion guard": Off, "pulumi protect": Off };
    assert.deepEqual(states({ deletionProtection: false }), lifted);
  });

  it("does not claim protect in dev, where a destroy must work", () => {
    assert.deepEqual(states({ environment: Environment.Dev }), { ...states(), "pulumi protect": Off });
  });

  it("says of an existing engine what the update read there, and how to switch on what is off", () => {
    const existing = { installation: Installation.Existing };
    assert.equal(states(existing)["engine identity"], Verified);
    assert.equal(states({ ...existing, impersonation: false })["engine identity"], Off);
    const { detail } =
      protectionLayers({ ...production, ...existing, impersonation: false }).find(
        ({ layer }) => layer === Layer.EngineIdentity,
      ) ?? assert.fail();
    assert.match(detail, /application\.sync\.impersonation\.enabled/);
  });

  it("registers the identity of Flux itself, on an existing one too", () => {
    const flux = { engine: Engine.Flux, installation: Installation.Existing };
    assert.equal(states(flux)["engine identity"], Registered);
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
