/** Stand-ins for parts that a machine cannot have: provider plugins, an installed platform, controllers. */
export { assessNothing } from "./operator-stand-in";
export { applyPlatform, argocdOverrides, installFlux, startSandbox } from "./platform";
export { startStandInProviders, type StandInName, type StandInProviders } from "./providers";
export { selfSignedCert } from "./providers/self-signed-cert";
export { textOf } from "./providers/values";
export { archiveServer, storeSources, type Sources } from "./source-stand-in";
