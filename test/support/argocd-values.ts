import { argoCdValues, type ArgoCdValuesArgs } from "../../components/engine/argocd-values";
import { webhookReferences } from "../../components/engine/argocd-secrets";
import { notificationValues } from "../../components/engine/argocd-notifications";
import { versions } from "../../components/versions";

/** No argument. */
export const plain: ArgoCdValuesArgs = {
  version: versions.argoCd.app,
  reconciliationTimeout: "120s",
  installationId: undefined,
  url: undefined,
  oidc: undefined,
  localAdmin: false,
  highAvailability: false,
  monitoring: false,
  rbac: {},
  webhooks: webhookReferences([]),
  notifications: notificationValues(undefined),
};
/** Every argument that shapes the chart. */
export const full: ArgoCdValuesArgs = {
  ...plain,
  installationId: "cluster-a",
  url: "https://argocd.example.com",
  oidc: { issuer: "https://id.example.com", clientId: "argocd" },
  highAvailability: true,
  monitoring: true,
  webhooks: webhookReferences([
    "github",
    "gitlab",
    "bitbucketServer",
    "bitbucketUuid",
    "gogs",
    "azureDevOpsUsername",
    "azureDevOpsPassword",
  ]),
  notifications: notificationValues(
    {
      slack: { token: "x", channels: ["databases"] },
      webhook: { url: "x" },
    },
    "https://argocd.example.com",
  ),
};

type Parts = Record<string, Record<string, never>>;
/** The keys of `argocd-cm`. */
export const cm = (args: ArgoCdValuesArgs) =>
  (argoCdValues(args) as { configs: { cm: Record<string, string> } }).configs.cm;
/** The values by the part of the chart that they are for. */
export const parts = (args: ArgoCdValuesArgs) => argoCdValues(args) as unknown as Parts;
