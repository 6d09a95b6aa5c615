import { accessSync, constants } from "node:fs";
import { basename, delimiter, join } from "node:path";
import { ReviewProblem } from "./problem";
import { runProgram } from "./process";

/** The names that Kustomize reads, in its order. */
export const kustomizationNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"] as const;

/** A command that renders a folder when the folder is its last argument. */
interface Renderer {
  readonly command: string;
  readonly args: readonly string[];
}

/** What a folder renders to. */
export interface Rendering {
  readonly text: string;
  /** What Kustomize warned of, one line each. */
  readonly warnings: readonly string[];
}

/**
 * Renders a folder that holds a kustomization.
 *
 * @param folder Where it is on disk.
 * @param name How messages name it.
 * @throws ReviewProblem when nothing on this machine can render, or rendering fails: what cannot be rendered cannot be
 * reviewed.
 */
export async function renderFolder(folder: string, name: string): Promise<Rendering> {
  const { command, args } = findRenderer(process.env);
  const { status, stdout, stderr } = await runProgram(command, [...args, folder]);
  const said = stderr.split("\n").filter((line) => line.trim() !== "");
  if (status !== 0) {
    const why = said.join("\n  ").replaceAll(folder, name);
    throw new ReviewProblem(
      `${name} cannot be rendered with ${basename(command)}:\n  ${why || "no reason given"}`,
    );
  }
  return { text: stdout, warnings: said.map((line) => line.replaceAll(folder, name)) };
}

/** The renderer that the variable KUSTOMIZE names, else kustomize or kubectl on PATH. */
export function findRenderer(variables: Readonly<Record<string, string | undefined>>): Renderer {
  const named = variables.KUSTOMIZE ?? "";
  if (named !== "" && !isExecutable(named)) {
    throw new ReviewProblem(
      `KUSTOMIZE is ${named}, which cannot be executed; give the full path of kustomize.`,
    );
  }
  const folders = (variables.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const onPath = (name: string) => folders.map((folder) => join(folder, name)).find(isExecutable);
  const command = named === "" ? (onPath("kustomize") ?? onPath("kubectl")) : named;
  if (command === undefined) {
    throw new ReviewProblem(
      "Neither kustomize nor kubectl is on PATH, so no overlay can be rendered. Install one of them, name one in the " +
        "variable KUSTOMIZE, or render elsewhere and pipe the result in: kustomize build ... | mariadb-gitops review -",
    );
  }
  return { command, args: basename(command).startsWith("kubectl") ? ["kustomize"] : ["build"] };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
