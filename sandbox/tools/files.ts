import { createHash, randomUUID } from "node:crypto";
import { access, mkdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

import { Problem, ProblemCode } from "../ground/problem";
import { argoCd, kwok } from "./catalog";
import { asDiskProblem } from "./disk";
import { DownloadFailed, fetchFile, hasInternet, mismatch } from "./download";
import { familyFolder, goEnv, goProblem, requireGo } from "./go";
import { hostOf, type Host, type ToolOptions } from "./host";
import { run } from "./run";
import type { Family, RemoteFile } from "./spec";

export interface Project {
  /** The GitHub repository of the files, and the tag. */
  readonly repository: string;
  readonly tag: string;
  /** The Go module with the same files, pinned by one of the families. */
  readonly module: { readonly family: Family; readonly path: string };
  /** SHA-256 by file. */
  readonly files: Readonly<Record<string, string>>;
}

const knownProjects = {
  "argo-cd": {
    repository: "argoproj/argo-cd",
    tag: `v${argoCd}`,
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
  // The stages through which kwok takes nodes and pods.
  kwok: {
    repository: "kubernetes-sigs/kwok",
    tag: `v${kwok}`,
    module: { family: "kwok", path: "sigs.k8s.io/kwok" },
    files: {
      "kustomize/stage/node/fast/node-initialize.yaml":
        "bb38f752d90248528b579a0ae8f0f660ff3428457eb5c1ebe6345c3246cc7ee5",
      "kustomize/stage/node/heartbeat/node-heartbeat.yaml":
        "3d0823211c5eac43601e89ee4d0afdab0e71a6a39e742bc0ea007ebcfded8bb9",
      "kustomize/stage/pod/fast/pod-complete.yaml":
        "86b800597419abbd7d8c43b0dfc4782643cfcfcfc8ac617f1e79e4e3a68533b2",
      "kustomize/stage/pod/fast/pod-delete.yaml":
        "a83bc287bfc7a4f1e3748e01761186128a4042e38b304195e984111ce5626cef",
      "kustomize/stage/pod/fast/pod-ready.yaml":
        "4d04a22c1b9dc6adcd4da90b32ce85687ba0058e15ca1eebcfa7cd64201d4148",
    },
  },
  // The Flux operator ships the manifests of every Flux that it installs, CRDs and controllers in one file each.
  flux: {
    repository: "controlplaneio-fluxcd/flux-operator",
    tag: "v0.59.0",
    module: { family: "flux", path: "github.com/controlplaneio-fluxcd/flux-operator" },
    files: {
      "config/crd/bases/fluxcd.controlplane.io_fluxinstances.yaml":
        "78ffbb200f5c61e4556693a65fbd111628f8bcdfd7c11bfb528a4a1abe9cd883",
      "config/data/flux/v2.9.5/source-controller.yaml":
        "c070f9baf3fea8dd7614b8dc375e2741c18fdc34a11d8ed02e17e7acc5b01498",
      "config/data/flux/v2.9.5/kustomize-controller.yaml":
        "2d2e12097c3f040222fcc8818970964ef42715bf0fb12526d38eb9391f17ddb1",
      "config/data/flux/v2.9.5/helm-controller.yaml":
        "55e42f6328009ab799ba2fa015f03e70fdca0e863240ffda0a2a099e07371849",
      "config/data/flux/v2.9.5/notification-controller.yaml":
        "f504c6e6176fd184fd78a249ca88745d1a41079457c52b082b5df2a74bfac671",
      "config/data/flux/v2.9.5/rbac.yaml": "55f5db7632dd9458884efcf127da57f863fc7897cfd413eb42cfb7a7172a1c51",
    },
  },
} as const satisfies Record<string, Project>;

type ProjectName = keyof typeof knownProjects;
type ShippedFile<Name extends ProjectName> = keyof (typeof knownProjects)[Name]["files"] & string;

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
  const inCache = async (): Promise<string | undefined> => {
    const listed = await ask(["list", "-mod=readonly", "-m", "-f", "{{.Dir}}", module]);
    return (listed.code === 0 && listed.stdout.trim()) || undefined;
  };
  const known = await inCache();
  if (known !== undefined) {
    return known;
  }
  const fetched = await ask(["mod", "download", "-json", module]);
  const folder = /"Dir": (".*")/.exec(fetched.stdout)?.[1];
  if (fetched.code === 0 && folder) {
    return JSON.parse(folder) as string;
  }
  // Go unpacks a module that needs a newer Go before it refuses it, and only the files are read here.
  const unpacked = await inCache();
  if (unpacked !== undefined) {
    return unpacked;
  }
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
  projects: Readonly<Record<ProjectName, Project>> = knownProjects,
): Promise<string> {
  const host = hostOf(options);
  const project = projects[name];
  const expected = project.files[file];
  if (expected === undefined) {
    throw new Error(`${file} of ${name} has no checksum in the table of shipped files.`);
  }
  const cached = join(host.cache, "files", name, project.tag, file);
  if (await exists(cached)) {
    return checked(cached, expected);
  }
  const reasons: string[] = [];
  try {
    const path = join(await folderOfModule(host, project.module.family, project.module.path), file);
    if (await exists(path)) {
      return path;
    }
    reasons.push(`Go: ${path} is missing from the module`);
  } catch (error) {
    if (!(error instanceof Problem) || error.code === ProblemCode.ChecksumMismatch) {
      throw error;
    }
    reasons.push(`Go: ${error.why}`);
  }
  const remote: RemoteFile = { base: "raw", path: `/${project.repository}/${project.tag}/${file}` };
  try {
    if (await hasInternet(host, remote)) {
      return await fetchInto(host, remote, cached, expected);
    }
    reasons.push("there is no internet");
  } catch (error) {
    if (!(error instanceof DownloadFailed)) {
      throw asDiskProblem(error, `${file} was not stored`, dirname(cached));
    }
    reasons.push(error.message);
  }
  throw new Problem(ProblemCode.FileUnavailable, {
    what: `${file} of ${name} ${project.tag} is not available`,
    why: reasons.join("; "),
    remedy: `Connect to the internet, or copy that file of the tag ${project.tag} to ${cached}.`,
  });
}

/**
 * The paths of all listed files of a project.
 *
 * @throws Problem, as `shippedFile` does.
 */
export async function shippedFiles(name: ProjectName, options: ToolOptions = {}): Promise<string[]> {
  const paths: string[] = [];
  for (const file of Object.keys(knownProjects[name].files)) {
    paths.push(await shippedFile(name, file as ShippedFile<ProjectName>, options));
  }
  return paths;
}

async function fetchInto(host: Host, remote: RemoteFile, path: string, expected: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  const partial = `${path}.${randomUUID()}`;
  try {
    const actual = await fetchFile(host, remote, partial);
    if (actual !== expected) {
      throw mismatch(remote.path, remote.path, expected, actual);
    }
    await rename(partial, path);
    return path;
  } finally {
    await rm(partial, { force: true });
  }
}

/** A cached file is checked at every use: it may have been put there manually. */
async function checked(path: string, expected: string): Promise<string> {
  const actual = createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
  if (actual === expected) {
    return path;
  }
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
