import { Engine } from "../components/engine/engine";
import { SecretsBackend } from "../components/environments";
import { Installation } from "../components/installation";
import { loginKeys } from "../program/login";

/**
 * The stack configuration that the sandbox replaces: it has no nodes, so every chart is "an existing installation",
 * and no Sealed Secrets controller, so what is sealed would stay sealed; and it may be used at any hour. Everything
 * else is the stack's own.
 *
 * @param committed the stack's configuration, keys without the project's prefix
 */
export function sandboxConfig(
  cluster: { context: string; kubeconfig: string },
  engine: Engine,
  committed: Readonly<Record<string, unknown>>,
): Record<string, string> {
  return {
    kubeContext: cluster.context,
    kubeconfig: cluster.kubeconfig,
    engine,
    engineInstallation: Installation.Existing,
    mariadbOperatorInstallation: Installation.Existing,
    externalSecretsInstallation: Installation.Existing,
    syncWindows: JSON.stringify([alwaysOpen]),
    ...withoutLogin(committed),
    ...(committed.secretsBackend === SecretsBackend.SealedSecrets
      ? { secretsBackend: SecretsBackend.Generated }
      : {}),
  };
}

/** The sandbox's Argo CD exists already, so a stack's keys for the login would be refused. */
function withoutLogin(committed: Readonly<Record<string, unknown>>): Record<string, string> {
  const set = loginKeys.filter((key) => committed[key] !== undefined);
  return Object.fromEntries(set.map((key) => [key, Array.isArray(committed[key]) ? "[]" : ""]));
}

const alwaysOpen = { kind: "allow", schedule: "* * * * *", duration: "24h", manualSync: false };

/** The engine that a run uses: the one it is told, else the stack's, else Argo CD. */
export function engineOf(...configs: Readonly<Record<string, unknown>>[]): Engine {
  const told = configs.map(({ engine }) => engine).find((engine) => engine !== undefined);
  return told === Engine.Flux ? Engine.Flux : Engine.ArgoCd;
}
