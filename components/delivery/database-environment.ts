import * as pulumi from "@pulumi/pulumi";

import { Engine } from "../engine/engine";
import { environments, SecretsBackend, type Environment } from "../environments";
import { childOptions, dependencies, movedFromTop } from "../options";
import { problemOf, renamedProblems, type Problem } from "../problems";
import { refuseArguments } from "../refusal";
import { DatabaseCredentials } from "../secrets/database-credentials";
import {
  databasesOf,
  databasesProblems,
  revisionOf,
  revisionProblems,
  type Database,
  type DatabaseArgs,
  type DeliveryRequest,
} from "./delivery";
import { alertNamesProblems } from "./flux/alerts-manifest";
import { DatabaseNamespace, type NamespaceLimitsArgs } from "./namespace";
import { deliverWithArgoCd, type ArgoCdDelivery } from "./with-argocd";
import { deliverWithFlux, type FluxDelivery } from "./with-flux";

/** The namespace of an environment's databases; the rest follows from the environment. */
export interface EnvironmentNamespaceArgs extends NamespaceLimitsArgs {
  /**
   * Name of the namespace; the Kustomize overlay of the environment says the same. Plain, because the deletion guard
   * is made for it.
   *
   * @default "mariadb-" and the environment
   */
  name?: string;
}

/** Arguments of `DatabaseEnvironment`. */
export interface DeliveryArgs {
  /** Git repository of the databases, without credentials. */
  repositoryUrl: pulumi.Input<string>;
  /**
   * Revision that is delivered: a branch in dev; an exact tag or a commit in staging and production.
   *
   * @default "main" in dev; required in staging and production
   */
  targetRevision?: pulumi.Input<string>;
  /**
   * The databases; each is an Application or Kustomization of its own.
   *
   * @default one, called "mariadb", from gitops/overlays/<environment>
   */
  databases?: DatabaseArgs[];
  /** The namespace of the databases, with its limits and who may look into it. */
  namespace?: EnvironmentNamespaceArgs;
  /**
   * Who produces the Secrets of the database users.
   *
   * @default the environment's: sealed-secrets in dev, external-secrets in staging and production
   */
  secretsBackend?: SecretsBackend;
  /**
   * Passwords that the cluster already holds, by database and user: what an earlier destroy kept. For the backends
   * that generate them.
   *
   * @default none
   */
  keptPasswords?: Record<string, Record<string, pulumi.Input<string>>>;
  /** Settings of a delivery by Argo CD. Refused with Flux. */
  argocd?: ArgoCdDelivery;
  /** Settings of a delivery by Flux. Refused with Argo CD. */
  flux?: FluxDelivery;
}

/** Arguments of `DatabaseEnvironment`. */
export interface DatabaseEnvironmentArgs extends DeliveryArgs {
  /** The environment that is delivered; it decides the sync policy, the revision and Pulumi's protection. */
  environment: Environment;
  /**
   * The engine that pulls the repository.
   *
   * @default Engine.ArgoCd
   */
  engine?: Engine;
  /**
   * Namespace of the engine.
   *
   * @default "argocd" or "flux-system"
   */
  engineNamespace?: pulumi.Input<string>;
  /** Certificate of the Sealed Secrets controller, in PEM. Required when the backend is sealed-secrets. */
  sealingCertificate?: pulumi.Input<string>;
  /**
   * Whether Pulumi refuses to delete what delivers and holds databases, where the environment says so. What keeps the
   * data from engines (no prune, no cascade, no delete verb) is never switched off.
   *
   * @default true
   */
  deletionProtection?: boolean;
}

/**
 * One environment's delivery, on either engine: the protected namespace with the identity that cannot delete, the
 * Secrets of the users where Pulumi makes them, and one Application or Kustomization for each database, in the order
 * of their waves. Nothing that it registers can prune or cascade.
 */
export class DatabaseEnvironment extends pulumi.ComponentResource {
  /** Name of the namespace of the databases. */
  public readonly namespace: pulumi.Output<string>;
  /** Names of the Applications or Kustomizations, in the order of their waves. */
  public readonly applications: pulumi.Output<string[]>;

