/** What Pods and containers may do: the operator's cut of Kubernetes' security contexts. */
import { atomicList, atomicTexts, flag, int64, object, text } from "./build";

const profile = object({ type: text, localhostProfile: text }, ["type"]);

export const podSecurityContext = object({
  appArmorProfile: profile,
  fsGroup: int64,
  fsGroupChangePolicy: text,
  runAsGroup: int64,
  runAsNonRoot: flag,
  runAsUser: int64,
  seLinuxOptions: object({ level: text, role: text, type: text, user: text }),
  seccompProfile: profile,
  supplementalGroups: atomicList(int64),
});

export const securityContext = object({
  allowPrivilegeEscalation: flag,
  capabilities: object({ add: atomicTexts, drop: atomicTexts }),
  privileged: flag,
  readOnlyRootFilesystem: flag,
  runAsGroup: int64,
  runAsNonRoot: flag,
  runAsUser: int64,
});
