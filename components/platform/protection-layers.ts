import { Engine } from "../engine/engine";
import { environments, type Environment } from "../environments";
import { Installation } from "../installation";

/** State of a layer. */
export const LayerState = {
  /** This stack has registered what makes the layer. */
  Registered: "registered",
  /** It was read from the live cluster. */
  Verified: "verified",
  /** It is up to the manifests in the repository, which this stack does not read. */
  Expected: "expected",
  Off: "off",
} as const;
export type LayerState = (typeof LayerState)[keyof typeof LayerState];

/** The layers by their names, from the storage up. */
export const Layer = {
  Kept: "kept on destroy",
  Storage: "storage",
  Operator: "operator",
  ObjectSettings: "object settings",
  EngineSettings: "engine settings",
  EngineIdentity: "engine identity",
  DeletionGuard: "deletion guard",
  PulumiProtect: "pulumi protect",
} as const;
export type Layer = (typeof Layer)[keyof typeof Layer];

/** One layer that keeps the data, and what is known about it. */
export interface ProtectionLayer {
  layer: Layer;
  state: LayerState;
  /** Its effect, who is responsible for it, or why it is off. */
  detail: string;
}

/** Settings that decide the state of the layers. */
export interface LayerInputs {
  environment: Environment;
  engine: Engine;
  installation: Installation;
  /** Whether the engine is known to act as the ServiceAccount without `delete`. */
  impersonation: boolean;
  deletionProtection: boolean;
}

/**
 * The layers that keep the data of one environment. Three of them are fields of the objects in the repository: the
 * transformers in `gitops/protection` set them, and whether a repository has these is not known here.
 * `deletionProtection` switches the last two layers together.
 */
export function protectionLayers(inputs: LayerInputs): ProtectionLayer[] {
  const { engine, deletionProtection } = inputs;
  const { Registered, Expected, Off } = LayerState;
  return [
    {
      layer: Layer.Kept,
      state: Registered,
      detail: "the namespace and what this stack registers of Secrets and CRDs stay on destroy",
    },
    {
      layer: Layer.Storage,
      state: Expected,
      detail: "volumes stay when a MariaDB goes, where the manifests set pvcRetentionPolicy to Retain",
    },
    {
      layer: Layer.Operator,
      state: Expected,
      detail: "a deleted object runs no DROP, where the manifests set cleanupPolicy to Skip",
    },
    { layer: Layer.ObjectSettings, state: Expected, detail: objectSettings(engine) },
    { layer: Layer.EngineSettings, state: Registered, detail: engineSettings(engine) },
    identity(inputs),
    {
      layer: Layer.DeletionGuard,
      state: deletionProtection ? Registered : Off,
      detail: deletionProtection ? "the API server refuses unconfirmed deletions" : lifted,
    },
    protect(inputs),
  ];
}

const lifted = "deletionProtection is false";

/** Flux always acts as the account that a Kustomization names; Argo CD where its settings say so. */
function identity({ engine, installation, impersonation }: LayerInputs): ProtectionLayer {
  const layer = Layer.EngineIdentity;
  if (!impersonation) {
    const detail =
      "the existing engine does not impersonate; set application.sync.impersonation.enabled in argocd-cm";
    return { layer, state: LayerState.Off, detail };
  }
  return engine === Engine.ArgoCd && installation === Installation.Existing
    ? {
        layer,
        state: LayerState.Verified,
        detail: "the existing engine impersonates: syncs run as a ServiceAccount without delete",
      }
    : { layer, state: LayerState.Registered, detail: "syncs run as a ServiceAccount without delete" };
}

function protect({ environment, deletionProtection }: LayerInputs): ProtectionLayer {
  const layer = Layer.PulumiProtect;
  if (!environments[environment].protection.protect) {
    const detail = `in ${environment} a destroy removes what delivers and keeps what holds data`;
    return { layer, state: LayerState.Off, detail };
  }
  return deletionProtection
    ? { layer, state: LayerState.Registered, detail: "a destroy is refused" }
    : { layer, state: LayerState.Off, detail: lifted };
}

function engineSettings(engine: Engine): string {
  return engine === Engine.Flux
    ? "prune false and deletionPolicy Orphan on every Kustomization"
    : "no prune, no cascade finalizer, Prune=false and Delete=false on every Application";
}

function objectSettings(engine: Engine): string {
  return engine === Engine.Flux
    ? "no object is pruned, where the manifests carry prune: disabled"
    : "no object is pruned or cascaded, where the manifests carry Prune=false,Delete=false";
}
