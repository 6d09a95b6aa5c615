/** How databases, their servers and the tools around them are called in images, charts, Secrets and paths. */
import { parseImage } from "./versions";

/** Where MariaDB and its relatives keep their data. */
export const dataDirectory = /^\/(var\/lib\/mysql|bitnami\/mariadb|config\/databases)(\/|$)/;

/** Servers, proxies and backup programs. Percona also makes servers of other databases. */
const databaseName =
  /mariadb|mysql|percona(?!-(postgres|pg|mongo|psmdb|server-mongo))|galera|maxscale|xtradb|xtrabackup|mydumper|proxysql/i;

/** The operator writes SQL through its own objects only, which other rules look at; its chart pins its image. */
const operatorName = /(mariadb|mysql)-operator/gi;

/** What watches a server or shows its tables holds no data. */
const watcherName = /(prometheus-)?(mariadb|mysqld?)-exporter/gi;

/** Words by which people call what delivers a database, whichever it is. */
const anyDatabase = /(^|[^a-z0-9])(databases?|dbs?)([^a-z0-9]|$)/i;

/** The variables that hold the user or the password of a database. */
export const credential = /^(MARIADB|MYSQL)_(\w+_)?(PASSWORD|PASSWD|PASS|PWD|USER)/i;

const program =
  /(^|[\s/;&|("'`])(mariadb|mysql)(d|sh|d?-?(safe|dump|backup|admin|import|check|binlog|upgrade))?($|[\s;&|)"'`])/;
const url = /(mariadb|mysql)(\+\w+)?:\/\//;

/** Whether the name of an image, a Secret or the like is that of a database, and not of the operator. */
export function namesDatabase(name: string): boolean {
  return databaseName.test(name.replace(operatorName, ""));
}

/** Whether a chart or a delivery is called after a database, or after the operator, without which none is managed. */
export function namesDelivery(name: string): boolean {
  return databaseName.test(name.replace(watcherName, ""));
}

/** The same, with words such as "databases" that may stand for any; for what nobody can look into. */
export function mayNameDelivery(name: string): boolean {
  return namesDelivery(name) || anyDatabase.test(name);
}

/** Whether an image runs a database. The registry's host and the tag say nothing about what runs. */
export function runsDatabase(image: string): boolean {
  return namesDatabase(parseImage(image)?.repository ?? image);
}

/** The same without what only watches it. */
export function servesDatabase(image: string): boolean {
  return runsDatabase(image.replace(watcherName, ""));
}

/** Images whose program is a database server, as the last part of their repository. */
const serverImage =
  /^(mariadb(-galera|-server|-enterprise)?|mysql(-server|-community-server)?|percona(-server(-mysql)?|-xtradb-cluster)?)$/;

/** Whether an image is that of a database server; jobs run it too, for its clients. */
export function isServerImage(image: string): boolean {
  const repository = parseImage(image)?.repository ?? image;
  return serverImage.test(repository.split("/").at(-1) ?? repository);
}

/** Whether a command runs a client of a database or one of its tools. */
export function runsClient(command: string): boolean {
  return program.test(command);
}

/** Whether a command or an address connects to a database. */
export function connects(text: string): boolean {
  return program.test(text) || url.test(text);
}
