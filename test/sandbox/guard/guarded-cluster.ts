/**
 * The sandbox with the guard of staging in it, installed by the component through the real Pulumi engine.
 */
import { readFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";

import { DeletionGuard, type DeletionGuardArgs } from "../../../components/guard/deletion-guard";
import {
  confirmationAnnotations,
  confirmationMetadata,
  type Confirmation,
} from "../../../safety/confirmation";
import { confirmationLabel } from "../../../safety/labels";
import { waitFor } from "../../../sandbox/ground/wait";
import { sandboxForTests, type TestSandbox } from "../../support/sandbox";
import { sharedPath } from "../../support/shared";
import type { TestStack } from "../stack";
import { useStandIns, type StandIns } from "../stand-ins";
import { dryRun, GuardApi } from "./api";
import { definition, homes, thing, things, type Thing } from "./objects";

const admission = "/apis/admissionregistration.k8s.io/v1";
const seconds = 60;
/** The user of the sandbox's kubeconfig. */
const sandboxAdministrator = "admin";

export class GuardedCluster {
  readonly api: GuardApi;
  readonly sandbox: TestSandbox;
  readonly standIns: StandIns;
  /** One protected object of every kind, in the namespace that the guard knows by name. */
  readonly things = things(homes.named);
  /** Whether the guard refuses; takes effect at the next `update`. */
  deletionProtection = true;
  stack!: TestStack;

  constructor(sandbox: TestSandbox, standIns: StandIns) {
    this.sandbox = sandbox;
    this.standIns = standIns;
    this.api = new GuardApi(sandbox.kubeconfig, sandbox.context);
  }

  async start(): Promise<void> {
    await serveOthers(this.api);
    await this.create(namespace(homes.named), namespace(homes.unprotected), namespace(homes.other));
    await this.create(namespace(homes.labelled, { "mariadb-gitops.dev/protected": "true" }));
    await this.create(...Object.values(this.things));
    await this.bind(this.things.PersistentVolumeClaim);
    await this.run(this.things.MariaDB);
    this.stack = await this.standIns.stack(() => {
      const { deletionProtection } = this;
      return this.guard({ environment: "staging", namespaces: [homes.named], deletionProtection });
    });
    await this.update();
  }

  /** The program of a stack that holds a guard. */
  guard(args: DeletionGuardArgs): Record<string, unknown> {
    const provider = this.standIns.provider("cluster", { upsertExistingObjects: true });
    const { policies, denies } = new DeletionGuard("guard", args, { provider });
    return { policies, denies };
  }

  /** Updates the stack and waits until the API server acts by it: it hears of a policy a moment after it stored it. */
  async update(): Promise<void> {
    await this.stack.stack.up(this.stack.listen);
    await this.inForce(this.deletionProtection);
  }

  /** Waits until the deletion of each of the objects is refused, or is not; none is carried out. */
  async inForce(refused: boolean): Promise<void> {
    for (const probe of [...Object.values(this.things), namespace(homes.named)]) {
      await waitFor(
        `the deletion of ${probe.object.kind} to be ${refused ? "refused" : "let pass"}`,
        async () => ((await this.api.delete(probe, dryRun)).status === 403) === refused,
        { seconds },
      );
    }
  }

  /** Creates objects, or makes them again what they were. */
  async create(...objects: Thing[]): Promise<void> {
    for (const object of objects) {
      const { status, message } = await this.api.apply(object);
      if (status > 299) {
        throw new Error(`${object.path}: ${status} ${message}`);
      }
    }
  }

  /** The metadata with which the administrator of the sandbox confirms an object for half an hour. */
  async confirmation(thing: Thing, confirmation: Confirmation): Promise<{ metadata: object }> {
    const { uid = "" } = (await this.api.read(thing)).object.metadata;
    const until = new Date(Date.now() + 30 * 60_000);
    return { metadata: confirmationMetadata(confirmation, { uid, user: sandboxAdministrator, until }) };
  }

  /** Confirms an object as `mariadb-gitops confirm` does. */
  async confirm(thing: Thing, confirmation: Confirmation = "deletion"): Promise<void> {
    const { status, message } = await this.api.merge(thing, await this.confirmation(thing, confirmation));
    if (status !== 200) {
      throw new Error(`${thing.path}: ${status} ${message}`);
    }
  }

  /** Takes the confirmations of an object back. */
  async withdraw(thing: Thing): Promise<void> {
    const annotations = Object.values(confirmationAnnotations).map((key) => [key, null]);
    const metadata = {
      annotations: Object.fromEntries(annotations) as object,
      labels: { [confirmationLabel]: null },
    };
    await this.api.merge(thing, { metadata });
  }

  /** What the volume controller does to a claim; before, nothing of it may be changed. */
  async bind(claim: Thing): Promise<void> {
    const status = { phase: "Bound", capacity: { storage: "8Gi" }, accessModes: ["ReadWriteOnce"] };
    await this.api.merge({ ...claim, path: `${claim.path}/status` }, { status });
  }

  /** What the operator reports of a server that it has started. */
  async run(server: Thing): Promise<void> {
    const condition = { type: "Ready", status: "True", reason: "StatefulSetReady", message: "Running" };
    const conditions = [{ ...condition, lastTransitionTime: "2026-01-01T00:00:00Z" }];
    await this.api.merge(
      { ...server, path: `${server.path}/status` },
      { status: { conditions, replicas: 1 } },
    );
  }

  /** Takes every guard out of the cluster, as a person would: Pulumi keeps them. Other suites share the cluster. */
  async stop(): Promise<void> {
    for (const plural of ["validatingadmissionpolicybindings", "validatingadmissionpolicies"]) {
      const selector = encodeURIComponent("app.kubernetes.io/part-of=mariadb-gitops");
      await this.api.send("DELETE", `${admission}/${plural}?labelSelector=${selector}`);
    }
    await this.inForce(false);
    // The namespaces stay: nothing empties them here, and the next suite wants them.
    for (const object of Object.values(this.things)) {
      await this.api.delete(object);
      // Volumes and claims wait for a controller that does not run here.
      await this.api.merge(object, { metadata: { finalizers: null } });
    }
  }
}

/** The kinds that the sandbox does not serve: the official CRDs, or open ones where those are not here. */
export async function serveOthers(api: GuardApi): Promise<void> {
  const { Kustomization, HelmRelease, ApplicationSet, VolumeSnapshot, VolumeSnapshotContent } = things(
    homes.named,
  );
  const others = [Kustomization, HelmRelease, ApplicationSet, VolumeSnapshot, VolumeSnapshotContent];
  for (const { object, collection } of others) {
    const group = object.apiVersion.replace(/\/.*/, "");
    const plural = `${object.kind.toLowerCase()}s`;
    const file = sharedPath("crds", `${group}_${plural}.yaml`);
    const scope = collection.includes("/namespaces/") ? "Namespaced" : "Cluster";
    const { status, message } = await api.apply(
      file === undefined ? open(plural, object, scope) : official(file),
    );
    if (status > 299) {
      throw new Error(`${plural}: ${status} ${message}`);
    }
    await waitFor(`${plural} to be served`, async () => (await api.send("GET", collection)).status === 200, {
      seconds,
    });
  }
}

/** The guarded cluster of a suite. */
export function useGuardedCluster(): () => GuardedCluster {
  const standIns = useStandIns();
  let cluster: GuardedCluster;
  before(async function () {
    this.timeout(300_000);
    cluster = new GuardedCluster(await sandboxForTests(), standIns());
    await cluster.start();
  });
  after(async function () {
    this.timeout(120_000);
    await cluster.stop();
  });
  return () => cluster;
}

export function namespace(name: string, labels: Record<string, string> = {}): Thing {
  return thing("v1", "namespaces", { kind: "Namespace", metadata: { name, labels } });
}

function official(file: string): Thing {
  const documents = parseAllDocuments(readFileSync(file, "utf8")).map(
    (document) => document.toJS() as unknown,
  );
  const crd = documents.find((document) => document !== null) as Thing["object"];
  return thing("apiextensions.k8s.io/v1", "customresourcedefinitions", crd);
}

/** A CRD that takes any object of the kind. */
function open(plural: string, { apiVersion, kind }: Thing["object"], scope: string): Thing {
  const [group = "", version] = apiVersion.split("/");
  // The API server asks for a reason to serve a group of Kubernetes.
  const annotations = { "api-approved.kubernetes.io": "unapproved, for tests" };
  const made = definition(plural, group, { annotations }, scope);
  const spec = made.object.spec as { names: object; versions: object[] };
  const versions = [{ ...spec.versions[0], name: version }];
  return { ...made, object: { ...made.object, spec: { ...spec, names: { kind, plural }, versions } } };
}
