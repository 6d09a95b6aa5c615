import { applicationManifest } from "../../components/delivery/database-application";
import type { KubeObject } from "../../sandbox/cluster";

/** An Application that prunes, with no option that protects anything. */
export function unprotected(name: string, namespace: string, repositoryUrl: string): KubeObject {
  const manifest = applicationManifest({
    name,
    argocdNamespace: "argocd",
    labels: {},
    wave: 0,
    project: name,
    repositoryUrl,
    path: "gitops/overlays/dev",
    targetRevision: "main",
    destination: { server: "https://kubernetes.default.svc", namespace },
    automated: true,
    selfHeal: true,
  });
  const { syncPolicy } = manifest.spec;
  return {
    ...(manifest as unknown as KubeObject),
    spec: {
      ...manifest.spec,
      syncPolicy: {
        ...syncPolicy,
        automated: { enabled: true, prune: true, selfHeal: true },
        syncOptions: ["CreateNamespace=true", "ServerSideApply=true", "PrunePropagationPolicy=background"],
        retry: { limit: 1, backoff: { duration: "1s" } },
      },
    },
  };
}
