import * as pulumi from "@pulumi/pulumi";

import { DatabaseEnvironment } from "../delivery/database-environment";
import { ArgoCd, type ArgoCdArgs } from "../engine/argocd";
import { Engine } from "../engine/engine";
import { Flux, type FluxArgs } from "../engine/flux";
import { SecretsBackend } from "../environments";
import { DeletionGuard } from "../guard/deletion-guard";
import { MariaDbOperator } from "../mariadb/operator";
import { Installation } from "../installation";
import { childOptions, dependencies, movedFromTop } from "../options";
import { refuseArguments } from "../refusal";
import { protectionLayers, type ProtectionLayer } from "./protection-layers";
import { ExternalSecrets, type ExternalSecretsArgs } from "../secrets/external-secrets";
import { allowTokens } from "../secrets/external-secrets-access";
import { SealedSecrets } from "../secrets/sealed-secrets";
import { lockDestroy } from "./destroy-lock";
import { backendOf, installing, platformProblems, type PlatformArgs } from "./platform-args";

export type { PlatformArgs } from "./platform-args";

/**
 * Everything of one environment on one cluster, in the order in which it depends on each other: the deletion guard,
 * the operator, the engine, the producer of Secrets, then the delivery. A destroy goes the other way: what was
 * installed is removed, what holds or opens data stays, with its guard; where `protect` is on, it refuses first.
 */
export class Platform extends pulumi.ComponentResource {
  /** Name of the namespace of the databases. */
  public readonly namespace: pulumi.Output<string>;
  /** Names of the Applications or Kustomizations. */
  public readonly applications: pulumi.Output<string[]>;
  /** The layers that keep the data: which are registered, read from the cluster, only expected, or off. */
  public readonly protection: pulumi.Output<ProtectionLayer[]>;

  constructor(name: string, args: PlatformArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mariadb-gitops:index:Platform", name, {}, opts);
    refuseArguments(name, platformProblems(args));
    const options = childOptions(this, opts);
    const guard = registerGuard(name, args, options);
    const guarded = { parent: this, dependsOn: guard };
    const engine = registerEngine(name, args, guarded);
    const operator = registerOperator(name, args, guarded);
    const sealed = registerSealedSecrets(name, args, guarded);
    const external = registerExternalSecrets(name, args, guarded);
    const installed = [guard, engine.component, operator, sealed, external].filter(
      (part) => part !== undefined,
    );
    const environment = registerEnvironment(name, args, engine.namespace, sealed, {
      parent: this,
      dependsOn: installed,
    });
    const stores =
      external === undefined
        ? []
        : allowStore(name, args, environment, { parent: this, dependsOn: external });
    lockDestroy(
      name,
      {
        environment: args.environment,
        namespace: environment.namespace,
        deletionProtection: args.deletionProtection ?? true,
        components: [...installed, environment],
        resources: [...stores, ...dependencies(options)],
      },
      options,
    );
    this.namespace = environment.namespace;
    this.applications = environment.applications;
    this.protection = layersOf(args, engine.impersonates);
    this.registerOutputs({
      namespace: this.namespace,
      applications: this.applications,
      protection: this.protection,
    });
  }
}

function registerGuard(
  name: string,
  { environment, delivery, deletionProtection = true, mariadbOperator, guard = {} }: PlatformArgs,
  options: pulumi.ComponentResourceOptions,
): DeletionGuard {
  const namespaces = [delivery.namespace?.name ?? `mariadb-${environment}`];
  const home = mariadbOperator?.namespace;
  const operator =
    home === undefined ? {} : { operatorAccount: { namespace: home, name: "mariadb-operator" } };
  return new DeletionGuard(
    `${name}-guard`,
    { ...operator, ...guard, environment, namespaces, deletionProtection },
    options,
  );
}

/** The engine, as far as the delivery asks. */
interface RegisteredEngine {
  component: pulumi.ComponentResource;
  namespace: pulumi.Output<string>;
  /** Whether it acts as the identity that cannot delete. */
  impersonates: pulumi.Output<boolean>;
}

