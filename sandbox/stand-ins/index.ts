/** Stand-ins for an installed platform and its controllers. Those for provider plugins have a face of their own. */
export { assessNothing } from "./operator-stand-in";
export { applyPlatform, argocdOverrides, installFlux, startSandbox } from "./platform";
export { archiveServer, storeSources, type Sources } from "./source-stand-in";
