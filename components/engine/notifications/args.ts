import type { Input } from "@pulumi/pulumi";

import type { Trigger } from "./triggers";

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
  /** URL of the workflow "when a webhook request is received": whoever has it can post. */
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
