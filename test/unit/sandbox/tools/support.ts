import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Progress } from "../../../../sandbox/ground/progress";
import { defaultTimeouts, type ToolOptions } from "../../../../sandbox/tools/host";
import type { Bases } from "../../../../sandbox/tools/spec";

/** Keeps every line, each with its symbol's name. */
export interface RecordedProgress extends Progress {
  readonly lines: string[];
}

export function recordProgress(): RecordedProgress {
  const lines: string[] = [];
  const add = (kind: string) => (text: string) => {
    lines.push(`${kind}: ${text}`);
  };
  return {
    lines,
    action: add("action"),
    generate: add("generate"),
    waiting: add("waiting"),
    success: add("success"),
    warning: add("warning"),
    failure: add("failure"),
    async step(label, work, done) {
      lines.push(`step: ${label}`);
      const value = await work((detail) => lines.push(`note: ${detail}`));
      lines.push(`success: ${done("1s", value)}`);
      return value;
    },
  };
}

/** A machine of its own: an empty PATH, an empty cache and no internet, until a test adds to it. */
export interface Machine {
  readonly root: string;
  /** The one directory on PATH. */
  readonly bin: string;
  readonly cache: string;
  readonly progress: RecordedProgress;
  /** The options for the functions under test; `more` replaces some of them. */
  options(more?: ToolOptions): ToolOptions;
  /** Writes a program of shell lines. */
  program(path: string, ...lines: string[]): Promise<string>;
  /** Writes a fake `go` that claims to be 1.26.8; `build` is the shell code of `go build`, with `$out` set. */
  go(build: string, env?: Readonly<Record<string, string>>): Promise<string>;
  remove(): Promise<void>;
}

export async function newMachine(): Promise<Machine> {
  const root = await mkdtemp(join(tmpdir(), "tools-test-"));
  const bin = join(root, "bin");
  const cache = join(root, "cache");
  const progress = recordProgress();
  const program = async (path: string, ...lines: string[]): Promise<string> => {
    await mkdir(join(path, ".."), { recursive: true });
    await writeFile(path, ["#!/bin/sh", ...lines, ""].join("\n"), { mode: 0o755 });
    return path;
  };
  await mkdir(bin);
  return {
    root,
    bin,
    cache,
    progress,
    program,
    options: (more = {}) => ({
      progress,
      env: { PATH: bin, HOME: root, MARIADB_GITOPS_CACHE: cache },
      bases: basesOf("http://127.0.0.1:9"),
      timeouts: { ...defaultTimeouts, version: 5_000 },
      freeSpace: () => Promise.resolve({ device: 1, bytes: 2 ** 50 }),
      ...more,
    }),
    go: (build, env = {}) => {
      const values = {
        GOVERSION: "go1.26.8",
        GOTOOLCHAIN: "local",
        GOCACHE: join(root, "go-build"),
        GOMODCACHE: join(root, "go-mod"),
        ...env,
      };
      return program(
        join(bin, "go"),
        `echo "$@" >> ${root}/go.log`,
        `if [ "$1" = env ]; then echo '${JSON.stringify(values)}'; exit 0; fi`,
        'all="$*"; out=; while [ $# -gt 0 ]; do [ "$1" = -o ] && out="$2"; shift; done',
        build,
      );
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/** Shell code that answers as the named tool of that version does. */
export function answer(tool: "etcd" | "kube-apiserver" | "kustomize", version: string): string {
  const texts = { etcd: "etcd Version: ", "kube-apiserver": "Kubernetes v", kustomize: "v" };
  return `echo "${texts[tool]}${version}"`;
}

/** Shell code of a fake `go build` that makes such a tool. */
export function make(tool: "etcd" | "kube-apiserver" | "kustomize", version: string): string {
  return `printf '#!/bin/sh\\n%s\\n' '${answer(tool, version)}' > "$out"; /bin/chmod 755 "$out"`;
}

/** A table whose entries are all one address; a new object, so that no earlier probe counts. */
export function basesOf(address: string): Bases {
  return { pulumi: address, kubernetes: address, github: address, raw: address };
}

export interface Server {
  readonly bases: Bases;
  /** "GET /path" of every request. */
  readonly requests: string[];
  close(): Promise<void>;
}

/** A local server for official downloads. */
export async function serve(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Server> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method ?? ""} ${request.url ?? ""}`);
    handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    requests,
    bases: basesOf(`http://127.0.0.1:${port}`),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
