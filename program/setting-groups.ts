import { locationProblems, type ChartLocation } from "../components/chart/location";
import { mirrorProblems, type Mirror } from "../components/chart/mirror";
import { reasonsOf } from "../components/problems";
import { charts } from "../components/versions";
import type { ConfigReader } from "./config-reader";
import { bucketName, httpsUrl, problemsOfRecord, type Fields } from "./config-values";

/** The charts whose place a stack may change, as `components/versions.ts` calls them. */
export type ChartKey = keyof typeof charts;

const locationFields: Fields = {
  repository: { type: "string" },
  version: { type: "string" },
  path: { type: "string" },
};

/** Where the stack takes its charts from, instead of their official repositories. */
export function chartLocations(read: ConfigReader): Partial<Record<ChartKey, ChartLocation>> {
  const found = read.object("charts");
  const known = Object.keys(charts);
  const problems = Object.entries(found).flatMap(([name, location]) => {
    const at = `charts.${name}`;
    if (!known.includes(name)) {
      return [`${at} is not a chart of this project; set one of ${known.join(", ")}`];
    }
    const malformed = problemsOfRecord(at, location, locationFields);
    return malformed.length > 0 ? malformed : reasonsOf(locationProblems(at, location as ChartLocation));
  });
  problems.forEach((problem) => {
    read.complain(problem);
  });
  return problems.length === 0 ? found : {};
}

const mirrorFields: Fields = {
  charts: { type: "string" },
  images: { type: "string" },
  imagePullSecrets: { type: "strings" },
};

/** The mirror of charts and images, or undefined when the stack has none. */
export function mirror(read: ConfigReader): Mirror | undefined {
  const found = read.object("mirror");
  const malformed = problemsOfRecord("mirror", found, mirrorFields);
  const problems = malformed.length > 0 ? malformed : reasonsOf(mirrorProblems("mirror", found));
  problems.forEach((problem) => {
    read.complain(problem);
  });
  return problems.length > 0 || Object.keys(found).length === 0 ? undefined : found;
}

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
    read.complain("sealingKeyEscrowFolder is missing; set the folder that gets the encrypted keys");
  }
  return undefined;
}

/** A URL that is a secret itself, so that a wrong one is not shown. */
function secretUrl(key: string, read: ConfigReader): string | undefined {
  const value = read.optional(key);
  if (value !== undefined && httpsUrl(value) !== undefined) {
    read.complain(`${key} must be an https URL; set the one that the channel's workflow shows`);
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
    read.complain("slackChannel is missing; set the channel that slackToken may post to");
  }
  return { slackChannel, slackToken, teamsWebhookUrl: secretUrl("teamsWebhookUrl", read) };
}

/** The resources to create in AWS: only a bucket, or with it the passwords and the roles for the pods of one cluster. */
export function foundation(read: ConfigReader) {
  const found = {
    backupBucket: read.optional("backupBucket", bucketName),
    oidcProviderArn: read.optional("awsOidcProviderArn"),
    eksCluster: read.optional("awsEksCluster"),
  };
  if (Object.values(found).filter((value) => value !== undefined).length > 1) {
    read.complain("backupBucket, awsOidcProviderArn and awsEksCluster exclude each other; set one of them");
  }
  return found;
}
