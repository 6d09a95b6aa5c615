import { Engine } from "../components/engine/engine";
import { SecretsBackend } from "../components/environments";
import { Installation } from "../components/installation";
import { loginKeys } from "../program/login";
import type { PlatformPart } from "./cluster";
import type { Progress } from "./ground/progress";
import type { LockOwner } from "./tools";

/** The parts that a stack installs from charts in the sandbox. */
export interface Installing {
  readonly parts: readonly PlatformPart[];
  /** Charts on this machine, by their name in the configuration. */
  readonly charts: Readonly<Record<string, { readonly path: string }>>;
}

/**
 * The stack configuration that the sandbox overrides: parts that are not installed here are existing installations;
 * without a Sealed Secrets controller, passwords are generated; and syncs are allowed at any hour. Everything else is
 * the stack's own.
 *
 * @param committed the stack's configuration, keys without the project's prefix
 */
export function sandboxConfig(
  cluster: { context: string; kubeconfig: string },
  engine: Engine,
  committed: Readonly<Record<string, unknown>>,
  { parts, charts }: Installing = { parts: [], charts: {} },
): Record<string, string> {
  const installs = (part: PlatformPart): Installation =>
    parts.includes(part) ? Installation.Install : Installation.Existing;
  return {
    kubeContext: cluster.context,
    kubeconfig: cluster.kubeconfig,
    engine,
    engineInstallation: installs("argocd"),
    mariadbOperatorInstallation: installs("mariadb-operator"),
    externalSecretsInstallation: Installation.Existing,
    syncWindows: JSON.stringify([alwaysOpen]),
    // The Redis of a highly available Argo CD is a subchart, which a packed chart may lack.
    ...(parts.includes("argocd") ? { highAvailability: "false" } : {}),
    ...withoutLogin(committed),
    ...(Object.keys(charts).length === 0
      ? {}
      : { charts: JSON.stringify({ ...charts, ...(committed.charts as object | undefined) }) }),
    ...(committed.secretsBackend === SecretsBackend.SealedSecrets
      ? { secretsBackend: SecretsBackend.Generated }
      : {}),
  };
}

/**
 * There is no login, because Argo CD's server does not run; and an existing Argo CD refuses a stack's keys for the
 * login.
 */
function withoutLogin(committed: Readonly<Record<string, unknown>>): Record<string, string> {
  const set = loginKeys.filter((key) => committed[key] !== undefined);
  return Object.fromEntries(set.map((key) => [key, Array.isArray(committed[key]) ? "[]" : ""]));
}

const alwaysOpen = { kind: "allow", schedule: "* * * * *", duration: "24h", manualSync: false };

/** The engine of a run: the first one that is configured, else Argo CD. */
export function engineOf(...configs: Readonly<Record<string, unknown>>[]): Engine {
  const told = configs.map(({ engine }) => engine).find((engine) => engine !== undefined);
  return told === Engine.Flux ? Engine.Flux : Engine.ArgoCd;
}

/** The arguments of `npm start`. */
export interface StartArgs {
  stack: string;
  progress: Progress;
  signal: AbortSignal;
  /** Stack configuration that this run overrides. */
  config: Readonly<Record<string, string>>;
  /**
   * Stand-ins for the whole platform, even if it could be installed from its charts.
   *
   * @default false
   */
  standIns?: boolean;
}

/** One command at a time: a second one waits, and names the first. */
export function waitOptions({ progress, signal }: StartArgs) {
  return {
    signal,
    onWait: (owner: LockOwner | undefined): void => {
      progress.waiting(
        `waiting for another npm start${owner === undefined ? "" : ` (process ${owner.pid})`}`,
      );
    },
  };
}
