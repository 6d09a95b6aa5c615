/**
 * A Kubernetes API server for the tests of one run: etcd and kube-apiserver on the loopback interface, ended with it.
 */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** What the tests need of the machine. */
export interface TestSandbox {
  readonly kubeconfig: string;
  readonly context: string;
  /** Path of the Pulumi CLI. */
  readonly pulumi: string;
}

const startSeconds = 90;
const binaries =
  process.env["MARIADB_GITOPS_BIN"] ?? join(homedir(), ".cache", "mariadb-gitops", "build-now");

function binary(name: string): string {
  const path = join(binaries, name);
  if (!existsSync(path))
    throw new Error(`${name} is not in ${binaries}; set MARIADB_GITOPS_BIN to its folder`);
  return path;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

function start(path: string, parameters: readonly string[], cwd: string): ChildProcess {
  const child = spawn(path, parameters, { cwd, stdio: "ignore" });
  child.unref();
  return child;
}

async function isReady(port: number, token: string): Promise<boolean> {
  return new Promise((resolve) => {
    const headers = { authorization: `Bearer ${token}` };
    const options = { host: "127.0.0.1", port, path: "/readyz", headers, rejectUnauthorized: false };
    request(options, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    })
      .on("error", () => {
        resolve(false);
      })
      .end();
  });
}

async function startSandbox(): Promise<TestSandbox> {
  const directory = mkdtempSync(join(tmpdir(), "mariadb-gitops-test-"));
  const children: ChildProcess[] = [];
  process.once("exit", () => {
    for (const child of children) child.kill("SIGKILL");
    rmSync(directory, { recursive: true, force: true });
  });

  const [etcdPort, peerPort, port] = [await freePort(), await freePort(), await freePort()];
  const etcd = `http://127.0.0.1:${etcdPort}`;
  const peer = `http://127.0.0.1:${peerPort}`;
  const token = randomBytes(16).toString("hex");
  writeFileSync(join(directory, "tokens.csv"), `${token},admin,admin,system:masters\n`, { mode: 0o600 });
  const etcdParameters = [
    `--data-dir=${join(directory, "etcd")}`,
    `--listen-client-urls=${etcd}`,
    `--advertise-client-urls=${etcd}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    "--unsafe-no-fsync",
  ];
  children.push(start(binary("etcd"), etcdParameters, directory));
  const certificates = join(directory, "certificates");
  const serverParameters = [
    `--etcd-servers=${etcd}`,
    "--bind-address=127.0.0.1",
    `--secure-port=${port}`,
    `--cert-dir=${certificates}`,
    `--token-auth-file=${join(directory, "tokens.csv")}`,
    "--authorization-mode=RBAC",
    "--disable-admission-plugins=ServiceAccount",
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${join(certificates, "apiserver.key")}`,
    `--service-account-signing-key-file=${join(certificates, "apiserver.key")}`,
    "--service-cluster-ip-range=10.0.0.0/24",
    "--endpoint-reconciler-type=none",
  ];
  children.push(start(binary("kube-apiserver"), serverParameters, directory));
  for (let second = 0; !(await isReady(port, token)); second += 1) {
    if (second === startSeconds) throw new Error(`kube-apiserver is not ready after ${startSeconds} s`);
    await sleep(1000);
  }

  const kubeconfig = join(directory, "kubeconfig");
  const authority = readFileSync(join(certificates, "apiserver.crt")).toString("base64");
  const contents = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name: "test",
        cluster: { server: `https://127.0.0.1:${port}`, "certificate-authority-data": authority },
      },
    ],
    users: [{ name: "admin", user: { token } }],
    contexts: [{ name: "test", context: { cluster: "test", user: "admin" } }],
    "current-context": "test",
  };
  writeFileSync(kubeconfig, JSON.stringify(contents), { mode: 0o600 });
  return { kubeconfig, context: "test", pulumi: binary("pulumi") };
}

let running: Promise<TestSandbox> | undefined;

/**
 * Starts the sandbox, once for all tests of the run.
 * @throws Error when a binary is missing or the API server does not start.
 */
export async function sandboxForTests(): Promise<TestSandbox> {
  running ??= startSandbox();
  return running;
}
