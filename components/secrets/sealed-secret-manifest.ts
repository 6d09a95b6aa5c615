import { randomBytes } from "node:crypto";

import { environmentLabels, protectionAnnotations, protectionLabels } from "../protection";
import type { Environment } from "../environments";
import type { Problem } from "../problems";
import { leastSaltBytes, scopeAnnotations, seal, sealingLabel, SealingScope } from "./sealing/seal";

/** A Secret without its values. */
export interface SecretShape<Text = string> {
  /** The environment of the Secret. */
  environment: Environment;
  /** Name of the Secret, and of its SealedSecret. */
  name: string;
  /** Namespace of both. */
  namespace: Text;
  /**
   * How far the sealed values may be moved.
   *
   * @default SealingScope.Strict
   */
  scope?: SealingScope;
  /**
   * Further labels of the Secret. Those that protect it cannot be replaced.
   *
   * @default none
   */
  labels?: Record<string, string>;
  /**
   * Further annotations of the Secret. Those that protect it cannot be replaced.
   *
   * @default none
   */
  annotations?: Record<string, string>;
  /**
   * Type of the Secret.
   *
   * @default "Opaque"
   */
  type?: string;
  /**
   * Whether the Secret's values can never be changed again, only deleted with it.
   *
   * @default false
   */
  immutable?: boolean;
}

/**
 * A SealedSecret whose values are sealed already.
 *
 * @param annotations further ones of the SealedSecret itself
 */
export function sealedSecretObject<Name, Text, Sealed>(
  shape: Omit<SecretShape<Text>, "name"> & { name: Name },
  encryptedData: Record<string, Sealed>,
  annotations: Readonly<Record<string, string>> = {},
) {
  const { environment, name, namespace, scope = SealingScope.Strict, type = "Opaque", immutable } = shape;
  const protectedBy = { ...environmentLabels(environment), ...protectionLabels };
  const scoped = scopeAnnotations(scope);
  return {
    apiVersion: "bitnami.com/v1alpha1",
    kind: "SealedSecret",
    metadata: {
      name,
      namespace,
      labels: protectedBy,
      annotations: { ...protectionAnnotations, ...scoped, ...annotations },
    },
    spec: {
      encryptedData,
      template: {
        type,
        ...(immutable === true ? { immutable } : {}),
        metadata: {
          name,
          namespace,
          // Without the watch label the operator notices a changed password after up to ten hours.
          labels: { ...shape.labels, ...protectedBy, "k8s.mariadb.com/watch": "" },
          annotations: { ...shape.annotations, ...protectionAnnotations, ...scoped, ...keptWithoutOwner },
        },
      },
    },
  };
}

/**
 * The Secret has no owner, so it outlives its SealedSecret: the data can only be opened with the password in it. The
 * controller then knows it as its own by `managed` alone, and reports a failure after the first unsealing without it.
 */
const keptWithoutOwner = {
  "sealedsecrets.bitnami.com/skip-set-owner-references": "true",
  "sealedsecrets.bitnami.com/managed": "true",
};

/** Arguments of `sealedSecretManifest`. */
export interface SealedSecretManifestArgs extends SecretShape {
  /** The values to seal, by their names in the Secret. */
  data: Record<string, string | Uint8Array>;
  /** Certificate of the controller, in PEM. */
  certificate: string;
  /**
   * Secret random text of at least 32 bytes. With the same salt the same values are sealed to the same text, so a
   * manifest in Git changes only where a value did.
   *
   * @default new random bytes each time, as kubeseal does
   */
  salt?: string | Uint8Array;
}

/**
 * A SealedSecret as plain data, to be written into Git.
 *
 * @throws RangeError when a name cannot be that of a value, or when the certificate or the salt cannot be used
 *
 * @example
 * const manifest = sealedSecretManifest({
 *   environment: Environment.Staging,
 *   namespace: "mariadb-staging",
 *   name: "mariadb-app",
 *   data: { password },
 *   certificate: readFileSync("sealing.pem", "utf8"),
 *   salt,
 * });
 * writeFileSync("mariadb-app.json", JSON.stringify(manifest, undefined, 2));
 */
export function sealedSecretManifest(args: SealedSecretManifestArgs) {
  const { data, certificate, salt = randomBytes(leastSaltBytes), ...shape } = args;
  const problems = dataProblems(data);
  if (problems.length > 0) {
    throw new RangeError(problems.map(({ reason }) => reason).join("; "));
  }
  const label = sealingLabel(args.scope ?? SealingScope.Strict, args);
  const sealed = Object.entries(data).map(([key, value]) => [
    key,
    seal({ certificate, label, key, value, salt }),
  ]);
  return sealedSecretObject(shape, Object.fromEntries(sealed) as Record<string, string>);
}

/** Problems with the names of the values, each with its remedy. */
export function dataProblems(data: Readonly<Record<string, unknown>>): Problem[] {
  const keys = Object.keys(data);
  if (keys.length === 0) {
    return [{ propertyPath: "data", reason: "data is empty; set at least one value" }];
  }
  return keys
    .filter((key) => !/^[-._a-zA-Z0-9]{1,253}$/.test(key) || key === "." || key.startsWith(".."))
    .map((key) => ({
      propertyPath: "data",
      reason: `data["${key}"] is not a name of a value; use letters, digits, dashes, dots and underscores`,
    }));
}
