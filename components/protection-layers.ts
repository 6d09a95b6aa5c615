import { Engine } from "./engine/engine";
import { environments, type Environment } from "./environments";

/** One layer that keeps the data, and whether it is on. */
export interface ProtectionLayer {
  /** Name of the layer. */
  layer: string;
  on: boolean;
  /** What it does, or why it is off. */
  detail: string;
}

/** What decides which layers are on. */
export interface LayerInputs {
  environment: Environment;
  engine: Engine;
  /** Whether the installed engine is known to act as the ServiceAccount without `delete`. */
  impersonation: boolean;
  deletionProtection: boolean;
}

/**
 * The layers that keep the data of one environment, from the storage up. The first three are in what is delivered
 * and cannot be switched off; `deletionProtection` switches the last two together.
 */
export function protectionLayers(inputs: LayerInputs): ProtectionLayer[] {
  const { environment, engine, impersonation, deletionProtection } = inputs;
  const { protect } = environments[environment].protection;
  const lifted = "off: deletionProtection is false";
  return [
    { layer: "storage", on: true, detail: "claims Retain; namespace, Secrets and CRDs are kept on destroy" },
    { layer: "operator", on: true, detail: "cleanupPolicy Skip: deleting an object never runs DROP" },
    { layer: "engine settings", on: true, detail: settingsOf(engine) },
    {
      layer: "engine identity",
      on: impersonation,
      detail: impersonation
        ? "syncs run as a ServiceAccount without delete"
        : "off: the existing engine does not impersonate; set application.sync.impersonation.enabled in argocd-cm",
    },
    {
      layer: "deletion guard",
      on: deletionProtection,
      detail: deletionProtection ? "the API server refuses unconfirmed deletions" : lifted,
    },
    {
      layer: "pulumi protect",
      on: protect && deletionProtection,
      detail: protect
        ? deletionProtection
          ? "a destroy is refused"
          : lifted
        : `off in ${environment}: a destroy removes what delivers and keeps what holds data`,
    },
  ];
}

function settingsOf(engine: Engine): string {
  return engine === Engine.Flux
    ? "prune false, deletionPolicy Orphan, prune disabled on every object"
    : "no prune, no cascade finalizer, Prune=false and Delete=false on every object";
}
