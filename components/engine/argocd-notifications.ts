import type { Input } from "@pulumi/pulumi";

import { problemOf, type Problem } from "../problems";
import { defaultTriggers, templates, triggerSettings, webhookService, type Trigger } from "./argocd-triggers";

/**
 * Where Argo CD sends notifications about the databases. Tokens, passwords and webhook URLs are stored only in the
 * Secret `argocd-notifications-secret`; everything else shapes the chart and is plain.
 */
export interface ArgoCdNotificationsArgs {
  /** Slack, as a bot. */
  slack?: ArgoCdSlackArgs;
  /** Microsoft Teams, through a workflow; the older connectors were retired in 2026. */
  teams?: ArgoCdTeamsArgs;
  /** E-mail over SMTP. */
  email?: ArgoCdEmailArgs;
  /** A webhook of your own: a POST of JSON with the trigger's title, message, Application, project and statuses. */
  webhook?: ArgoCdWebhookReceiverArgs;
  /**
   * The triggers to which every recipient is subscribed, for every Application.
   *
   * @default all but on-deployed
   */
  triggers?: Trigger[];
}

/** A Slack bot and the channels it posts to. */
export interface ArgoCdSlackArgs {
  /** The bot's token, `xoxb-...`, with the scope `chat:write`. */
  token: Input<string>;
  /** Names of the channels, without "#"; the bot must be a member. */
  channels: string[];
}

/** A workflow of Microsoft Teams. */
export interface ArgoCdTeamsArgs {
  /** URL of the workflow "when a webhook request is received": everyone who has it can post. */
  workflowUrl: Input<string>;
}

/** An SMTP server and the recipients of its e-mails. */
export interface ArgoCdEmailArgs {
  /** Name of the SMTP server. */
  host: string;
  /**
   * Port of the SMTP server.
   *
   * @default 587
   */
  port?: number;
  /** The sender's address. */
  from: string;
  /** The recipients' addresses. */
  to: string[];
  /**
   * User name at the SMTP server.
   *
   * @default none
   */
  username?: Input<string>;
  /**
   * Password at the SMTP server.
   *
   * @default none
   */
  password?: Input<string>;
}

/** A webhook that receives notifications. */
export interface ArgoCdWebhookReceiverArgs {
  /** The URL, which may carry a token. */
  url: Input<string>;
  /**
   * Value of the header `Authorization`.
   *
   * @default none
   */
  authorization?: Input<string>;
}

/** Name of the Secret from which Argo CD's notifications read. */
export const notificationsSecretName = "argocd-notifications-secret";

/** The chart's values below `notifications`, without any secret. Without receivers no controller runs. */
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

/** Problems with the arguments, each with its remedy; empty when there are none. */
export function notificationProblems(args: ArgoCdNotificationsArgs): Problem[] {
  const { slack, email, triggers } = args;
  const at = (argument: string, rest: string): Problem => problemOf(`notifications${argument}`, rest);
  const recipients = [...(slack?.channels ?? []), ...(email?.to ?? [])];
  return [
    ...(servicesOf(args).length === 0
      ? [at("", "has no receiver; set slack, teams, email or webhook, or remove notifications")]
      : []),
    ...(slack?.channels.length === 0 ? [at(".slack.channels", "is empty; add a channel")] : []),
    ...(email?.to.length === 0 ? [at(".email.to", "is empty; add an address")] : []),
    ...(triggers?.length === 0
      ? [at(".triggers", "is empty; add triggers, or remove it for the default")]
      : []),
    ...recipients
      .filter((recipient) => !/^[^\s:#$][^\s:$]*$/.test(recipient))
      .map((recipient) => at("", `has the recipient "${recipient}"; write it without #, $, colon or spaces`)),
    ...(email !== undefined && (email.username === undefined) !== (email.password === undefined)
      ? [at(".email", "has only one of username and password; set both or neither")]
      : []),
  ];
}

/** One receiver, split into what is plain and what is secret. */
interface Service {
  /** Key of the service in `argocd-notifications-cm`. */
  readonly key: string;
  /** Its configuration, in which `$key` refers to an entry of the Secret. */
  readonly config: object;
  readonly secrets: Readonly<Record<string, Input<string>>>;
  /** Recipients as subscriptions write them. */
  readonly recipients: readonly string[];
}

/** The services that the arguments ask for. */
export function servicesOf({ slack, teams, email, webhook }: ArgoCdNotificationsArgs): Service[] {
  return [
    slack && slackService(slack),
    teams && teamsService(teams),
    email && emailService(email),
    webhook && ownService(webhook),
  ].filter((service) => service !== undefined);
}

function slackService({ token, channels }: ArgoCdSlackArgs): Service {
  return {
    key: "service.slack",
    config: { token: "$slack-token" },
    secrets: { "slack-token": token },
    recipients: channels.map((channel) => `slack:${channel}`),
  };
}

function teamsService({ workflowUrl }: ArgoCdTeamsArgs): Service {
  return {
    key: "service.teams-workflows",
    config: { recipientUrls: { databases: "$teams-workflow-url" } },
    secrets: { "teams-workflow-url": workflowUrl },
    recipients: ["teams-workflows:databases"],
  };
}

function emailService({ host, port = 587, from, to, username, password }: ArgoCdEmailArgs): Service {
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

function ownService({ url, authorization }: ArgoCdWebhookReceiverArgs): Service {
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
