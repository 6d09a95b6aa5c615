import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ensureTools } from "../../sandbox/tools";

/** What a run of Argo CD's own binary said. */
export interface CliAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** An object of which the kind is known. */
export interface KindedObject {
  readonly apiVersion: string;
  readonly kind: string;
}

/** A kubeconfig of a cluster that does not exist: the commands used here insist on one and never call it. */
const nowhere = JSON.stringify({
  apiVersion: "v1",
  kind: "Config",
  clusters: [{ name: "nowhere", cluster: { server: "http://127.0.0.1:1" } }],
  contexts: [{ name: "nowhere", context: { cluster: "nowhere", user: "nobody" } }],
  users: [{ name: "nobody", user: {} }],
  "current-context": "nowhere",
});

/** How many runs go on at once; each keeps a core busy for a fraction of a second. */
const parallel = 4;

/**
 * Runs the real Argo CD, without a cluster, on settings and objects that a test makes.
 *
 * @example
 * const cli = useArgoCdCli();
 * await cli().health(settings, { apiVersion: "k8s.mariadb.com/v1alpha1", kind: "MariaDB", metadata: { name: "db" } });
 */
export class ArgoCdCli {
  private readonly binary: string;
  private readonly folder: string;
  private readonly waiting: (() => void)[] = [];
  private running = 0;
  private files = 0;

  /** Finds or builds the binary. */
  static async start(): Promise<ArgoCdCli> {
    const { argocd } = await ensureTools(["argocd"]);
    return new ArgoCdCli(argocd.path, mkdtempSync(join(tmpdir(), "mariadb-gitops-argocd-")));
  }

  private constructor(binary: string, folder: string) {
    this.binary = binary;
    this.folder = folder;
    writeFileSync(this.path("kubeconfig"), nowhere);
  }

  /** Deletes everything that was written. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Writes a value as JSON, which is YAML too, or a text as it is, and returns the file's path. */
  file(content: unknown): string {
    this.files += 1;
    const path = this.path(`${String(this.files)}.yaml`);
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
    return path;
  }

  /** The health that the checks in these `argocd-cm` settings give to an object, as "Status: message". */
  async health(settings: Readonly<Record<string, string>>, object: object): Promise<string> {
    const config = this.file(configMap("argocd-cm", settings));
    const { code, stdout, stderr } = await this.run("argocd", [
      ...["admin", "settings", "resource-overrides", "health", this.file(object)],
      ...["--argocd-cm-path", config],
    ]);
    const found = /^STATUS: (\S+)\nMESSAGE: ?([^]*?)\n?$/.exec(stdout);
    return code === 0 && found !== null
      ? `${found[1] ?? ""}: ${found[2] ?? ""}`
      : `Error: ${stdout}${stderr}`;
  }

  /**
   * The healths of many objects in one run, which is a hundred times faster: the checks become functions of one script,
   * and each is called with the error that it raises caught. Each kind of an object must have a check.
   */
  async healths(
    settings: Readonly<Record<string, string>>,
    objects: readonly KindedObject[],
  ): Promise<string[]> {
    const keys = [...new Set(objects.map(healthKey))];
    const script = [
      'local checks, answers = {}, ""',
      ...keys.map((key) => `checks["${key}"] = function(obj)\n${settings[key] ?? ""}\nend`),
      "for _, case in ipairs(obj.spec.cases) do",
      "  local fine, found = pcall(checks[case.key], case.object)",
      '  answers = answers .. (fine and found.status .. ": " .. found.message or "Error: " .. tostring(found)) .. "\\n"',
      "end",
      'return { status = "Healthy", message = answers }',
    ].join("\n");
    const cases = objects.map((object) => ({ key: healthKey(object), object }));
    const answer = await this.health(
      { "resource.customizations.health.test_Cases": script },
      { apiVersion: "test/v1", kind: "Cases", metadata: { name: "cases" }, spec: { cases } },
    );
    const found = answer.replace(/^Healthy: /, "").split("\n");
    if (!answer.startsWith("Healthy: ") || found.length < objects.length) {
      throw new Error(`The checks were not run: ${answer}`);
    }
    return found.slice(0, objects.length);
  }

  /** Whether a subject may act on an object, under a ConfigMap `argocd-rbac-cm` beside the built-in policy. */
  async can(
    rbac: Readonly<Record<string, string>>,
    subject: string,
    action: string,
    resource: string,
    object: string,
  ): Promise<boolean> {
    const { code, stdout, stderr } = await this.run("argocd", [
      ...["admin", "settings", "rbac", "can", subject, action, resource, object],
      ...["--policy-file", this.file(configMap("argocd-rbac-cm", rbac))],
    ]);
    const answer = stdout.trim();
    if ((answer !== "Yes" && answer !== "No") || (answer === "Yes") !== (code === 0)) {
      throw new Error(`rbac can ${subject} ${action} ${object}: ${stdout}${stderr}`);
    }
    return answer === "Yes";
  }

  /** Runs `argocd admin notifications <command...>` on a ConfigMap with these settings. */
  async notifications(
    settings: Readonly<Record<string, string>>,
    secrets: Readonly<Record<string, string>>,
    command: readonly string[],
  ): Promise<CliAnswer> {
    const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "argocd-notifications-secret" } };
    return this.run("argocd", [
      ...["admin", "notifications", ...command],
      ...["--config-map", this.file(configMap("argocd-notifications-cm", settings))],
      ...["--secret", this.file({ ...secret, stringData: secrets })],
    ]);
  }

  /** Runs one of the binary's components, which it picks by the name that it is told. */
  async run(component: string, args: readonly string[]): Promise<CliAnswer> {
    while (this.running >= parallel) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    this.running += 1;
    try {
      return await new Promise((resolve) => {
        const env = {
          ...process.env,
          ARGOCD_BINARY_NAME: component,
          KUBECONFIG: this.path("kubeconfig"),
          ARGOCD_CONFIG_DIR: this.folder,
        };
        execFile(this.binary, [...args], { env }, (error, stdout, stderr) => {
          resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
        });
      });
    } finally {
      this.running -= 1;
      this.waiting.shift()?.();
    }
  }

  private path(name: string): string {
    return join(this.folder, name);
  }
}

/** Argo CD's binary for the tests of a suite, which may have to build it. */
export function useArgoCdCli(): () => ArgoCdCli {
  let cli: ArgoCdCli;
  before(async function () {
    this.timeout(45 * 60_000);
    cli = await ArgoCdCli.start();
  });
  after(() => {
    cli.remove();
  });
  return () => cli;
}

/** Key of the check of an object's kind in `argocd-cm`. */
function healthKey({ apiVersion, kind }: KindedObject): string {
  return `resource.customizations.health.${apiVersion.split("/")[0] ?? ""}_${kind}`;
}

/** A ConfigMap as Argo CD reads it from a file. */
export function configMap(name: string, data: Readonly<Record<string, string>>): object {
  const labels = { "app.kubernetes.io/part-of": "argocd" };
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "argocd", labels }, data };
}
