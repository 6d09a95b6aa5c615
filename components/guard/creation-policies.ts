import { confirmRestoreAnnotation, environmentLabel, protectedLabel } from "../../safety/labels";
import { mariadbGroup } from "../../safety/kinds";
import { annotation, duration, field, label, optional, text, texts, type Side } from "./cel";
import { asksSecondPerson, confirmsByName } from "./confirmation";
import type { Creation } from "./creation";
import { byOperator } from "./object-checks";
import { namespaceResources, type Kinds } from "./guarded";
import {
  insideNamespaces,
  mislabelledObjects,
  namespacesThemselves,
  otherNamespaces,
  type Reach,
} from "./scope";

const owners = field("object", "metadata.ownerReferences", "[]");

/** The operator names the object that it makes something for as its controller, and takes no labels along. */
const ofOperator = `owner.apiVersion.startsWith(${text(`${mariadbGroup}/`)}) && owner.?controller.orValue(false)`;

/** In a protected namespace nothing that holds data is created unlabelled: the engines and people go by the labels. */
export function births(reach: Reach): Creation {
  const { environment, namespaces } = reach;
  const born = label("object", environmentLabel);
  // A namespace that is only labelled may name no environment, and is then protected by the guards of all.
  const named = `variables.place in ${texts(namespaces)} ? ${born} == ${text(environment)} : ${born} != ""`;
  return {
    name: "births",
    kinds: [
      {
        group: mariadbGroup,
        resources: [
          "mariadbs",
          "databases",
          "users",
          "grants",
          "backups",
          "physicalbackups",
          "pointintimerecoveries",
        ],
      },
    ],
    operations: ["CREATE"],
    refusals: [
      {
        allowed: `(${label("object", protectedLabel)} == "true" && (${named})) || ${owners}.exists(owner, ${ofOperator})`,
        said: text(
          ` holds data in a protected namespace and must be protected from the start. Add the labels ` +
            `${protectedLabel}: "true" and ${environmentLabel}: ${environment}, then create it again.`,
        ),
      },
    ],
    scopes: insideNamespaces(reach),
  };
}

/** What no other backup and no server's volume may suffer from a new backup. */
export function dumps(reach: Reach): Creation {
  const retention = field("object", "spec.maxRetention", '""');
  const claims = ["storage", "stagingStorage"].map((place) =>
    field("object", `spec.${place}.volume.persistentVolumeClaim.claimName`, '""'),
  );
  return {
    name: "dumps",
    kinds: [{ group: mariadbGroup, resources: ["backups", "physicalbackups"] }],
    operations: ["CREATE"],
    refusals: [
      {
        allowed: `${retention} == "" || (${retention}.matches(${text(duration)}) && duration(${retention}) >= duration("24h"))`,
        said: text(
          " keeps backups for less than a day, or for a time that cannot be read (maxRetention), and deletes older ones of " +
            "others in the same place. Set spec.maxRetention to 24h or more, then create it again.",
        ),
      },
      {
        allowed: claims.map((claim) => `!${claim}.matches("^(storage|galera)-.+-[0-9]+$")`).join(" && "),
        said: text(
          " writes backups into the volume of a server. Set a claim of its own in spec.storage, then create it again.",
        ),
      },
    ],
    scopes: insideNamespaces(reach),
  };
}

/** Any value but "false" protects; one that is neither "true" nor "false" is a mistake that other tools would not read. */
export function labels(reach: Reach, kinds: readonly Kinds[]): Creation {
  const [before, after] = [label("oldObject", protectedLabel), label("object", protectedLabel)];
  return {
    name: "labels",
    kinds,
    operations: ["CREATE", "UPDATE"],
    refusals: [
      {
        // To take the right value away is for the policy of the kind to refuse.
        allowed: `${after} in ["", "true"] || (request.operation == "UPDATE" && ${before} in ["true", ${after}])`,
        said:
          `${text(` has the label ${protectedLabel}: `)} + ${after} + ` +
          text(`, which is neither "true" nor "false". Set ${protectedLabel}: "true", or remove the label.`),
      },
    ],
    scopes: mislabelledObjects(reach),
  };
}

const referring = [
  "databases",
  "users",
  "grants",
  "backups",
  "physicalbackups",
  "restores",
  "sqljobs",
  "connections",
  "maxscales",
];

/**
 * What is made in another namespace and acts on a protected server. It would be outside of the guard: deleting a Database
 * there drops the schema here.
 */
export function references(reach: Reach): Creation {
  const protectedNames = texts(reach.namespaces);
  const target = (side: Side): string => field(side, "spec.mariaDbRef.namespace", '""');
  const policy = (side: Side): string => field(side, "spec.cleanupPolicy", '""');
  const concerned = field("variables.made" as Side, "spec.mariaDbRef.namespace", '""');
  return {
    name: "references",
    kinds: [{ group: mariadbGroup, resources: referring }],
    operations: ["CREATE", "UPDATE", "DELETE"],
    matchCondition: `(request.operation == "DELETE" ? ${target("oldObject")} : ${target("object")}) in ${protectedNames}`,
    refusals: [
      {
        // What was there before the guard must stay open to the operator, which writes finalizers.
        allowed:
          `request.operation == "DELETE" || (request.operation == "UPDATE" && ${target("oldObject")} == ${target("object")} && ` +
          `(${policy("object")} == ${policy("oldObject")} || ${policy("object")} == "Skip"))`,
        said:
          `${text(" refers to a server in the protected namespace ")} + ${concerned} + ` +
          `${text(" (mariaDbRef), where the guard could not keep it. Create it in ")} + ${concerned}`,
      },
      {
        allowed:
          `request.operation != "DELETE" || !(request.kind.kind in ["Database", "User", "Grant"]) || ` +
          `${policy("oldObject")} == "Skip"`,
        said:
          `${text(" drops what it stands for in the protected namespace ")} + ${concerned} + ` +
          text(" when it is deleted. Set cleanupPolicy: Skip, then delete it again."),
      },
    ],
    scopes: otherNamespaces(reach),
  };
}

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
          `(${byOperator(reach)} && ${owners}.exists(owner, ${ofOperator} && owner.kind == "MariaDB"))`,
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
