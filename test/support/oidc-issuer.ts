import { createHash, generateKeyPairSync, randomBytes, sign, webcrypto, type KeyObject } from "node:crypto";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
// @peculiar/x509 asks for this polyfill before it is loaded.
import "reflect-metadata";
import * as x509 from "@peculiar/x509";

/** A person, as the provider knows them. */
export interface OidcUser {
  readonly email: string;
  readonly groups: readonly string[];
}

/** A login that was begun: what the token endpoint compares when the code comes back. */
interface Grant {
  readonly clientId: string;
  readonly nonce: string | null;
  readonly challenge: string | null;
  readonly user: OidcUser;
}

/**
 * A small OpenID Connect provider on loopback, with a certificate of its own. Whoever comes to its login page is the
 * current `user`. It has two clients, as real providers do: one with a secret, and a public one with PKCE.
 */
export class OidcIssuer {
  /** Who logs in next. */
  user: OidcUser = { email: "nobody@example.com", groups: [] };
  readonly clientId = "argocd";
  readonly clientSecret = randomBytes(16).toString("hex");
  readonly cliClientId = "argocd-cli";
  private readonly grants = new Map<string, Grant>();
  private readonly key: KeyObject;
  private readonly jwk: object;

  static async start(): Promise<OidcIssuer> {
    const { pem, keyPem } = await loopbackCertificate();
    const server = createServer({ cert: pem, key: keyPem });
    const issuer = new OidcIssuer(server, pem);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return issuer;
  }

  /** Certificate of the provider, which is its own authority. */
  readonly certificate: string;
  private readonly server: Server;

  private constructor(server: Server, certificate: string) {
    this.server = server;
    this.certificate = certificate;
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    this.key = privateKey;
    this.jwk = { ...publicKey.export({ format: "jwk" }), kid: "test", use: "sig", alg: "RS256" };
    server.on("request", (request, response) => {
      const url = new URL(request.url ?? "/", this.url);
      let body = "";
      request.on("data", (data: Buffer) => (body += data.toString()));
      request.on("end", () => {
        const { status, location, json } = this.answer(
          url,
          new URLSearchParams(body),
          request.headers.authorization,
        );
        response.writeHead(status, {
          "content-type": "application/json",
          ...(location === undefined ? {} : { location }),
        });
        response.end(json === undefined ? "" : JSON.stringify(json));
      });
    });
  }

  get url(): string {
    return `https://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private answer(url: URL, form: URLSearchParams, authorization: string | undefined): Answer {
    switch (url.pathname) {
      case "/.well-known/openid-configuration":
        return { status: 200, json: this.discovery() };
      case "/keys":
        return { status: 200, json: { keys: [this.jwk] } };
      case "/authorize":
        return this.authorize(url.searchParams);
      case "/token":
        return this.token(form, authorization);
      default:
        return { status: 404, json: { error: "not_found" } };
    }
  }

  private discovery(): object {
    return {
      issuer: this.url,
      authorization_endpoint: `${this.url}/authorize`,
      token_endpoint: `${this.url}/token`,
      jwks_uri: `${this.url}/keys`,
      response_types_supported: ["code"],
      grant_types_supported: ["authorization_code"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
      code_challenge_methods_supported: ["S256"],
    };
  }

  /** The login page: the current user is sent back at once. */
  private authorize(query: URLSearchParams): Answer {
    const code = randomBytes(8).toString("hex");
    this.grants.set(code, {
      clientId: query.get("client_id") ?? "",
      nonce: query.get("nonce"),
      challenge: query.get("code_challenge"),
      user: this.user,
    });
    const back = new URL(query.get("redirect_uri") ?? "");
    back.searchParams.set("code", code);
    back.searchParams.set("state", query.get("state") ?? "");
    return { status: 302, location: back.href };
  }

  private token(form: URLSearchParams, authorization: string | undefined): Answer {
    const grant = this.grants.get(form.get("code") ?? "");
    const verifier = form.get("code_verifier") ?? "";
    const proven = grant?.challenge === createHash("sha256").update(verifier).digest("base64url");
    const basic = Buffer.from(`${this.clientId}:${this.clientSecret}`).toString("base64");
    const secret = form.get("client_secret") === this.clientSecret || authorization === `Basic ${basic}`;
    if (grant === undefined || !(grant.clientId === this.cliClientId ? proven : secret)) {
      return { status: 401, json: { error: "invalid_client" } };
    }
    const token = this.idToken(grant);
    return {
      status: 200,
      json: { access_token: token, id_token: token, token_type: "Bearer", expires_in: 3600 },
    };
  }

  private idToken({ clientId, nonce, user }: Grant): string {
    const now = Math.floor(Date.now() / 1000);
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const claims = {
      iss: this.url,
      aud: clientId,
      sub: user.email,
      email: user.email,
      groups: user.groups,
      iat: now,
      exp: now + 3600,
      ...(nonce === null ? {} : { nonce }),
    };
    const signed = `${part({ alg: "RS256", typ: "JWT", kid: "test" })}.${part(claims)}`;
    return `${signed}.${sign("RSA-SHA256", Buffer.from(signed), this.key).toString("base64url")}`;
  }
}

interface Answer {
  status: number;
  location?: string;
  json?: object;
}

/** A certificate for 127.0.0.1 that signs itself. */
async function loopbackCertificate(): Promise<{ pem: string; keyPem: string }> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: [{ CN: ["issuer of a test"] }],
      keys,
      signingAlgorithm: { ...algorithm, hash: "SHA-256" },
      extensions: [
        new x509.BasicConstraintsExtension(true, undefined, true),
        new x509.SubjectAlternativeNameExtension([{ type: "ip", value: "127.0.0.1" }]),
      ],
    },
    webcrypto,
  );
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey)).toString("base64");
  const lines = pkcs8.match(/.{1,64}/g) ?? [];
  const keyPem = ["-----BEGIN PRIVATE KEY-----", ...lines, "-----END PRIVATE KEY-----", ""].join("\n");
  return { pem: `${certificate.toString("pem")}\n`, keyPem };
}
