/**
 * A command of the sandbox: `git-server REPOSITORY PORT` serves one bare repository over HTTP on the loopback address,
 * for reading only. Flux's source-controller pulls from addresses, never from a folder.
 */
import { spawn } from "node:child_process";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { basename, dirname } from "node:path";
import type { Readable } from "node:stream";

/** The requests of a clone or a fetch. Pushes are not served. */
const readable = new Set([
  "GET /repository.git/info/refs?service=git-upload-pack",
  "POST /repository.git/git-upload-pack",
]);

export function repositoryUrl(port: number): string {
  return `http://127.0.0.1:${port}/repository.git`;
}

/** Serves the bare repository in a folder, once the caller lets it listen. */
export function gitServer(repository: string): Server {
  return createServer((request, response) => {
    const { method = "", url = "", headers, socket } = request;
    // A web page whose host name was rebound to 127.0.0.1 sends its own name as the host.
    const isOurs = headers.host === `127.0.0.1:${String(socket.localPort)}`;
    if (isOurs && readable.has(`${method} ${url}`)) {
      serve(repository, request, response);
    } else {
      response.writeHead(isOurs ? 404 : 403).end();
    }
  });
}

/** Hands the request to `git http-backend`, which speaks CGI. */
function serve(repository: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? "", "http://127.0.0.1");
  const { headers } = request;
  const backend = spawn("git", ["http-backend"], {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: dirname(repository),
      GIT_HTTP_EXPORT_ALL: "1",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_PROTOCOL: String(headers["git-protocol"] ?? ""),
      REQUEST_METHOD: request.method,
      PATH_INFO: pathname.replace("/repository.git", `/${basename(repository)}`),
      QUERY_STRING: search.slice(1),
      CONTENT_TYPE: headers["content-type"] ?? "",
      CONTENT_LENGTH: headers["content-length"] ?? "",
      HTTP_CONTENT_ENCODING: headers["content-encoding"] ?? "",
    },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const fail = (): void => {
    if (response.headersSent) {
      response.destroy();
    } else {
      response.writeHead(500).end();
    }
  };
  backend.once("error", fail);
  // If the client or the backend ends early, the other one is ended too.
  backend.stdin.on("error", fail);
  response.once("close", () => backend.kill());
  request.pipe(backend.stdin);
  answer(backend.stdout, response).catch(fail);
}

/** Turns a CGI answer into one of HTTP: header lines, an empty line, the body. */
async function answer(output: Readable, response: ServerResponse): Promise<void> {
  let head = Buffer.alloc(0);
  let inBody = false;
  for await (const chunk of output as AsyncIterable<Buffer>) {
    if (inBody) {
      response.write(chunk);
      continue;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf("\r\n\r\n");
    if (end === -1) {
      continue;
    }
    inBody = true;
    const lines = head.subarray(0, end).toString().split("\r\n");
    const fields = lines.map((line) => line.split(/: (.*)/, 2) as [string, string]);
    const status = fields.find(([name]) => name === "Status")?.[1] ?? "200";
    response.writeHead(Number.parseInt(status, 10), Object.fromEntries(fields));
    response.write(head.subarray(end + 4));
  }
  if (!inBody) {
    throw new Error("git http-backend gave no answer.");
  }
  response.end();
}

if (require.main === module) {
  const [repository = "", port = ""] = process.argv.slice(2);
  gitServer(repository).listen(Number(port), "127.0.0.1");
}
