/** The cluster of the sandbox: its control plane, the engines and the operator's webhook as processes, and clients of its API. */
export { argocdNamespace } from "./argocd";
export { ApiClient, ApiFailure, Discovery, NoAnswer, pathOf } from "./client";
export type { ApiAnswer, ObjectRef, Plain, PlainObject, ServedKind } from "./client";
export { Cluster, ClusterError, isLive, type KubeObject, type ObjectReference } from "./cluster";
export { containerOf, isReadyOn, processOf, writeKubeconfigOf } from "./container";
export { startControllerManager, startNodes } from "./controllers";
export { fluxRepositoryUrl, startFlux, type FluxTools } from "./flux";
export { OperatorWebhook } from "./operator";
export { choosePorts } from "./ports";
export { isRunning, startProcess, stopProcess, type ProcessRecord, type ProcessSpec } from "./process";
export { commitOf, git, updateMirror, type Mirror } from "./repository";
export { requireFlux, requireFluxFiles, requireNodes, requireTools, type SandboxTools } from "./requirements";
export { lockFile, startCluster, startEngine, type Sandbox } from "./sandbox";
export {
  processNames,
  readState,
  running,
  stopAll,
  writeState,
  type PlatformPart,
  type State,
} from "./supervisor";
