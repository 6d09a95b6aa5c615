/** What Database, User and Grant have in common. */
import { choice, duration } from "./build";
import { mariaDbReference } from "./references";

/**
 * What happens in the database when the object is deleted. Unset means `Delete`: a Database object without it drops
 * the SQL database, with its rows, as soon as Git or a person deletes the object.
 */
export const cleanupPolicy = choice(["Skip", "Delete"]);

export const sqlObjectFields = {
  mariaDbRef: mariaDbReference,
  cleanupPolicy,
  /** How often manual changes in the database are repaired; unset means 10 hours. */
  requeueInterval: duration(),
  retryInterval: duration(),
};
