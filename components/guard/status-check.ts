import { field, text, texts, type Side } from "./cel";
import type { Check } from "./guarded";

/** What the operator does once for a server. It never takes these conditions back. */
const done = ["Initialized", "BackupRestored", "BinlogsReplayed"];

const conditions = (side: Side): string => field(side, "status.conditions", "[]");

const isTrue = (condition: string): string => `${condition}.status == ${text("True")}`;

/**
 * What the operator remembers of a server. Nothing else keeps it from restoring the backup of `bootstrapFrom` again, onto
 * the server that runs; and its chart lets the role `edit` write the status.
 */
export const keepsDone: Check = {
  name: "keepsDone",
  kept:
    `${conditions("oldObject")}.all(was, !(was.type in ${texts(done)}) || !(${isTrue("was")}) || ` +
    `${conditions("object")}.exists(now, now.type == was.type && ${isTrue("now")}))`,
  loss: "has the operator restore the backup of bootstrapFrom once more, over what is there now",
};