  constructor(name: string, args: DatabaseEnvironmentArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mariadb-gitops:index:DatabaseEnvironment", name, {}, opts);
    const { environment } = args;
    const engine = args.engine ?? Engine.ArgoCd;
    refuseArguments(name, environmentProblems(args, engine));
    const databases = databasesOf(environment, args.databases);
    const deletionProtection = args.deletionProtection ?? true;
    const options = childOptions(this, opts);
    const { name: namespace = `mariadb-${environment}`, quota, ...limits } = args.namespace ?? {};
    const home = new DatabaseNamespace(
      `${name}-home`,
      {
        ...limits,
        environment,
        namespace,
        deletionProtection,
        secretsInGit: args.flux?.decryptionSecret !== undefined,
        quota: { databases: databases.length, ...quota },
      },
      movedFromTop("mariadb", options),
    );
    const credentials = credentialsOf(name, args, databases, home.namespace, options);
    const request: DeliveryRequest = {
      environment,
      databases,
      repositoryUrl: args.repositoryUrl,
      targetRevision: revisionOf(args),
      namespace: home.namespace,
      engineNamespace: args.engineNamespace ?? (engine === Engine.Flux ? "flux-system" : "argocd"),
      serviceAccount: home.syncServiceAccount,
      deletionProtection,
    };
    const ready = { ...options, dependsOn: [home, ...credentials, ...dependencies(opts)] };
    const names =
      engine === Engine.Flux
        ? deliverWithFlux(name, request, args.flux ?? {}, ready)
        : deliverWithArgoCd(name, request, args.argocd ?? {}, ready);
    this.namespace = home.namespace;
    this.applications = pulumi.all(names);
    this.registerOutputs({ namespace: this.namespace, applications: this.applications });
  }
}

/** Problems with the combination of arguments, each with its remedy; empty when there are none. */
function environmentProblems(args: DatabaseEnvironmentArgs, engine: Engine): Problem[] {
  const problems = [
    ...renamedProblems(args.namespace, { namespace: "name" }, "namespace."),
    ...alertNamesProblems(args.flux?.alerts ?? []),
    ...databasesProblems(args.databases ?? []),
    ...revisionProblems(args),
  ];
  if (engine === Engine.Flux && args.argocd !== undefined) {
    const remedy = "set what concerns Flux in flux, or choose argocd";
    problems.push(problemOf("argocd", `is set, but the engine is flux; ${remedy}`));
  }
  if (engine === Engine.ArgoCd && args.flux !== undefined) {
    const remedy = "set what concerns Argo CD in argocd, or choose flux";
    problems.push(problemOf("flux", `is set, but the engine is argocd; ${remedy}`));
  }
  if (backendOf(args) === SecretsBackend.SealedSecrets && args.sealingCertificate === undefined) {
    const remedy = "the backend sealed-secrets needs it: pass the certificate of SealedSecrets";
    problems.push(problemOf("sealingCertificate", `is missing; ${remedy}`));
  }
  return problems;
}

function backendOf({ environment, secretsBackend }: DatabaseEnvironmentArgs): SecretsBackend {
  return secretsBackend ?? environments[environment].secretsBackend;
}

/** The Secrets of each database's users, where Pulumi makes them. */
function credentialsOf(
  name: string,
  args: DatabaseEnvironmentArgs,
  databases: readonly Database[],
  namespace: pulumi.Input<string>,
  options: pulumi.ComponentResourceOptions,
): DatabaseCredentials[] {
  const backend = backendOf(args);
  if (backend !== SecretsBackend.Generated && backend !== SecretsBackend.SealedSecrets) {
    return [];
  }
  const sealing =
    backend === SecretsBackend.SealedSecrets && args.sealingCertificate !== undefined
      ? { sealing: { certificate: args.sealingCertificate } }
      : {};
  return databases.map(
    ({ name: instance, users }) =>
      new DatabaseCredentials(
        `${name}-${instance}-credentials`,
        {
          environment: args.environment,
          namespace,
          instance,
          users: [...users],
          ...(args.keptPasswords === undefined ? {} : { kept: args.keptPasswords[instance] ?? {} }),
          ...sealing,
        },
        instance === "mariadb" ? movedFromTop("credentials", options) : options,
      ),
  );
}
