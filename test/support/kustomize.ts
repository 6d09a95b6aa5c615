import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { basename, delimiter, join } from "node:path";
import { parseAllDocuments } from "yaml";

import type { Manifest } from "./manifest";
import { skip } from "./skip";

/** The directory of the manifests that this repository delivers. */
export const gitopsDirectory = join(__dirname, "../../gitops");

/** A command that renders a Kustomize directory when the directory is its last argument. */
export interface Renderer {
  readonly command: string;
  readonly args: readonly string[];
}

/**
 * The renderers on this machine: the one that the variable `KUSTOMIZE` names, else `kustomize` and `kubectl` on PATH.
 *
 * @throws when `KUSTOMIZE` names something that cannot be executed
 */
export function renderers(environment: NodeJS.ProcessEnv = process.env): Renderer[] {
  const named = environment.KUSTOMIZE;
  if (named !== undefined && named !== "") {
    if (!executable(named)) {
      throw new Error(`KUSTOMIZE is ${named}, which cannot be executed; give a full path.`);
    }
    return [renderer(named)];
  }
  const directories = (environment.PATH ?? "").split(delimiter).filter((directory) => directory !== "");
  return ["kustomize", "kubectl"].flatMap((name) => {
    const command = directories.map((directory) => join(directory, name)).find(executable);
    return command === undefined ? [] : [renderer(command)];
  });
}

/**
 * Renders a Kustomize directory and returns its objects.
 *
 * @throws when there is no renderer, when rendering fails, and when the renderer warns: a warning announces an error
 */
export function renderOverlay(
  directory: string,
  renderer: Renderer | undefined = renderers()[0],
): Manifest[] {
  if (renderer === undefined) {
    throw new Error(`${missingRenderer}.`);
  }
  const { command, args } = renderer;
  const { error, status, stdout, stderr } = spawnSync(command, [...args, directory], {
    encoding: "utf8",
    timeout: 60_000,
    maxBuffer: 32 * 1024 * 1024,
  });
  if (error !== undefined) {
    throw error;
  }
  if (status !== 0 || stderr !== "") {
    throw new Error(`${command} ended with ${String(status)} on ${directory} and said: ${stderr}`);
  }
  return parseAllDocuments(stdout).map((document) => {
    if (document.errors[0] !== undefined) {
      throw document.errors[0];
    }
    return document.toJS() as Manifest;
  });
}

/** Fails in CI and skips elsewhere when nothing on this machine can render. For a `before` hook. */
export function needRenderer(context: Mocha.Context, environment: NodeJS.ProcessEnv = process.env): void {
  if (renderers(environment).length > 0) {
    return;
  }
  if (environment.CI === "true") {
    throw new Error(`${missingRenderer}.`);
  }
  skip(context, missingRenderer);
}

const missingRenderer =
  "Neither kustomize nor kubectl is on PATH, so no overlay can be rendered; install one or name one in KUSTOMIZE";

function renderer(command: string): Renderer {
  return { command, args: basename(command).startsWith("kubectl") ? ["kustomize"] : ["build"] };
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
