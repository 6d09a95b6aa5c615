/** What an update of an object that belongs to a server must keep: the server, and what it is called there. */
import { all, notChanged, same } from "./cel";
import type { Check } from "./guarded";

/** A reference without a namespace is to a server beside the object, and one without a kind to a MariaDB. */
export const keepsServer: Check = {
  name: "keepsServer",
  kept: all(
    notChanged("spec.mariaDbRef.name"),
    same("spec.mariaDbRef.namespace", "variables.place"),
    same("spec.mariaDbRef.kind", '"MariaDB"'),
  ),
  loss: "points it at another server (mariaDbRef)",
};

/** Names in SQL, each with the value that stands for its absence. Each kind has some of them. */
const names = {
  name: "request.name",
  database: '"*"',
  table: '"*"',
  host: '"%"',
};

export const keepsName: Check = {
  name: "keepsName",
  kept: all(
    notChanged("spec.username"),
    ...Object.entries(names).map(([key, absent]) => same(`spec.${key}`, absent)),
  ),
  loss: "gives it another name in SQL (name, username, host, database or table): what it stands for now would have no object",
};
