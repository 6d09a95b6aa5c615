import type { Input } from "@pulumi/pulumi";

import type { ArgoCdNotificationsArgs } from "./args";
import { webhookService } from "./templates";

/** One place that can be told, split into what is plain and what is secret. */
export interface Service {
  /** Key of the service in `argocd-notifications-cm`. */
  readonly key: string;
  /** Its configuration, in which `$key` stands for an entry of the Secret. */
  readonly config: object;
  readonly secrets: Readonly<Record<string, Input<string>>>;
  /** Recipients as subscriptions write them. */
  readonly recipients: readonly string[];
}

/** The services that the arguments ask for. */
export function servicesOf(args: ArgoCdNotificationsArgs): Service[] {
  return [slack(args), teams(args), email(args), webhook(args)].filter((service) => service !== undefined);
}

/** What is wrong with the arguments; empty when nothing is. */
export function notificationProblems(args: ArgoCdNotificationsArgs): string[] {
  const recipients = [...(args.slack?.channels ?? []), ...(args.email?.to ?? [])];
  return [
    ...(servicesOf(args).length === 0
      ? ["notifications tells nobody; write slack, teams, email or webhook, or leave notifications out"]
      : []),
    ...(args.slack?.channels.length === 0 ? ["notifications.slack.channels is empty; write a channel"] : []),
    ...(args.email?.to.length === 0 ? ["notifications.email.to is empty; write an address"] : []),
    ...(args.triggers?.length === 0
      ? ["notifications.triggers is empty; write triggers, or leave it out for the default"]
      : []),
    ...recipients
      .filter((recipient) => !/^[^\s:#$][^\s:$]*$/.test(recipient))
      .map(
        (recipient) =>
          `notifications has the recipient "${recipient}"; write it without #, $, colon or spaces`,
      ),
    ...(args.email !== undefined &&
    (args.email.username === undefined) !== (args.email.password === undefined)
      ? ["notifications.email has only one of username and password; write both or neither"]
      : []),
  ];
}

function slack({ slack }: ArgoCdNotificationsArgs): Service | undefined {
  return slack === undefined
    ? undefined
    : {
        key: "service.slack",
        config: { token: "$slack-token" },
        secrets: { "slack-token": slack.token },
        recipients: slack.channels.map((channel) => `slack:${channel}`),
      };
}

function teams({ teams }: ArgoCdNotificationsArgs): Service | undefined {
  return teams === undefined
    ? undefined
    : {
        key: "service.teams-workflows",
        config: { recipientUrls: { databases: "$teams-workflow-url" } },
        secrets: { "teams-workflow-url": teams.workflowUrl },
        recipients: ["teams-workflows:databases"],
      };
}

function email({ email }: ArgoCdNotificationsArgs): Service | undefined {
  if (email === undefined) {
    return undefined;
  }
  const { host, port = 587, from, to, username, password } = email;
  const login = username !== undefined && password !== undefined;
  return {
    key: "service.email",
    config: {
      host,
      port,
      from,
      ...(login ? { username: "$email-username", password: "$email-password" } : {}),
    },
    secrets: login ? { "email-username": username, "email-password": password } : {},
    recipients: to.map((address) => `email:${address}`),
  };
}

function webhook({ webhook }: ArgoCdNotificationsArgs): Service | undefined {
  if (webhook === undefined) {
    return undefined;
  }
  const { url, authorization } = webhook;
  const headers = [
    { name: "Content-Type", value: "application/json" },
    ...(authorization === undefined ? [] : [{ name: "Authorization", value: "$webhook-authorization" }]),
  ];
  return {
    key: `service.webhook.${webhookService}`,
    config: { url: "$webhook-url", headers },
    secrets: {
      "webhook-url": url,
      ...(authorization === undefined ? {} : { "webhook-authorization": authorization }),
    },
    recipients: [webhookService],
  };
}
