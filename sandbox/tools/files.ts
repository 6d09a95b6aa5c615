import { createHash, randomUUID } from "node:crypto";
import { access, mkdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Problem, ProblemCode } from "../problem";
import { ARGO_CD } from "./catalog";
import { mismatch } from "./checksum";
import { asDiskProblem } from "./disk";
import { familyFolder, goEnv, requireGo } from "./go";
import { goProblem } from "./goerrors";
import { hostOf } from "./host";
import type { Host, ToolOptions } from "./host";
import { DownloadFailed, fetchFile, hasInternet } from "./network";
import { run } from "./run";
import type { Family, Place } from "./spec";

export interface Project {
  /** The repository on the code host and the tag whose files these are. */
  readonly repository: string;
  readonly tag: string;
  /** The Go module that ships the same files, pinned by one of our families. */
  readonly module: { readonly family: Family; readonly path: string };
  /** Each file with its SHA-256. */
  readonly files: Readonly<Record<string, string>>;
}

const PROJECTS = {
  "argo-cd": {
    repository: "argoproj/argo-cd",
    tag: `v${ARGO_CD}`,
    module: { family: "argocd", path: "github.com/argoproj/argo-cd/v3" },
    files: {
      "hack/git-verify-wrapper.sh": "e5271467f0d070e24ef690318206eb6a3d23ec002c9fd17d1c5cb2a52792001e",
      "manifests/crds/application-crd.yaml":
        "5dde0e229249b6b707beb98674c1deae3949d5c319a6c45b9f5a80c99618e40c",
      "manifests/crds/appproject-crd.yaml":
        "ab225266944322750136f1198d93786e4a79a0e43c8d149abfba44da30a3eac8",
    },
  },
  "external-secrets": {
    repository: "external-secrets/external-secrets",
    tag: "v1.3.2",
    module: { family: "external-secrets", path: "github.com/external-secrets/external-secrets" },
    files: {
      "config/crds/bases/external-secrets.io_externalsecrets.yaml":
        "690dbc0d51b5f9bc5266b450b533cfd22c5273268e8569102e528a39519cd4ba",
      "config/crds/bases/external-secrets.io_secretstores.yaml":
        "ef1fc349941cea1d56b87f8c31cf05a9fed85b7c000a60e69c6b2b29a13fa648",
    },
  },
} as const satisfies Record<string, Project>;

export type ProjectName = keyof typeof PROJECTS;
/** The files that a project ships and the sandbox needs. */
export type ShippedFile<Name extends ProjectName> = keyof (typeof PROJECTS)[Name]["files"] & string;

/**
 * The folder of a Go module in Go's module cache, downloaded there if need be. Read-only, and without executable bits.
 *
 * @param family whose go.mod pins the module's version.
 * @param module such as "github.com/argoproj/argo-cd/v3".
 * @throws Problem `go-missing`, `go-too-old`, `modules-unreachable`, `checksum-mismatch`, `disk-full`.
 */
export async function moduleDir(family: Family, module: string, options: ToolOptions = {}): Promise<string> {
  return folderOfModule(hostOf(options), family, module);
}

async function folderOfModule(host: Host, family: Family, module: string): Promise<string> {
  const what = `The files of the Go module ${module} were not read`;
  const go = await requireGo(host, what, [family]);
  const ask = (args: string[]): ReturnType<typeof run> =>
    run(go.path, args, { cwd: familyFolder(family), env: goEnv(host), signal: host.signal });
  const listed = await ask(["list", "-mod=readonly", "-m", "-f", "{{.Dir}}", module]);
  if (listed.code === 0 && listed.stdout.trim()) return listed.stdout.trim();
  const fetched = await ask(["mod", "download", "-json", module]);
  const folder = /"Dir": (".*")/.exec(fetched.stdout)?.[1];
  if (fetched.code === 0 && folder) return JSON.parse(folder) as string;
  // With -json Go reports the failed download on stdout.
  throw goProblem(what, `${fetched.stderr}\n${fetched.stdout}`, go.moduleCache);
}

/**
 * The path of a file that a project ships with its source, at the pinned tag: from our cache, from Go's module cache,
 * or downloaded from the project's repository into our cache. A machine without Go and without internet can be given
 * the file: the error names the place.
 *
 * @param projects for tests: other files and checksums.
 * @throws Problem `file-unavailable`, `checksum-mismatch`, `disk-full`, `cache-not-writable`.
 */
export async function shippedFile<Name extends ProjectName>(
  name: Name,
  file: ShippedFile<Name>,
  options: ToolOptions = {},
  projects: Readonly<Record<ProjectName, Project>> = PROJECTS,
): Promise<string> {
  const host = hostOf(options);
  const project = projects[name];
  const expected = project.files[file];
  if (expected === undefined)
    throw new Error(`${file} of ${name} has no checksum in the table of shipped files.`);
  const cached = join(host.cache, "files", name, project.tag, file);
  if (await exists(cached)) return checked(cached, expected);
  const reasons: string[] = [];
  try {
    const path = join(await folderOfModule(host, project.module.family, project.module.path), file);
    if (await exists(path)) return path;
    reasons.push(`Go: ${path} is missing from the module`);
  } catch (error) {
    if (!(error instanceof Problem) || error.code === ProblemCode.ChecksumMismatch) throw error;
    reasons.push(`Go: ${error.why}`);
  }
  const place: Place = { base: "raw", path: `/${project.repository}/${project.tag}/${file}` };
  try {
    if (await hasInternet(host, place)) return await fetchInto(host, place, cached, expected);
    reasons.push("there is no internet");
  } catch (error) {
    if (!(error instanceof DownloadFailed))
      throw asDiskProblem(error, `${file} was not stored`, dirname(cached));
    reasons.push(error.message);
  }
  throw new Problem(ProblemCode.FileUnavailable, {
    what: `${file} of ${name} ${project.tag} is not available`,
    why: reasons.join("; "),
    remedy: `Connect to the internet, or copy that file of the tag ${project.tag} to ${cached}.`,
  });
}

async function fetchInto(host: Host, place: Place, path: string, expected: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  const partial = `${path}.${randomUUID()}`;
  try {
    const actual = await fetchFile(host, place, partial);
    if (actual !== expected) throw mismatch(place.path, place.path, expected, actual);
    await rename(partial, path);
    return path;
  } finally {
    await rm(partial, { force: true });
  }
}

/** A cached file is checked at every use: it may have been put there by hand. */
async function checked(path: string, expected: string): Promise<string> {
  const actual = createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
  if (actual === expected) return path;
  throw new Problem(ProblemCode.ChecksumMismatch, {
    what: `${path} was not used`,
    why: `it has the SHA-256 ${actual}, and ${expected} is expected`,
    remedy: "Delete it, and start again.",
  });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
