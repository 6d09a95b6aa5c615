import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { findMariaDb, type MariaDb } from "../../../../sandbox/tools/mariadb";
import { newMachine, type Machine } from "./support";

const names = ["mariadbd", "mariadb", "mariadb-install-db"];

describe("a MariaDB server", () => {
  let machine: Machine;
  beforeEach(async () => (machine = await newMachine()));
  afterEach(() => machine.remove());

  it("on PATH is used as it is", async () => {
    for (const name of names) {
      await program(name, "exit 0");
    }
    assert.deepEqual(await findMariaDb(machine.options()), {
      mariadbd: join(machine.bin, "mariadbd"),
      mariadb: join(machine.bin, "mariadb"),
      "mariadb-install-db": join(machine.bin, "mariadb-install-db"),
      args: [],
      env: {},
    });
  });

  it("comes from the packages of the system, with the libraries that are not installed, and is unpacked once", async () => {
    await packages();
    const found = (await findMariaDb(machine.options())) as MariaDb;
    assert.match(await readFile(join(machine.root, "apt.log"), "utf8"), / update$/m);
    assert.match(
      await readFile(join(machine.root, "apt.log"), "utf8"),
      / download mariadb-server-core mariadb-client-core libnew$/m,
    );
    const folder = join(machine.cache, "mariadb");
    const [release = "", ...others] = await readdir(folder);
    assert.deepEqual(others, []);
    assert.equal(found.mariadbd, join(folder, release, "usr/sbin/mariadbd"));
    assert.deepEqual(found.args, [`--basedir=${join(folder, release, "usr")}`]);
    assert.deepEqual(found.env, { LD_LIBRARY_PATH: join(folder, release, "usr/lib/some-linux-gnu") });

    await program("apt-get", "exit 1");
    assert.deepEqual(await findMariaDb(machine.options()), found);
  });

  it("is missing, with the reason, on a system without Debian's packages", async () => {
    assert.deepEqual(await findMariaDb(machine.options()), {
      missing:
        "mariadbd is not on PATH, and neither is what fetches its package: apt-get, apt-cache, dpkg, dpkg-query",
    });
  });

  it("is missing, with the reason, when the packages cannot be downloaded, and leaves nothing in the cache", async () => {
    await packages();
    await program("apt-get", "echo 'E: no network' >&2; exit 100");
    assert.deepEqual(await findMariaDb(machine.options()), {
      missing:
        "mariadbd is not on PATH, and its packages were not fetched: apt-get ended with 100: E: no network",
    });
    assert.deepEqual(await readdir(join(machine.cache, "mariadb")), []);
  });

  it("is missing, with the reason, when what was unpacked does not run here", async () => {
    await packages("echo 'libc.so.6: version not found' >&2; exit 1");
    const { missing } = (await findMariaDb(machine.options())) as { missing: string };
    assert.match(missing, /mariadbd ended with 1: libc\.so\.6: version not found$/);
    assert.deepEqual(await readdir(join(machine.cache, "mariadb")), []);
  });

  async function program(name: string, ...lines: string[]): Promise<void> {
    await machine.program(join(machine.bin, name), ...lines);
  }

  /** The tools of a Debian whose package holds a server that runs `server`, and where only libold is installed. */
  async function packages(server = "exit 0"): Promise<void> {
    await program(
      "apt-get",
      `echo "$@" >> ${machine.root}/apt.log`,
      'case "$*" in *download*) echo > server.deb;; esac',
    );
    await program(
      "apt-cache",
      "printf '%s\\n' mariadb-server-core '  Depends: libold' mariadb-client-core libold libnew debconf",
    );
    await program("dpkg-query", "echo installed libold");
    await program(
      "dpkg",
      '/bin/mkdir -p "$3/usr/sbin" "$3/usr/lib/some-linux-gnu"',
      `printf '#!/bin/sh\\n%s\\n' "${server}" > "$3/usr/sbin/mariadbd"`,
      '/bin/chmod 755 "$3/usr/sbin/mariadbd"',
    );
  }
});
