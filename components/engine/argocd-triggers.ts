import { environmentLabel } from "../../safety/labels";
import { environments } from "../environments";

/** The events that notifications report. */
export const Trigger = {
  /** A sync succeeded and everything is healthy; once per revision. */
  OnDeployed: "on-deployed",
  /** A sync failed. */
  OnSyncFailed: "on-sync-failed",
  /** Something is Degraded. */
  OnHealthDegraded: "on-health-degraded",
  /** Argo CD cannot compare: Git, the cluster or the manifests are broken. */
  OnSyncStatusUnknown: "on-sync-status-unknown",
  /** The cluster differs from the revision that was synced last. A revision that waits for its sync does not count. */
  OnDrift: "on-drift",
  /** A sync waits until someone confirms a prune, or a deletion until someone confirms it. */
  OnPruneConfirmation: "on-prune-confirmation",
  /** An Application is being deleted, and its finalizer is at work on the objects. */
  OnDeletionStarted: "on-deletion-started",
  /** Automatic sync is off in an environment where it belongs on. */
  OnAutoSyncDisabled: "on-auto-sync-disabled",
} as const;
export type Trigger = (typeof Trigger)[keyof typeof Trigger];

/** One trigger: when it fires, and the text that it sends. */
export interface TriggerDefinition {
  /** Expression over `app`; any field of an Application may be absent. */
  readonly when: string;
  /** Expression whose value changes when the notification is to be sent again; unset, it is sent once until the condition is false again. */
  readonly oncePer?: string;
  /** One line, in which `{{.app...}}` is Go's template language. */
  readonly title: string;
  /** The remedy, or the meaning. */
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
    advice: "Someone changed the cluster, or an object is no longer in Git and was kept.",
  },
  "on-prune-confirmation": {
    when: "(app.status?.operationState?.phase == 'Running' and (app.status?.operationState?.message ?? '') contains 'pruning confirmation') or (app.metadata?.deletionTimestamp != nil and any(app.status?.resources ?? [], {#.requiresDeletionConfirmation == true}))",
    title: `${name} waits until a deletion is confirmed`,
    advice: "Confirm only after checking that a backup can be restored.",
  },
  "on-deletion-started": {
    when: "app.metadata?.deletionTimestamp != nil",
    oncePer: "app.metadata?.uid",
    title: `${name} is being deleted`,
    advice: "A finalizer deletes the objects of the Application. Remove the finalizer to stop it.",
  },
  "on-auto-sync-disabled": {
    when: `(app.metadata?.labels ?? {})['${environmentLabel}'] in [${automated.join(", ")}] and (app.spec?.syncPolicy?.automated == nil or app.spec?.syncPolicy?.automated?.enabled == false)`,
    title: `Automatic sync of ${name} is off`,
    advice: "Switch it on again once the emergency is over.",
  },
};

/** The triggers of those who do not choose: all but successful deployments. */
export const defaultTriggers: readonly Trigger[] = Object.values(Trigger).filter(
  (trigger) => trigger !== Trigger.OnDeployed,
);

/** Name of our webhook service; a template's body is addressed to a service by name. */
export const webhookService = "webhook";

/** A field of an Application in Go's template language, empty where the Application has no such field yet. */
function field(...path: string[]): string {
  return path.reduceRight((inside, key) => `{{with .${key}}}${inside}{{end}}`, "{{.}}");
}

const sync = field("app", "status", "sync", "status");
const health = field("app", "status", "health", "status");
const operation = field("app", "status", "operationState", "message");
const link =
  "{{with .context}}{{with .argocdUrl}}\n{{.}}/applications/{{$.app.metadata.namespace}}/{{$.app.metadata.name}}{{end}}{{end}}";

/** The templates as keys of `argocd-notifications-cm`, one for each trigger and named like it. JSON is YAML, too. */
export function templates(): Record<string, string> {
  return Object.fromEntries(
    (Object.keys(triggers) as Trigger[]).map((trigger) => [
      `template.${trigger}`,
      JSON.stringify(template(trigger, triggers[trigger])),
    ]),
  );
}

/** Slack shows the message; the other services have a title or a body of their own. */
function template(trigger: Trigger, { title, advice }: TriggerDefinition): object {
  return {
    message: `${title}. ${advice}\nSync: ${sync}, health: ${health}. ${operation}${link}`,
    email: { subject: `[databases] ${title}` },
    "teams-workflows": { title },
    webhook: {
      [webhookService]: {
        method: "POST",
        body: body({ trigger, title, advice, sync, health, application: "{{.app.metadata.name}}" }),
      },
    },
  };
}

/** A JSON object. The message of an operation may hold quotes and is encoded by the template. */
function body(texts: Record<string, string>): string {
  const message =
    "{{with .app.status}}{{with .operationState}}{{with .message}}{{toJson .}}{{else}}null{{end}}{{else}}null{{end}}{{else}}null{{end}}";
  return `${JSON.stringify({ ...texts, project: "{{.app.spec.project}}" }).slice(0, -1)},"message":${message}}`;
}

/** The triggers as keys of `argocd-notifications-cm`; each sends the template of its own name. */
export function triggerSettings(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(triggers).map(([name, { when, oncePer, title }]) => [
      `trigger.${name}`,
      JSON.stringify([
        { when, ...(oncePer === undefined ? {} : { oncePer }), description: title, send: [name] },
      ]),
    ]),
  );
}
