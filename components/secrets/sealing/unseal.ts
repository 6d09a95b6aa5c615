import { constants, createDecipheriv, createPrivateKey, privateDecrypt } from "node:crypto";

const tagLength = 16;

/**
 * Opens a sealed value as the Sealed Secrets controller does, for a SealedSecret whose Secret is not there.
 *
 * @param privateKey RSA key in PEM
 * @param label what binds the value to its place: `sealingLabel`
 * @returns the value; undefined when another key, or another place, sealed it
 * @example
 * unseal({ privateKey, label: "mariadb-dev/mariadb-root", sealed: encryptedData.password });
 */
export function unseal({
  privateKey,
  label,
  sealed,
}: {
  privateKey: string;
  label: string;
  sealed: string;
}): string | undefined {
  const bytes = Buffer.from(sealed, "base64");
  const length = bytes.length < 2 ? 0 : bytes.readUInt16BE(0);
  const body = bytes.subarray(2 + length);
  if (length === 0 || body.length < tagLength) {
    return undefined;
  }
  try {
    const sessionKey = privateDecrypt(
      {
        key: createPrivateKey(privateKey),
        padding: constants.RSA_PKCS1_OAEP_PADDING,
        oaepHash: "sha256",
        oaepLabel: Buffer.from(label),
      },
      bytes.subarray(2, 2 + length),
    );
    const cipher = createDecipheriv("aes-256-gcm", sessionKey, Buffer.alloc(12));
    cipher.setAuthTag(body.subarray(body.length - tagLength));
    const opened = [cipher.update(body.subarray(0, body.length - tagLength)), cipher.final()];
    return Buffer.concat(opened).toString("utf8");
  } catch {
    return undefined;
  }
}
