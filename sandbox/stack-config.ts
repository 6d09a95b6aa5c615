import { Engine } from "../components/engine/engine";
import { SecretsBackend } from "../components/environments";
import { Installation } from "../components/installation";

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
    ...(committed.secretsBackend === SecretsBackend.SealedSecrets
      ? { secretsBackend: SecretsBackend.Generated }
      : {}),
  };
}

const alwaysOpen = { kind: "allow", schedule: "* * * * *", duration: "24h", manualSync: false };

/** The engine that a run uses: the one it is told, else the stack's, else Argo CD. */
export function engineOf(...configs: Readonly<Record<string, unknown>>[]): Engine {
  const told = configs.map(({ engine }) => engine).find((engine) => engine !== undefined);
  return told === Engine.Flux ? Engine.Flux : Engine.ArgoCd;
}
