import { randomInt } from "node:crypto";
import { createConnection, createServer } from "node:net";

export async function isFree(port: number): Promise<boolean> {
  return (await listenOn(port)) !== undefined;
}

export async function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: "127.0.0.1", port });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => {
      resolve(false);
    });
  });
}

/**
 * Chooses a free port of the loopback address for each name. A port that the last run used is taken again if it is
 * still free, so that the kubeconfig of an open terminal keeps working.
 *
 * @returns the ports, and the names whose earlier port another process has now
 */
export async function choosePorts<Name extends string>(
  names: readonly Name[],
  earlier: Partial<Record<Name, number>>,
): Promise<{ ports: Record<Name, number>; taken: Name[] }> {
  const ports: Partial<Record<Name, number>> = {};
  const taken: Name[] = [];
  const block = { next: randomInt(ours.from, ours.until) };
  for (const name of names) {
    const wanted = earlier[name];
    const kept = wanted === undefined ? undefined : await listenOn(wanted);
    if (wanted !== undefined && kept === undefined) {
      taken.push(name);
    }
    ports[name] = kept ?? (await freePort(block, Object.values(ports)));
  }
  return { ports: ports as Record<Name, number>, taken };
}

/**
 * Below the ports that Linux hands out by itself: those it gives to any connection that somebody opens, and between the
 * choice of a port and the start of its server there may be a minute. Those of one run are side by side, so that two runs
 * that choose at the same time hardly meet.
 */
const ours = { from: 10_000, until: 31_000, tries: 1000 };

async function freePort(block: { next: number }, chosen: readonly unknown[]): Promise<number> {
  for (let tries = 0; tries < ours.tries; tries += 1) {
    const port = block.next;
    block.next += 1;
    if (!chosen.includes(port) && (await listenOn(port)) !== undefined) {
      return port;
    }
  }
  throw new Error(`The loopback address 127.0.0.1 has no free port from ${block.next - ours.tries} on.`);
}

/** Listens for a moment; undefined when the port is taken. */
async function listenOn(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => {
      resolve(undefined);
    });
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      const bound = typeof address === "object" && address !== null ? address.port : undefined;
      server.close(() => {
        resolve(bound);
      });
    });
  });
}
