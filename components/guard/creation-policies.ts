/** What must not come into being in a protected namespace, or act on one from elsewhere. */
import { mariadbGroup } from "../../safety/kinds";
import { environmentLabel, protectedLabel } from "../../safety/labels";
import { isOfServer, writtenClaims } from "./backup-checks";
import { duration, field, label, text, texts, type Side } from "./cel";
import type { Creation } from "./creation";
import type { Kinds } from "./guarded";
import { madeByOperator } from "./owners";
import { insideNamespaces, mislabelledObjects, otherNamespaces, type Reach } from "./scope";

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
        allowed: `(${label("object", protectedLabel)} == "true" && (${named})) || ${madeByOperator()}`,
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
        allowed: writtenClaims.map((claim) => `!${isOfServer(claim)}`).join(" && "),
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
