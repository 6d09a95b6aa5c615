import { readFile } from "node:fs/promises";

import { parse } from "yaml";

import type { KubeObject } from "./cluster";

/**
 * What a cluster with Flux has besides the CRDs: the namespace, and the controller that proves to the component `Flux`
 * that Flux is there. No pod runs here, so the controller stays a declaration.
 *
 * @param files the files that Flux ships
 */
export async function fluxObjects(files: readonly string[]): Promise<KubeObject[]> {
  const file = files.find((path) => path.endsWith("/kustomize-controller.yaml"));
  if (file === undefined) throw new Error(`There is no kustomize-controller.yaml in ${files.join(", ")}.`);
  const text = (await readFile(file, "utf8"))
    .split(/^---$/m)
    .find((part) => /^kind: Deployment$/m.test(part));
  if (text === undefined) throw new Error(`There is no Deployment in ${file}.`);
  const controller = parse(text) as KubeObject;
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: "flux-system" } },
    { ...controller, metadata: { ...controller.metadata, namespace: "flux-system" } },
  ];
}
