import { databasesOf } from "../components/delivery/delivery";
import { SecretsBackend } from "../components/environments";
import { keySecretName } from "../components/secrets/sealing-key";
import { sealingLabel, SealingScope, unseal } from "../components/secrets/sealing/seal";
import type { ClusterObject, ClusterReader } from "./cluster-reader";
import type { StackSettings } from "./settings";
import { SettingsError } from "./config-reader";

/** A sealing key, in PEM. */
export interface KeptKey {
  readonly privateKey: string;
  readonly certificate: string;
}

/** Keys and passwords that an earlier stack left in the cluster because the data cannot be read without them. */
export interface KeptSecrets {
  /** The sealing keys, the first one first. */
  readonly sealingKeys: readonly KeptKey[];
  /** Passwords by database and user. */
  readonly passwords: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const sealingNamespace = "kube-system";
const sealingKeyLabel = "sealedsecrets.bitnami.com/sealed-secrets-key";

/**
 * Finds the sealing keys and passwords that a destroy kept in the cluster, so that an update takes them back instead
 * of making new ones, which could not read the data. The objects of a running stack are found as well, and are the same.
 *
 * @throws SettingsError when a password is there that nothing opens
 */
export async function findKept(
  stack: string,
  settings: Pick<StackSettings, "environment" | "secrets" | "delivery">,
  connect: () => Promise<ClusterReader>,
): Promise<KeptSecrets> {
  const { backend } = settings.secrets;
  const sealed = backend === SecretsBackend.SealedSecrets;
  if (!sealed && backend !== SecretsBackend.Generated) {
    return { sealingKeys: [], passwords: {} };
  }
  const cluster = await connect();
  const keys = sealed ? await cluster.list("v1", "Secret", sealingNamespace, sealingKeyLabel) : [];
  const privateKeys = keys.flatMap((key) => decoded(key, "tls.key") ?? []);
  const lost: string[] = [];
  const { environment, delivery } = settings;
  const passwords: Record<string, Record<string, string>> = {};
  for (const { name: database, users } of databasesOf(environment, delivery.databases)) {
    const found: Record<string, string> = {};
    for (const user of users) {
      const place = { namespace: delivery.namespace, name: `${database}-${user}` };
      const secret = await cluster.read({ apiVersion: "v1", kind: "Secret", ...place });
      const password = secret === undefined ? undefined : decoded(secret, "password");
      const kept = password ?? (sealed ? await opened(cluster, place, privateKeys, lost) : undefined);
      if (kept !== undefined) {
        found[user] = kept;
      }
    }
    passwords[database] = found;
  }
  if (lost.length > 0) {
    throw new SettingsError(stack, lost);
  }
  return { sealingKeys: ownKeys(keys), passwords };
}

/** The password of a SealedSecret whose Secret is not there; a sealed one that nothing opens is told in `lost`. */
async function opened(
  cluster: ClusterReader,
  place: { namespace: string; name: string },
  privateKeys: readonly string[],
  lost: string[],
): Promise<string | undefined> {
  const reference = { apiVersion: "bitnami.com/v1alpha1", kind: "SealedSecret", ...place };
  const { spec } = ((await cluster.read(reference)) ?? {}) as {
    spec?: { encryptedData?: { password?: string } };
  };
  const sealed = spec?.encryptedData?.password;
  if (sealed === undefined) {
    return undefined;
  }
  const label = sealingLabel(SealingScope.Strict, place);
  for (const privateKey of privateKeys) {
    const password = unseal({ privateKey, label, sealed });
    if (password !== undefined) {
      return password;
    }
  }
  lost.push(
    `the SealedSecret ${place.namespace}/${place.name} holds a password, its Secret is not there, and no sealing key in ` +
      `${sealingNamespace} opens it; bring the key back from escrow, or delete the SealedSecret if the data is gone`,
  );
  return undefined;
}

/** The keys that this package made, in their order; the controller may have others. */
function ownKeys(keys: readonly ClusterObject[]): KeptKey[] {
  const found: KeptKey[] = [];
  for (let generation = 0; ; generation += 1) {
    const secret = keys.find(({ metadata }) => metadata?.name === keySecretName(generation));
    const privateKey = secret && decoded(secret, "tls.key");
    const certificate = secret && decoded(secret, "tls.crt");
    if (privateKey === undefined || certificate === undefined) {
      return found;
    }
    found.push({ privateKey, certificate });
  }
}

function decoded({ data }: ClusterObject, key: string): string | undefined {
  const value = data?.[key];
  return value === undefined || value === "" ? undefined : Buffer.from(value, "base64").toString("utf8");
}
