import { parseImage } from "./image";

const servers = ["mariadb", "mysql", "mysql-server", "percona", "percona-server"];

/** Whether an image runs a single MariaDB or MySQL server. Clients, exporters and Galera images of others do not. */
export function isServerImage(image: string): boolean {
  // A variable in the tag keeps the reference from being read, but not the name before it.
  const repository = parseImage(image)?.repository ?? image.split(/[@:]/)[0] ?? "";
  return servers.includes(repository.split("/").at(-1) ?? "");
}
