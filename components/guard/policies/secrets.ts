import { field } from "../cel";
import type { Guarded } from "../policy";
import { labelledObjects, type Reach } from "../scope";

const [before, after] = [field("oldObject", "data", "{}"), field("object", "data", "{}")];

/** Credentials and keys, without which data and backups that are still there can no longer be read. */
export function secrets(reach: Reach): Guarded {
  return {
    name: "secrets",
    kinds: [{ group: "", resources: ["secrets"] }],
    consequence: "Data whose password or key is lost cannot be opened.",
    checks: [
      {
        name: "keepsKeys",
        // A new value is a rotation; an empty one is a removal.
        kept: `${before}.all(key, size(${before}[key]) == 0 || (key in ${after} && size(${after}[key]) > 0))`,
        loss: "removes a key or its value",
      },
    ],
    scopes: labelledObjects(reach),
  };
}
