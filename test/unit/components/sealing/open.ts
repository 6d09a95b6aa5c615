import { constants, createDecipheriv, privateDecrypt, type KeyObject } from "node:crypto";

/** Opens a sealed value with Node's own OAEP, as the controller does with Go's. Throws when the label is another. */
export function open(sealed: string, key: KeyObject, label: string): Buffer {
  const bytes = Buffer.from(sealed, "base64");
  const end = 2 + bytes.readUInt16BE();
  const sessionKey = privateDecrypt(
    {
      key,
      padding: constants.RSA_PKCS1_OAEP_PADDING,
      oaepHash: "sha256",
      oaepLabel: Buffer.from(label),
    },
    bytes.subarray(2, end),
  );
  const decipher = createDecipheriv("aes-256-gcm", sessionKey, Buffer.alloc(12));
  decipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(end, -16)), decipher.final()]);
}
