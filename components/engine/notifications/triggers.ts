import { environmentLabel } from "../../../safety/labels";
import { environments } from "../../environments";

/** What one can be told about. */
export const Trigger = {
  /** A sync succeeded and everything is healthy; once per revision. */
  OnDeployed: "on-deployed",
  /** A sync failed. */
  OnSyncFailed: "on-sync-failed",
  /** Something is Degraded. */
  OnHealthDegraded: "on-health-degraded",
  /** Argo CD cannot compare: Git, the cluster or the manifests are broken. */
  OnSyncStatusUnknown: "on-sync-status-unknown",
  /** The cluster differs from the revision that was synced last. A revision that waits for its sync is no drift. */
  OnDrift: "on-drift",
  /** A sync waits until somebody confirms a prune, or a deletion until somebody confirms it. */
  OnPruneConfirmation: "on-prune-confirmation",
  /** An Application is being deleted, and its finalizer is at work on the objects. */
  OnDeletionStarted: "on-deletion-started",
  /** Automatic sync is off in an environment where it belongs on. */
  OnAutoSyncDisabled: "on-auto-sync-disabled",
} as const;
export type Trigger = (typeof Trigger)[keyof typeof Trigger];

/** One trigger: when it fires, and what is said. */
export interface TriggerDefinition {
  /** Expression over `app`; any field of an Application may be absent. */
  readonly when: string;
  /** Expression whose value changes when it is to be said again; unset, it is said once until it has been untrue. */
  readonly oncePer?: string;
  /** One line, in which `{{.app...}}` is Go's template language. */
  readonly title: string;
  /** What to do about it, or what it means. */
  readonly advice: string;
}

const name = "{{.app.metadata.name}}";
const automated = Object.entries(environments)
  .filter(([, { delivery }]) => delivery.automated)
  .map(([environment]) => `'${environment}'`);

/** Every trigger. Source of the fields: the Application CRD; of the language: expr, as Argo CD embeds it. */
export const triggers: Readonly<Record<Trigger, TriggerDefinition>> = {
  "on-deployed": {
    when: "app.status?.operationState?.phase == 'Succeeded' and app.status?.sync?.status == 'Synced' and app.status?.health?.status == 'Healthy'",
    oncePer: "app.status?.sync?.revision",
    title: `${name} is synced and healthy`,
    advice: "Nothing to do.",
  },
  "on-sync-failed": {
    when: "app.status?.operationState?.phase in ['Error', 'Failed']",
    title: `The sync of ${name} failed`,
    advice: "Read the message of the operation; nothing was rolled back.",
  },
  "on-health-degraded": {
    when: "app.status?.health?.status == 'Degraded'",
    title: `${name} is degraded`,
    advice: "Look for the object with the worst health; its own message says more.",
  },
  "on-sync-status-unknown": {
    when: "app.status?.sync?.status == 'Unknown'",
    title: `${name} cannot be compared with Git`,
    advice: "Until it can, drift goes unseen. Read the conditions of the Application.",
  },
  "on-drift": {
    when: "app.status?.sync?.status == 'OutOfSync' and app.status?.operationState?.phase != 'Running' and app.status?.sync?.revision != nil and app.status?.sync?.revision == app.status?.operationState?.syncResult?.revision",
    title: `${name} has drifted from the revision that was synced`,
    advice: "Somebody changed the cluster, or an object is no longer in Git and was kept.",
  },
  "on-prune-confirmation": {
    when: "(app.status?.operationState?.phase == 'Running' and (app.status?.operationState?.message ?? '') contains 'pruning confirmation') or (app.metadata?.deletionTimestamp != nil and any(app.status?.resources ?? [], {#.requiresDeletionConfirmation == true}))",
    title: `${name} waits for somebody to confirm a deletion`,
    advice: "Confirm only after checking that a backup can be restored.",
  },
  "on-deletion-started": {
    when: "app.metadata?.deletionTimestamp != nil",
    oncePer: "app.metadata?.uid",
    title: `${name} is being deleted`,
    advice: "A finalizer deletes what the Application holds. Remove the finalizer to stop it.",
  },
  "on-auto-sync-disabled": {
    when: `(app.metadata?.labels ?? {})['${environmentLabel}'] in [${automated.join(", ")}] and (app.spec?.syncPolicy?.automated == nil or app.spec?.syncPolicy?.automated?.enabled == false)`,
    title: `Automatic sync of ${name} is off`,
    advice: "Switch it on again once the emergency is over.",
  },
};

/** What everybody is told who does not choose: all but the good news. */
export const defaultTriggers: readonly Trigger[] = Object.values(Trigger).filter(
  (trigger) => trigger !== Trigger.OnDeployed,
);