function registerEngine(
  name: string,
  args: PlatformArgs,
  options: pulumi.ComponentResourceOptions,
): RegisteredEngine {
  if (args.engine === Engine.Flux) {
    const flux = new Flux(`${name}-flux`, installing<FluxArgs>(args, args.flux ?? {}), options);
    // A Kustomization names its identity itself, in every version.
    return { component: flux, namespace: flux.namespace, impersonates: pulumi.output(true) };
  }
  const argocd = new ArgoCd(
    `${name}-argocd`,
    installing<ArgoCdArgs>(args, args.argocd ?? {}),
    movedFromTop("argocd", options),
  );
  return { component: argocd, namespace: argocd.namespace, impersonates: argocd.impersonates };
}

function registerOperator(
  name: string,
  args: PlatformArgs,
  options: pulumi.ComponentResourceOptions,
): MariaDbOperator {
  const { environment, mariadbOperator, deletionProtection = true } = args;
  return new MariaDbOperator(
    `${name}-operator`,
    installing(args, { ...mariadbOperator, environment, deletionProtection }),
    options,
  );
}

function registerSealedSecrets(
  name: string,
  args: PlatformArgs,
  options: pulumi.ComponentResourceOptions,
): SealedSecrets | undefined {
  const { environment, sealedSecrets, deletionProtection = true } = args;
  if (sealedSecrets === undefined && backendOf(args) !== SecretsBackend.SealedSecrets) {
    return undefined;
  }
  return new SealedSecrets(
    `${name}-sealed-secrets`,
    installing(args, { ...sealedSecrets, environment, deletionProtection }),
    options,
  );
}

function registerExternalSecrets(
  name: string,
  args: PlatformArgs,
  options: pulumi.ComponentResourceOptions,
): ExternalSecrets | undefined {
  return args.externalSecrets === undefined && backendOf(args) !== SecretsBackend.ExternalSecrets
    ? undefined
    : // By itself it may take no account; the one that the store names is allowed below.
      new ExternalSecrets(
        `${name}-external-secrets`,
        installing<ExternalSecretsArgs>(args, { serviceAccounts: [], ...args.externalSecrets }),
        options,
      );
}

/** Lets the operator read as the ServiceAccount of the store in Git, which each overlay calls so, and as no other. */
function allowStore(
  name: string,
  { externalSecrets }: PlatformArgs,
  { namespace }: DatabaseEnvironment,
  options: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  // Accounts that are named in the arguments are allowed by the component itself.
  if (externalSecrets?.serviceAccounts === undefined) {
    const account = { namespace, name: "external-secrets-sa" };
    return allowTokens(`${name}-store`, [account], externalSecrets?.namespace ?? "external-secrets", options);
  }
  return [];
}

function registerEnvironment(
  name: string,
  { environment, engine, delivery, deletionProtection = true }: PlatformArgs,
  engineNamespace: pulumi.Output<string>,
  sealed: SealedSecrets | undefined,
  options: pulumi.ComponentResourceOptions,
): DatabaseEnvironment {
  return new DatabaseEnvironment(
    `${name}-${environment}`,
    {
      ...delivery,
      environment,
      engineNamespace,
      deletionProtection,
      ...(engine === undefined ? {} : { engine }),
      ...(sealed === undefined ? {} : { sealingCertificate: sealed.certificate }),
    },
    options,
  );
}

function layersOf(
  { environment, engine = Engine.ArgoCd, deletionProtection = true, ...args }: PlatformArgs,
  impersonates: pulumi.Output<boolean>,
): pulumi.Output<ProtectionLayer[]> {
  const { installation = Installation.Install } = (engine === Engine.Flux ? args.flux : args.argocd) ?? {};
  return impersonates.apply((impersonation) =>
    protectionLayers({ environment, engine, installation, impersonation, deletionProtection }),
  );
}
