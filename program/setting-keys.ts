/** The keys of the stack configuration, as Pulumi.yaml describes them. */
export const settingKeys = [
  "environment",
  "kubeContext",
  "kubeconfig",
  "engine",
  "engineInstallation",
  "engineNamespace",
  "highAvailability",
  "repositoryUrl",
  "targetRevision",
  "path",
  "databases",
  "namespace",
  "networkPolicies",
  "destinationServer",
  "automated",
  "selfHeal",
  "syncWindows",
  "readOnlyGroups",
  "syncGroups",
  "deletionProtection",
  "mariadbOperatorInstallation",
  "secretsBackend",
  "sealedSecretsInstallation",
  "sealingCertificate",
  "sealingKeyEscrowFolder",
  "sealingKeyPassphrase",
  "externalSecretsInstallation",
  "slackChannel",
  "slackToken",
  "teamsWebhookUrl",
  "verificationSecret",
  "decryptionSecret",
  "charts",
  "backupBucket",
  "awsOidcProviderArn",
  "awsEksCluster",
] as const;

export type SettingKey = (typeof settingKeys)[number];

/** Keys whose value must be encrypted in the stack file. */
export const secretKeys: readonly SettingKey[] = ["sealingKeyPassphrase", "slackToken", "teamsWebhookUrl"];
