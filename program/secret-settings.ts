import { httpsUrl } from "./config-formats";
import type { ConfigReader } from "./config-reader";

/** Where a copy of the sealing key goes, encrypted; both keys or neither. */
export function escrow(read: ConfigReader): { folder: string; passphrase: string } | undefined {
  const folder = read.optional("sealingKeyEscrowFolder");
  const passphrase = read.optional("sealingKeyPassphrase");
  if (folder !== undefined && passphrase !== undefined) {
    return { folder, passphrase };
  }
  if (folder !== undefined) {
    read.complain(
      "sealingKeyPassphrase is missing; the keys in sealingKeyEscrowFolder are encrypted with it",
    );
  }
  if (passphrase !== undefined) {
    read.complain("sealingKeyEscrowFolder is missing; write the folder that gets the encrypted keys");
  }
  return undefined;
}

/** A URL that is a secret itself, so that a wrong one is not shown. */
function secretUrl(key: string, read: ConfigReader): string | undefined {
  const value = read.optional(key);
  if (value !== undefined && httpsUrl(value) !== undefined) {
    read.complain(`${key} is no https URL; write the one that the channel's workflow shows`);
  }
  return value;
}

/** Who is told what happens to the databases. */
export function notifications(read: ConfigReader) {
  const slackChannel = read.optional("slackChannel");
  const slackToken = read.optional("slackToken");
  if (slackChannel !== undefined && slackToken === undefined) {
    read.complain("slackToken is missing; slackChannel needs it: run pulumi config set --secret slackToken");
  }
  if (slackToken !== undefined && slackChannel === undefined) {
    read.complain("slackChannel is missing; write the channel that slackToken may post to");
  }
  return { slackChannel, slackToken, teamsWebhookUrl: secretUrl("teamsWebhookUrl", read) };
}
