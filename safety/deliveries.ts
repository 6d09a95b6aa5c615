import { argoApplications, checkApplication } from "./application";
import type { ApplicationView } from "./application";
import type { Finding } from "./finding";
import { fluxKustomizations, isKustomization } from "./flux";
import type { Target } from "./rule";
import type { Value } from "./value";
import { isStateless } from "./workload";

/** The kinds by which Argo CD and Flux deliver a path of a repository. */
export const deliveries: readonly Target[] = [argoApplications, fluxKustomizations];

/** What to ask of a delivery, by engine. */
export interface DeliveryChecks {
  readonly application: (application: ApplicationView) => readonly Finding[];
  readonly kustomization: (object: Value) => readonly Finding[];
}

/** Runs the check of its engine on a delivery that may carry data; one that is labelled stateless has no findings. */
export function checkDelivery(object: Value, checks: DeliveryChecks): readonly Finding[] {
  if (isKustomization(object)) {
    return isStateless(object, []) ? [] : checks.kustomization(object);
  }
  return checkApplication(object, (view) =>
    isStateless(view.root, view.at) ? [] : checks.application(view),
  );
}
