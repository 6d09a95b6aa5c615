import { field, notChanged, stays, text, texts } from "../cel";
import type { Guarded } from "../policy";
import { everywhere, type Reach } from "../scope";

/**
 * The volumes themselves. They belong to no namespace; the claim that they are bound to does.
 *
 * A volume with the reclaim policy Delete whose claim is gone is let go: its content is deleted already, and what is
 * refused here would only stay behind. The claim was confirmed, or it was the staging volume of a job.
 */
export function volumes({ namespaces }: Reach): Guarded {
  return {
    name: "volumes",
    kinds: [{ group: "", resources: ["persistentvolumes"] }],
    matchCondition: `${field("oldObject", "spec.claimRef.namespace", '""')} in ${texts(namespaces)}`,
    consequence: "Nothing finds the data on the disk without it.",
    exemption:
      `${field("oldObject", "spec.persistentVolumeReclaimPolicy", '""')} == ${text("Delete")} && ` +
      `${field("oldObject", "status.phase", '""')} in ${texts(["Released", "Failed"])}`,
    checks: [
      {
        name: "keepsReclaimPolicy",
        kept: stays("spec.persistentVolumeReclaimPolicy", "Retain"),
        loss: "changes the reclaim policy from Retain, and the disk would go with the claim",
      },
      {
        name: "keepsClaim",
        kept: ["namespace", "name"].map((key) => `(${notChanged(`spec.claimRef.${key}`)})`).join(" && "),
        loss: "takes it from its claim, and another claim could overwrite it",
      },
    ],
    scopes: everywhere,
  };
}
