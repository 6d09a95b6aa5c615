import * as pulumi from "@pulumi/pulumi";

import { after, childOptions, keptNamespace } from "../options";
import { chartProblems, userChart, type ComponentChart } from "../chart/args";
import { claimInstallation } from "../chart/owner";
import { chartImages } from "../chart/mirror";
import { installRelease } from "../chart/install";
import { Installation } from "../installation";
import { refuseArguments } from "../refusal";
import { charts } from "../versions";
import { argoCdProblems, installedVersion, type ArgoCdArgs } from "./argocd-args";
import { useExisting } from "./argocd-existing";
import { notificationValues } from "./argocd-notifications";
import { webhookNames, webhookReferences, writeSecrets } from "./argocd-secrets";
import { argoCdValues, fixedArgoCdValues } from "./argocd-values";

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
  /** Version of Argo CD with its "v"; empty when an existing one does not tell it. */
  public readonly version: pulumi.Output<string>;
  /** Whether Argo CD syncs as the ServiceAccount that a project names, and not with its own rights. */
  public readonly impersonates: pulumi.Output<boolean>;

  constructor(name: string, args: ArgoCdArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("mariadb-gitops:index:ArgoCd", name, {}, opts);
    const chart = chartOf(args);
    const existing = args.installation === Installation.Existing;
    refuseArguments(name, [...argoCdProblems(args), ...(existing ? [] : chartProblems(chart, args))]);
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

function chartOf(args: ArgoCdArgs): ComponentChart {
  // The arguments with their defaults, and without their secrets.
  const values = argoCdValues({
    version: installedVersion(args),
    reconciliationTimeout: args.reconciliationTimeout ?? "120s",
    installationId: args.installationId,
    localAdmin: args.localAdmin ?? false,
    url: args.url,
    oidc: args.oidc,
    highAvailability: args.highAvailability ?? false,
    monitoring: args.monitoring ?? false,
    rbac: args.rbac ?? {},
    webhooks: webhookReferences(webhookNames(args.webhookSecrets ?? {})),
    notifications: notificationValues(args.notifications, args.url),
  });
  return { source: charts.argoCd, values, images: chartImages.argoCd, fixed: fixedArgoCdValues };
}
