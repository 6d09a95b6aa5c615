import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { userInfo } from "node:os";

import { choosePorts } from "../../sandbox/cluster";
import { type MariaDb, run } from "../../sandbox/tools";
import type { Workplace } from "./workplace";

/** The login that a client over TCP has; it may do everything. */
export interface Login {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
}

/** A real MariaDB server on the loopback address, with its data in the folder of a test. */
export class MariaDbServer {
  readonly login: Login;
  private readonly programs: MariaDb;
  private readonly socket: string;

  private constructor(programs: MariaDb, socket: string, login: Login) {
    this.programs = programs;
    this.socket = socket;
    this.login = login;
  }

  /** Creates an empty server and starts it. The workplace ends it. */
  static async start(workplace: Workplace, programs: MariaDb): Promise<MariaDbServer> {
    const { ports } = await choosePorts(["mariadb"], {});
    const login = {
      host: "127.0.0.1",
      port: ports.mariadb,
      username: "operator",
      password: randomBytes(12).toString("hex"),
    };
    const server = new MariaDbServer(programs, workplace.path("mariadb.sock"), login);
    const user = userInfo().username;
    // A log of 4 MiB instead of 96: these databases hold a few rows.
    const common = [
      "--no-defaults",
      ...programs.args,
      `--datadir=${workplace.path("mariadb")}`,
      "--innodb-log-file-size=4M",
    ];
    await server.call(programs["mariadb-install-db"], [
      ...common,
      `--user=${user}`,
      "--auth-root-authentication-method=socket",
      `--auth-root-socket-user=${user}`,
      "--skip-test-db",
    ]);
    const account = `'${login.username}'@'${login.host}'`;
    await writeFile(
      workplace.path("mariadb.sql"),
      `CREATE USER ${account} IDENTIFIED BY '${login.password}';\nGRANT ALL ON *.* TO ${account} WITH GRANT OPTION;\n`,
      { mode: 0o600 },
    );
    const args = [
      ...common,
      `--user=${user}`,
      `--socket=${server.socket}`,
      `--bind-address=${login.host}`,
      `--port=${login.port}`,
      "--skip-name-resolve",
      `--init-file=${workplace.path("mariadb.sql")}`,
    ];
    await workplace.start("mariadb", { command: programs.mariadbd, args, env: programs.env }, async () => {
      return server.sql("SELECT 1").then(
        () => true,
        () => false,
      );
    });
    return server;
  }

  /** The rows that a statement returns, their columns separated by tabs. */
  async sql(statement: string): Promise<string[]> {
    const args = ["--batch", "--skip-column-names", `--socket=${this.socket}`, "-e", statement];
    const stdout = await this.call(this.programs.mariadb, [
      "--no-defaults",
      `--user=${userInfo().username}`,
      ...args,
    ]);
    return stdout === "" ? [] : stdout.split("\n");
  }

  private async call(command: string, args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await run(command, args, {
      env: { ...process.env, ...this.programs.env },
    });
    if (code !== 0) {
      throw new Error(`${command} ended with ${String(code)}: ${stderr}${stdout}`);
    }
    return stdout;
  }
}
