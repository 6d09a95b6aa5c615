import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

import { after, childOptions, keptNamespace } from "../options";
import { chartProblems, userChart, type ComponentChart } from "../chart/args";
import { claimInstallation } from "../chart/owner";
import { chartImages } from "../chart/mirror";
import { installRelease } from "../chart/install";
import { Installation } from "../installation";
import { charts } from "../versions";
import type { ArgoCdArgs } from "./argocd-args";
import { useExisting } from "./argocd-existing";
import { fixedArgoCdValues } from "./argocd-fixed-values";
import { oidcSecretName } from "./argocd-oidc";
import { argoCdProblems, installedVersion } from "./argocd-problems";
import { argoCdValues } from "./argocd-values";
import { webhookNames, webhookReferences, webhookSecretName } from "./argocd-webhooks";
import { notificationSecrets, notificationsSecretName, notificationValues } from "./notifications/values";

export type { ArgoCdArgs } from "./argocd-args";

/**
 * Argo CD from its official chart, or the one that the cluster already has.
 *
 * The chart is a Helm release with a fixed name: Helm then keeps the CRDs on destroy (`crds.keep`) and the next
 * update adopts them again, while Pulumi's state stays a few kilobytes. The chart's only hooks create the password
 * of Redis; they are switched off and the Secret is registered here, so an update never waits for a hook's pod.
 */
export class ArgoCd extends pulumi.ComponentResource {
  /** Namespace in which Argo CD reads Applications and AppProjects. */
  public readonly namespace: pulumi.Output<string>;
  /** Version of Argo CD with its "v"; empty when an existing one does not tell. */
  public readonly version: pulumi.Output<string>;
  /** Whether Argo CD syncs as the ServiceAccount that a project names, and not with its own rights. */
  public readonly impersonates: pulumi.Output<boolean>;

  constructor(name: string, args: ArgoCdArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("mariadb-gitops:index:ArgoCd", name, {}, opts);
    const chart = chartOf(args);
    const existing = args.installation === Installation.Existing;
    const problems = [...argoCdProblems(args), ...(existing ? [] : chartProblems(chart, args))];
    if (problems.length > 0) {
      throw new pulumi.ResourceError(`${name}: ${problems.join("; ")}`, this, true);
    }
    const namespace = args.namespace ?? "argocd";
    const options = childOptions(this, opts);
    if (existing) {
      const found = useExisting(name, namespace, args, this, options);
      this.namespace = found.namespace;
      this.version = found.version;
      this.impersonates = found.impersonates;
    } else {
      this.namespace = install(name, namespace, args, chart, options);
      this.version = pulumi.output(installedVersion(args));
      this.impersonates = pulumi.output(true);
    }
    this.registerOutputs({
      namespace: this.namespace,
      version: this.version,
      impersonates: this.impersonates,
    });
  }
}

/** Namespace, then the Secrets, then the release; the output resolves when Argo CD is up. */
function install(
  name: string,
  namespace: string,
  args: ArgoCdArgs,
  component: ComponentChart,
  options: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  // Applications live in it: deleting the namespace would delete them all.
  const home = keptNamespace(name, namespace, options);
  const owner = claimInstallation(
    name,
    { what: "Argo CD", release: charts.argoCd.release, namespace, key: "engineInstallation" },
    { ...options, dependsOn: home },
  );
  const secrets = writeSecrets(name, namespace, args, { ...options, dependsOn: owner });
  const { chart, values, readyTimeout } = userChart(component, args);
  const release = installRelease(
    `${name}-release`,
    chart,
    { namespace, values, readyTimeout },
    { ...options, dependsOn: secrets },
  );
  return after(release, namespace);
}

/** Everything secret: nothing of it passes through the chart. All exist before the release that refers to them. */
function writeSecrets(
  name: string,
  namespace: string,
  { webhookSecrets, oidc, notifications }: ArgoCdArgs,
  options: pulumi.CustomResourceOptions,
): k8s.core.v1.Secret[] {
  const write = (suffix: string, metadata: Metadata, entries: Entries): k8s.core.v1.Secret =>
    new k8s.core.v1.Secret(
      `${name}-${suffix}`,
      { metadata: { namespace, ...metadata }, stringData: entries },
      options,
    );
  const password = new random.RandomPassword(`${name}-redis`, { length: 32, special: false }, options);
  const secrets = [write("redis-secret", { name: "argocd-redis" }, { auth: password.result })];
  // Argo CD resolves references only into Secrets with this label.
  const labels = { "app.kubernetes.io/part-of": "argocd" };
  if (webhookSecrets !== undefined) {
    secrets.push(write("webhook-secret", { name: webhookSecretName, labels }, { ...webhookSecrets }));
  }
  if (oidc !== undefined) {
    const { clientSecret } = oidc;
    secrets.push(write("oidc-secret", { name: oidcSecretName, labels }, { clientSecret }));
  }
  if (notifications !== undefined) {
    const entries = notificationSecrets(notifications);
    secrets.push(write("notifications-secret", { name: notificationsSecretName }, entries));
  }
  return secrets;
}

/** Metadata of a Secret without its namespace. */
interface Metadata {
  name: string;
  labels?: Record<string, string>;
}

type Entries = Record<string, pulumi.Input<string>>;

function chartOf(args: ArgoCdArgs): ComponentChart {
  return {
    source: charts.argoCd,
    values: argoCdValues(valuesArgs(args)),
    images: chartImages.argoCd,
    fixed: fixedArgoCdValues,
  };
}

/** The arguments with their defaults, and without their secrets. */
function valuesArgs(args: ArgoCdArgs): Parameters<typeof argoCdValues>[0] {
  return {
    version: installedVersion(args),
    reconciliationTimeout: args.reconciliationTimeout ?? "120s",
    installationId: args.installationId,
    localAdmin: args.localAdmin ?? false,
    url: args.url,
    oidc: args.oidc,
    ha: args.ha ?? false,
    monitoring: args.monitoring ?? false,
    rbac: args.rbac ?? {},
    webhooks: webhookReferences(webhookNames(args.webhookSecrets ?? {})),
    notifications: notificationValues(args.notifications, args.url),
  };
}
