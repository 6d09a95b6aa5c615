import { guardedKinds } from "../components/guard/manifests";
import {
  confirmationAnnotations,
  confirmationMetadata,
  confirmationVerbs,
  longestConfirmation,
  type Confirmation,
} from "../safety/confirmation";
import type { Answer, ClusterApi } from "./cluster";
import { findKind, pathOf, type ServedKind } from "./kinds";
import { ConfirmProblem } from "./problem";

/** What a person wants to confirm. */
export interface Wanted {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly confirmation: Confirmation;
  /** For how long, in seconds. */
  readonly seconds: number;
}

/** A live, protected object that can be confirmed. */
export interface Found {
  readonly served: ServedKind;
  readonly path: string;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly uid: string;
  readonly created: Date;
  /** What its deletion takes with it; sentences. */
  readonly consequences: readonly string[];
  readonly user: string;
  readonly now: Date;
}

interface LiveObject {
  readonly metadata?: { readonly uid?: string; readonly creationTimestamp?: string };
  readonly spec?: { readonly cleanupPolicy?: string; readonly persistentVolumeReclaimPolicy?: string };
}

/**
 * Reads the object and the person, and asks the guard with a dry run whether it looks after the object.
 *
 * @throws ConfirmProblem when the object is not there, not to be read or changed, or not protected
 */
export async function findObject(api: ClusterApi, wanted: Wanted): Promise<Found> {
  const served = await findKind(api, wanted.kind, [...new Set(guardedKinds().map(({ group }) => group))]);
  const namespace = served.namespaced ? (wanted.namespace ?? api.namespace) : undefined;
  const path = pathOf(served, namespace ?? "", wanted.name);
  const called = `${served.kind} ${namespace === undefined ? "" : `${namespace}/`}${wanted.name}`;
  const read = await api.get(path);
  if (read.status === 404) {
    throw new ConfirmProblem(`${called} does not exist in the cluster at ${api.server}.`);
  }
  refuseUnless(read, `${called} cannot be read`);
  const { metadata, spec } = read.body as LiveObject;
  await refuseUnprotected(api, path, called, wanted.confirmation);
  return {
    served,
    path,
    namespace,
    name: wanted.name,
    uid: metadata?.uid ?? "",
    created: new Date(metadata?.creationTimestamp ?? 0),
    consequences: consequencesOf(served, spec),
    user: await userOf(api),
    now: read.date ?? new Date(),
  };
}

/** No value confirms with this one, so a guard that looks after the object refuses it. */
const probe = "?";

/** A confirmation of an object that no guard looks after would only be believed. */
async function refuseUnprotected(
  api: ClusterApi,
  path: string,
  called: string,
  confirmation: Confirmation,
): Promise<void> {
  const annotations = { [confirmationAnnotations[confirmation]]: probe };
  const answer = await api.patch(`${path}?dryRun=All`, { metadata: { annotations } });
  if (answer.status < 300) {
    throw new ConfirmProblem(
      `${called} is not protected: no deletion guard refuses its ${confirmation}, so there is nothing to confirm.`,
    );
  }
  if (!ofGuard(answer)) {
    refuseUnless(answer, `${called} cannot be changed`);
  }
}

function ofGuard({ body }: Answer): boolean {
  return messageOf(body).includes("ValidatingAdmissionPolicy 'mariadb-gitops-");
}

async function userOf(api: ClusterApi): Promise<string> {
  const review = { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" };
  const answer = await api.post("/apis/authentication.k8s.io/v1/selfsubjectreviews", review);
  refuseUnless(answer, "The API server does not say who you are");
  const { status } = answer.body as { status?: { userInfo?: { username?: string } } };
  return status?.userInfo?.username ?? "";
}

function consequencesOf({ group, resource }: ServedKind, spec: LiveObject["spec"]): string[] {
  const known = guardedKinds().find((kind) => kind.group === group && kind.resources.includes(resource));
  const policy = spec?.cleanupPolicy;
  return [
    ...(known === undefined ? [] : [known.consequence]),
    ...(policy === undefined ? [] : [`Its cleanupPolicy is ${policy}.`]),
    ...(spec?.persistentVolumeReclaimPolicy === undefined
      ? []
      : [`Its reclaim policy is ${spec.persistentVolumeReclaimPolicy}.`]),
  ];
}

/** The guard's clock may be some seconds late, and a full hour would then reach too far. */
const lateness = 30;

/**
 * Writes the confirmation, if the object is still the one that was found.
 *
 * @returns the end of the confirmation
 * @throws ConfirmProblem when the guard refuses it
 */
export async function confirmObject(api: ClusterApi, found: Found, wanted: Wanted): Promise<Date> {
  const { uid, user, now, path, served, name } = found;
  const seconds = Math.min(wanted.seconds, longestConfirmation - lateness);
  const until = new Date(now.getTime() + seconds * 1000);
  const confirmed = confirmationMetadata(wanted.confirmation, { uid, user, until });
  const answer = await api.patch(path, { metadata: { uid, ...confirmed } });
  if (answer.status === 404 || answer.status === 409) {
    throw new ConfirmProblem(
      `${served.kind} ${name} is no longer the object that you looked at; look at it and confirm again.`,
    );
  }
  if (answer.status === 422 && messageOf(answer.body).includes("no params found")) {
    throw new ConfirmProblem(
      "The deletion guard has no clock: the Lease that tells it the time does not exist, so nothing can be confirmed. " +
        "Set the argument clock of DeletionGuard to a Lease that the control plane renews (docs/deletion-guard.md).",
    );
  }
  if (
    answer.status === 403 &&
    messageOf(answer.body).includes(`may not ${confirmationVerbs[wanted.confirmation]}`)
  ) {
    throw new ConfirmProblem(
      `You are ${user}, and no role allows you the verb ${confirmationVerbs[wanted.confirmation]} on ` +
        `${served.resource}${served.group === "" ? "" : `.${served.group}`}; ask for it, or ask somebody who has it.`,
    );
  }
  if (ofGuard(answer) && /one hour ahead|its time is over/.test(messageOf(answer.body))) {
    throw new ConfirmProblem(
      `The deletion guard's clock does not tell the time of the API server, which is ${now.toISOString()}: the Lease is ` +
        "not renewed, or the API server no longer watches it (docs/deletion-guard.md#the-clock).",
    );
  }
  refuseUnless(answer, `The confirmation of ${served.kind} ${name} was refused`);
  return until;
}

function refuseUnless({ status, body }: Answer, what: string): void {
  if (status > 299) {
    throw new ConfirmProblem(`${what}: ${messageOf(body) || `HTTP ${status}`}`);
  }
}

function messageOf({ message }: Answer["body"]): string {
  return typeof message === "string" ? message : "";
}
