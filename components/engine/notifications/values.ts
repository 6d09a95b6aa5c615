import type { Input } from "@pulumi/pulumi";

import type { ArgoCdNotificationsArgs } from "./args";
import { servicesOf } from "./services";
import { templates } from "./templates";
import { defaultTriggers, triggers } from "./triggers";

/** Name of the Secret from which Argo CD's notifications read. */
export const notificationsSecretName = "argocd-notifications-secret";

/** The chart's values below `notifications`, without any secret. No controller runs when there is nobody to tell. */
export function notificationValues(
  args: ArgoCdNotificationsArgs | undefined,
  url?: string,
): Record<string, unknown> {
  if (args === undefined) {
    return { enabled: false, secret: { create: false } };
  }
  const services = servicesOf(args);
  return {
    enabled: true,
    argocdUrl: url ?? "",
    // The chart would take the secrets as values.
    secret: { create: false, name: notificationsSecretName },
    notifiers: Object.fromEntries(services.map(({ key, config }) => [key, JSON.stringify(config)])),
    templates: templates(),
    triggers: triggerSettings(),
    subscriptions: [
      {
        recipients: services.flatMap(({ recipients }) => recipients),
        triggers: [...(args.triggers ?? defaultTriggers)],
      },
    ],
  };
}

/** The entries of the Secret. */
export function notificationSecrets(args: ArgoCdNotificationsArgs): Record<string, Input<string>> {
  return Object.assign({}, ...servicesOf(args).map(({ secrets }) => secrets)) as Record<
    string,
    Input<string>
  >;
}

/** The triggers as keys of `argocd-notifications-cm`; each sends the template of its own name. */
function triggerSettings(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(triggers).map(([name, { when, oncePer, title }]) => [
      `trigger.${name}`,
      JSON.stringify([
        { when, ...(oncePer === undefined ? {} : { oncePer }), description: title, send: [name] },
      ]),
    ]),
  );
}
