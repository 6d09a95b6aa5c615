import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { choosePorts } from "../../sandbox/cluster";
import { waitFor } from "../../sandbox/ground/wait";
import type { CliAnswer } from "./argocd-cli";
import type { OidcIssuer, OidcUser } from "./oidc-issuer";

/** Somebody at a terminal, with the real `argocd` and a configuration of their own. */
export class Person {
  private readonly folder = mkdtempSync(join(tmpdir(), "mariadb-gitops-person-"));

  private readonly binary: string;
  private readonly issuer: OidcIssuer;
  private readonly user: OidcUser;

  constructor(binary: string, issuer: OidcIssuer, user: OidcUser) {
    this.binary = binary;
    this.issuer = issuer;
    this.user = user;
    writeFileSync(this.authority, issuer.certificate);
  }

  /** Logs in as `argocd login SERVER --sso` does, with this person in the place of the browser. */
  async login(server: string): Promise<CliAnswer> {
    const { ports } = await choosePorts(["callback"], {});
    const words = ["login", server, "--plaintext", "--sso", "--sso-launch-browser=false"];
    const child = spawn(this.binary, [...words, `--sso-port=${String(ports.callback)}`], {
      env: this.env(),
    });
    const said = { stdout: "", stderr: "" };
    child.stdout.on("data", (data: Buffer) => (said.stdout += data.toString()));
    child.stderr.on("data", (data: Buffer) => (said.stderr += data.toString()));
    const ended = new Promise<number>((resolve) => {
      child.once("close", (code) => {
        resolve(code ?? 1);
      });
    });
    try {
      await waitFor(
        "the command to say where to log in",
        () => Promise.resolve(loginPage(said.stdout) !== undefined),
        {
          seconds: 30,
          signal: AbortSignal.timeout(60_000),
        },
      );
      this.issuer.user = this.user;
      const back = await redirectOf(loginPage(said.stdout) ?? "", this.issuer.certificate);
      back.hostname = "127.0.0.1";
      await waitFor(
        "the command to take the code",
        () =>
          fetch(back).then(
            () => true,
            () => false,
          ),
        { seconds: 30 },
      );
    } catch (error) {
      child.kill("SIGKILL");
      throw new Error(`${String(error)} It said: ${said.stdout}${said.stderr}`, { cause: error });
    }
    return { code: await ended, ...said };
  }

  /** Runs `argocd` with these words. */
  async run(...words: readonly string[]): Promise<CliAnswer> {
    return new Promise((resolve) => {
      execFile(this.binary, [...words], { env: this.env(), timeout: 120_000 }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
      });
    });
  }

  /** Removes what the person stored, tokens included. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get authority(): string {
    return join(this.folder, "authority.pem");
  }

  private env(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      ARGOCD_BINARY_NAME: "argocd",
      ARGOCD_CONFIG_DIR: this.folder,
      // Where Go looks for authorities, as on a machine that trusts the provider.
      SSL_CERT_FILE: this.authority,
      KUBECONFIG: join(this.folder, "kubeconfig"),
    };
  }
}

function loginPage(stdout: string): string | undefined {
  return /flow login: (\S+)/.exec(stdout)?.[1];
}

/** Where the provider sends a browser. */
async function redirectOf(page: string, ca: string): Promise<URL> {
  return new Promise((resolve, reject) => {
    get(page, { ca }, (response) => {
      response.resume();
      resolve(new URL(response.headers.location ?? ""));
    }).once("error", reject);
  });
}
