import { text } from "../expect";
import { fluxHelmReleases, fluxKustomizations } from "../kinds";
import { defineRule } from "../rule";

const path = ["spec", "serviceAccountName"];

export const fluxServiceAccount = defineRule({
  id: "flux-service-account",
  scope: "object",
  title: "A Kustomization and a HelmRelease run as a ServiceAccount of their own",
  why:
    "Flux's controllers may do everything in the cluster, and without an account every manifest is applied with that. As " +
    "a ServiceAccount without the verb delete, a prune fails and the data stays, whatever prune, deletionPolicy and the " +
    "labels say. It is the strongest layer that an engine itself has.",
  severity: "high",
  appliesTo: [fluxKustomizations, fluxHelmReleases],
  remedy:
    "Set spec.serviceAccountName, the name of an account of the same namespace that has no verb delete.",
  references: [
    {
      title: "Flux: role-based access control of a Kustomization",
      url: "https://fluxcd.io/flux/components/kustomize/kustomizations/#role-based-access-control",
    },
    {
      title: "flux2-multi-tenancy: tenants with accounts of their own",
      url: "https://github.com/fluxcd/flux2-multi-tenancy",
    },
  ],
  equivalents: ["flux2-multi-tenancy/serviceAccountName"],
  check: (object) => {
    const message = "must set spec.serviceAccountName, because Flux otherwise acts with all its rights";
    return text(object, path, {
      known: (name) => (name.trim() === "" ? [{ path, message }] : []),
      absent: () => [{ path, message }],
    });
  },
});
