/** Restores, which write an old backup over a server, and who confirms them. */
import { mariadbGroup } from "../../safety/kinds";
import { confirmRestoreAnnotation } from "../../safety/labels";
import { annotation, optional, text, type Side } from "./cel";
import { asksSecondPerson, confirmsByName } from "./confirmation";
import type { Creation } from "./creation";
import { namespaceResources } from "./guarded";
import { byOperator, madeByOperator } from "./owners";
import { insideNamespaces, namespacesThemselves, type Reach } from "./scope";

/** RFC 3339 in UTC, as the confirmation ends. */
const time = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$";

/** Sources of a Restore. The operator fills in the others, and only while one of them is there. */
const sources = ["backupRef", "s3", "volume"];
const source = (side: Side, key: string): string => optional(side, `spec.${key}`);

/**
 * A Restore, which writes an old backup over a server. No object is there yet that could be confirmed, so its namespace
 * is: `mariadb-gitops.dev/confirm-restore=Restore/<name> <user> <until>`.
 */
export function restores(reach: Reach): Creation {
  const simple = confirmsByName(reach);
  const another = asksSecondPerson(reach);
  const user = "request.userInfo.username";
  const until = 'variables.value.substring(variables.value.lastIndexOf(" ") + 1)';
  const dated =
    `variables.value.startsWith(variables.what + " ") && variables.until.matches(${text(time)}) && ` +
    `(params == null || (timestamp(variables.until) > variables.now && timestamp(variables.until) <= variables.now + duration("1h")))`;
  const foreign = `variables.value != variables.what + " " + ${user} + " " + variables.until`;
  const unchanged =
    `(${sources.map((key) => `${source("oldObject", key)}.hasValue()`).join(" || ")}) && ` +
    [...sources, "mariaDbRef", "targetRecoveryTime", "database", "args"]
      .map(
        (key) =>
          `(!${source("oldObject", key)}.hasValue() || ${source("object", key)} == ${source("oldObject", key)})`,
      )
      .join(" && ");
  const value = simple
    ? '"=" + variables.what'
    : `"='" + variables.what + ${text(` ${another ? "<user>" : ""}`)} + ${another ? '""' : user} + ${text(" <until>'")}`;
  return {
    name: "restores",
    kinds: [{ group: mariadbGroup, resources: ["restores"] }],
    operations: ["CREATE", "UPDATE"],
    timed: !simple,
    variables: {
      what: 'request.kind.kind + "/" + object.metadata.name',
      value: `namespaceObject.?metadata.?annotations[?${text(confirmRestoreAnnotation)}].orValue("")`,
      ...(simple ? {} : { until, now: "timestamp(params.spec.renewTime)" }),
      confirmed: simple ? "variables.value == variables.what" : `${dated}${another ? ` && ${foreign}` : ""}`,
    },
    refusals: [
      {
        allowed:
          `request.operation != "CREATE" || variables.confirmed || ` +
          `(${byOperator(reach)} && ${madeByOperator("MariaDB")})`,
        said:
          `${text(
            ` writes a backup over the server that is there, and that is not confirmed. If you mean it, ${
              another ? "have another person run this" : "run this"
            }${simple ? "" : " with a time at most one hour ahead, such as 2026-01-31T12:30:00Z"}, then create it again: kubectl annotate --overwrite namespace `,
          )} + ` + `variables.place + ${text(` ${confirmRestoreAnnotation}`)} + ${value}`,
      },
      {
        allowed: `request.operation != "UPDATE" || (${unchanged})`,
        said: text(
          " would restore something else, or over another server, than what was confirmed. Delete it and create another one.",
        ),
      },
    ],
    scopes: insideNamespaces(reach),
  };
}

/**
 * Who confirms a Restore says who it is, and may do so. How long it holds, and for which Restore, is judged when that is
 * created.
 */
export function confirmations(reach: Reach): Creation {
  const before = `(request.operation == "CREATE" ? "" : ${annotation("oldObject", confirmRestoreAnnotation)})`;
  const after = annotation("object", confirmRestoreAnnotation);
  const user = "request.userInfo.username";
  const own =
    'variables.value == variables.words[0] + " " + variables.user + " " + variables.words[size(variables.words) - 1]';
  const may =
    `authorizer.group(${text(mariadbGroup)}).resource("restores").namespace(object.metadata.name)` +
    '.check("confirm-restore").allowed()';
  const simple = confirmsByName(reach) ? '!variables.value.contains(" ") || ' : "";
  return {
    name: "confirmations",
    kinds: [{ group: "", resources: namespaceResources }],
    operations: ["CREATE", "UPDATE"],
    matchCondition: `${after} != "" && ${after} != ${before}`,
    variables: { user, value: after, words: 'variables.value.split(" ")' },
    refusals: [
      {
        allowed: `${simple}(${own} && ${may})`,
        said:
          `${text(` cannot confirm a Restore so (annotation ${confirmRestoreAnnotation}): it must be Restore/<name> `)} + ` +
          `${user} + ${text(" <until>, and a role must allow you the verb confirm-restore on restores.k8s.mariadb.com.")}`,
      },
    ],
    noted: `"restore confirmed: '" + variables.value + "'"`,
    scopes: namespacesThemselves(reach),
  };
}
