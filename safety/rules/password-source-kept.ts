import { eachKept, mustStay, type Revisions } from "../changes";
import { undecided, type Finding } from "../finding";
import { externalSecrets } from "../kinds";
import { identityOf, textAt } from "../objects";
import { namesIn } from "../references";
import { defineRule, type Change } from "../rule";
import { nameMade, referencesOf } from "../secret-references";
import { UNKNOWN, any, every, isList, read, sameValue, type Path, type Value } from "../value";

const because = "the password of the running database is in the old place, and the new one may hold another";

export const passwordSourceKept = defineRule({
  id: "password-source-kept",
  scope: "change",
  title: "The password of a database that exists is read from the same place",
  why:
    "An ExternalSecret that reads another key, property or store, or writes another Secret, hands the database a password " +
    "that nobody compared with the one in its tables: the operator sets it for root or the user while old pods and " +
    "backups still use the former one, or logs in with it in vain, after which nothing is reconciled and no backup runs. " +
    "A key of another environment joins two databases by one password.",
  severity: "critical",
  appliesTo: [externalSecrets],
  remedy:
    "Restore spec.data, spec.dataFrom, spec.secretStoreRef and spec.target.name. Change a password in the store, under " +
    "the key that is already read, when the server is ready.",
  references: [
    {
      title: "External Secrets: ExternalSecret",
      url: "https://external-secrets.io/latest/api/externalsecret/",
    },
    {
      title: "mariadb-operator: SQL resources",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/sql_resources.md",
    },
  ],
  check: (change) =>
    eachKept(change, [externalSecrets], (revisions) =>
      holdsPassword(revisions, change)
        ? [
            ...mustStay(revisions, ["spec", "secretStoreRef", "name"], { because }),
            ...mustStay(revisions, ["spec", "secretStoreRef", "kind"], { because, otherwise: "SecretStore" }),
            ...entries(revisions),
            ...whole(revisions),
            ...renamed(revisions, change),
          ]
        : [],
    ),
});

/** Whether the Secret is the password of something; where nothing says what it is for, its name or its keys do. */
function holdsPassword({ before, after }: Revisions, change: Change): boolean {
  const names = [nameMade(before), nameMade(after)];
  const { namespace } = identityOf(after);
  const users = [...change.before, ...change.after]
    .filter((object) => ["", namespace].includes(identityOf(object).namespace) || namespace === "")
    .flatMap((object) => referencesOf(object))
    .filter(({ name }) => names.includes(name));
  const keys = itemsAt(before, "data").map((item) => textAt(item, ["secretKey"]));
  return users.length > 0
    ? users.some(({ use }) => use === "password")
    : [...names, ...keys].some(
        (name) => typeof name !== "string" || /pass|pwd|root|mariadb|mysql/i.test(name),
      );
}

/** Each key of the Secret, by its name; what else is read is nobody's loss. */
function entries({ before, after }: Revisions): readonly Finding[] {
  const path = ["spec", "data"];
  const later = itemsAt(after, "data");
  return itemsAt(before, "data").flatMap((item) => {
    const key = textAt(item, ["secretKey"]);
    const index = later.findIndex((one) => textAt(one, ["secretKey"]) === key);
    if (index !== -1) {
      const revisions: Revisions = { before: { spec: { data: later.map(() => item) } }, after };
      return ["key", "property"].flatMap((field) =>
        mustStay(revisions, [...path, index, "remoteRef", field], { because }),
      );
    }
    const hidden = isHidden(after, path) || later.some((one) => read(one, ["secretKey"]).state === "unknown");
    const message = `must keep every key of spec.data, because ${because}`;
    return [hidden ? undecided(path) : { path, message }];
  });
}

/** What is read as a whole; a version of it is a change of the password in its place. */
function whole({ before, after }: Revisions): readonly Finding[] {
  const path = ["spec", "dataFrom"];
  const later = itemsAt(after, "dataFrom");
  const kept = every(itemsAt(before, "dataFrom").map((item) => any(later.map((one) => isSame(item, one)))));
  const hidden = itemsAt(before, "dataFrom").length > 0 && isHidden(after, path);
  const message = `must keep every source in spec.dataFrom, because ${because}`;
  return hidden || kept === undefined ? [undecided(path)] : kept ? [] : [{ path, message }];
}

function isSame(one: Value, other: Value): boolean | undefined {
  const paths: readonly Path[] = [["extract", "key"], ["extract", "property"], ["find"], ["sourceRef"]];
  return every(paths.map((path) => sameValue(valueAt(one, path), valueAt(other, path))));
}

/** A new name that everything follows is a new Secret with the same content. */
function renamed({ before, after }: Revisions, change: Change): readonly Finding[] {
  const path = ["spec", "target", "name"];
  const [was, is] = [nameMade(before), nameMade(after)];
  if (typeof was !== "string" || typeof is !== "string") {
    return [undecided(path)];
  }
  if (was === is) {
    return [];
  }
  const { namespace } = identityOf(after);
  const used = namesIn(change.after);
  const message = `must keep the name in spec.target.name, because the Secret of the former name is no longer written`;
  return used.has("secret", is, namespace) && !used.has("secret", was, namespace) ? [] : [{ path, message }];
}

function itemsAt(object: Value, field: string): readonly Value[] {
  const reading = read(object, ["spec", field]);
  return reading.state === "known" && isList(reading.value) ? reading.value : [];
}

function isHidden(object: Value, path: Path): boolean {
  return read(object, path).state === "unknown" || itemsAt(object, String(path.at(-1))).includes(UNKNOWN);
}

function valueAt(object: Value, path: Path): Value {
  const reading = read(object, path);
  return reading.state === "unknown" ? UNKNOWN : reading.state === "known" ? reading.value : null;
}
