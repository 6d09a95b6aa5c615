import type { ChartArgs } from "../chart/args";
import type { Mirror } from "../chart/mirror";
import type { DeliveryArgs } from "../delivery/database-environment";
import type { ArgoCdArgs } from "../engine/argocd";
import { Engine } from "../engine/engine";
import type { FluxArgs } from "../engine/flux";
import { environments, type SecretsBackend, type Environment } from "../environments";
import type { DeletionGuardAlertsArgs, GuardClock, OperatorAccount } from "../guard/deletion-guard";
import { Installation } from "../installation";
import type { OperatorInstallationArgs } from "../mariadb/operator-args";
import { problemOf, renamedProblems, type Problem } from "../problems";
import type { ExternalSecretsArgs } from "../secrets/external-secrets";
import type { SealedSecretsInstallationArgs } from "../secrets/sealed-secrets-args";

/** Arguments of `Platform`. */
export interface PlatformArgs {
  /** The environment that the cluster serves. */
  environment: Environment;
  /** The databases: repository, revision, namespace. */
  delivery: DeliveryArgs;
  /**
   * The engine that pulls Git.
   *
   * @default Engine.ArgoCd
   */
  engine?: Engine;
  /** Argo CD, if it is the engine. */
  argocd?: ArgoCdArgs;
  /** Flux, if it is the engine. */
  flux?: FluxArgs;
  /** The operator of the databases. */
  mariadbOperator?: OperatorInstallationArgs;
  /** The Sealed Secrets controller; registered when it is the backend of the databases' Secrets, or when this is set. */
  sealedSecrets?: SealedSecretsInstallationArgs;
  /** External Secrets Operator; registered when it is the backend of the databases' Secrets, or when this is set. */
  externalSecrets?: ExternalSecretsArgs;
  /**
   * Whether every component that is installed creates ServiceMonitors. The cluster must have the Prometheus Operator. A
   * component's own `monitoring` goes first.
   *
   * @default false
   */
  monitoring?: boolean;
  /**
   * How long an update waits until each part that is installed is ready, as a Go duration. A component's own
   * `readyTimeout` goes first.
   *
   * @default "10m"
   */
  readyTimeout?: string;
  /**
   * A mirror of charts and images for everything that is installed. A component's own `mirror` takes precedence.
   *
   * @default none: the official repositories and registries
   */
  mirror?: Mirror;
  /**
   * The one switch of the layers that refuse a deletion: Pulumi's `protect`, and the guard in the API server, which
   * then only warns. The layers that keep data from engines and operators stay on.
   *
   * @default true
   */
  deletionProtection?: boolean;
  /**
   * The deletion guard's name, and what it asks of confirmations, where that differs from the environment's defaults.
   *
   * @default no name, a second person in production, and the time of kube-controller-manager
   */
  guard?: PlatformGuardArgs;
}

/** The arguments of the platform's `DeletionGuard`, besides its environment and namespaces. */
export interface PlatformGuardArgs {
  /**
   * Name of the guard, where two stacks of one environment share a cluster: the second one needs it.
   *
   * @default none
   */
  name?: string;
  /** Whether another person than the one who confirmed must delete or weaken. */
  secondPerson?: boolean;
  /** The Lease that tells the guard the time, where the control plane renews another one. */
  clock?: GuardClock;
  /** The ServiceAccount of mariadb-operator, where its chart is not told by this component. */
  operatorAccount?: OperatorAccount;
  /**
   * Alerts on every change of admission policies, and on missing ones of the deletion guard; see `DeletionGuard`.
   *
   * @default none
   */
  alerts?: DeletionGuardAlertsArgs;
}

/** The arguments of a component, with what the platform says about everything that it installs. */
export function installing<Args extends ChartArgs & { installation?: Installation }>(
  { monitoring, mirror, readyTimeout }: PlatformArgs,
  args: Args,
): Args {
  const everywhere: ChartArgs = {
    ...(monitoring === undefined ? {} : { monitoring }),
    ...(readyTimeout === undefined ? {} : { readyTimeout }),
    ...(mirror === undefined ? {} : { mirror }),
  };
  return args.installation === Installation.Existing ? args : { ...everywhere, ...args };
}

/** Who produces the Secrets of the databases' users. */
export function backendOf({ environment, delivery }: PlatformArgs): SecretsBackend {
  return delivery.secretsBackend ?? environments[environment].secretsBackend;
}

/** Problems with the combination of arguments, each with its remedy; empty when there are none. */
export function platformProblems({
  engine = Engine.ArgoCd,
  argocd,
  flux,
  delivery,
}: PlatformArgs): readonly Problem[] {
  const other = engine === Engine.Flux ? Engine.ArgoCd : Engine.Flux;
  const given = engine === Engine.Flux ? argocd : flux;
  const rest = `is set, but the engine is ${engine}; two engines would fight over one database: remove ${other}`;
  return [
    ...renamedProblems(delivery.namespace, { namespace: "name" }, "delivery.namespace."),
    ...(given === undefined ? [] : [problemOf(other, rest)]),
  ];
}
