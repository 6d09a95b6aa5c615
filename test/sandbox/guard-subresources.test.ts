import assert from "node:assert/strict";

import { confirmDeletionAnnotation, confirmRestoreAnnotation, protectedLabel } from "../../safety/labels";
import { withoutControllers } from "../support/sandbox";
import { dryRun, mergePatch, type Answer } from "./guard/api";
import { namespace } from "./guard/guarded-cluster";
import { useInstalledGuard } from "./guard/installed";
import { homes, things, type Thing } from "./guard/objects";

const binder = "system:serviceaccount:kube-system:persistent-volume-binder";
const manager = "system:kube-controller-manager";

/** The API server takes labels and annotations of its own kinds through subresources, too. */
describe("the deletion guard and subresources", function () {
  this.timeout(120_000);
  withoutControllers();
  const guard = useInstalledGuard();
  const { PersistentVolumeClaim, PersistentVolume, CustomResourceDefinition } = things(
    homes.named,
    "written",
  );
  const home = namespace(homes.labelled);
  const written = [
    ...[PersistentVolumeClaim, PersistentVolume, CustomResourceDefinition, home].map(
      (object) => [object, "status"] as const,
    ),
    [home, "finalize"] as const,
  ];

  before(async () => {
    await guard().empower(binder, manager);
    await guard().create(PersistentVolumeClaim, PersistentVolume, CustomResourceDefinition);
  });

  function passed({ status, message, warnings }: Answer, what: string): void {
    assert.ok(status < 300, `${what}: ${status} ${message}`);
    assert.deepEqual(warnings, [], what);
  }
  function refused({ status, message }: Answer, expected: RegExp, what: string): void {
    assert.equal(status, 403, `${what}: ${status} ${message}`);
    assert.match(message, expected);
  }
  const patch = async ({ path }: Thing, body: object, as?: string): Promise<Answer> =>
    guard().api.send("PATCH", `${path}/status?${dryRun}`, {
      body,
      type: mergePatch,
      ...(as === undefined ? {} : { as }),
    });
  /** Writes the live object with other labels and annotations. */
  const write = async (object: Thing, subresource: string, metadata: object): Promise<Answer> => {
    const live = (await guard().api.read(object)).object;
    return guard().api.send("PUT", `${object.path}/${subresource}?${dryRun}`, {
      body: { ...live, metadata: { ...live.metadata, ...metadata } },
    });
  };
  const whatOf = (object: Thing, subresource: string): string => `${object.object.kind}, ${subresource}`;

  it("keeps the protected label of claims, volumes, namespaces and CRDs", async () => {
    for (const [object, subresource] of written) {
      const { labels = {} } = (await guard().api.read(object)).object.metadata;
      const others = Object.fromEntries(Object.entries(labels).filter(([key]) => key !== protectedLabel));
      const what = whatOf(object, subresource);
      refused(await write(object, subresource, { labels: others }), /removes or changes the label/, what);
      passed(await write(object, subresource, { labels: { ...labels, team: "payments" } }), what);
    }
  });

  it("lets nobody confirm there in another person's name", async () => {
    for (const [object, subresource] of written) {
      const { uid = "", annotations: known } = (await guard().api.read(object)).object.metadata;
      const annotations = {
        ...known,
        [confirmDeletionAnnotation]: `${uid} somebody-else 2026-01-31T12:30:00Z`,
      };
      const what = whatOf(object, subresource);
      refused(await write(object, subresource, { annotations }), /after the uid it must name you/, what);
    }
  });

  it("lets nobody confirm a Restore there in another person's name", async () => {
    const annotations = { [confirmRestoreAnnotation]: "Restore/old somebody-else 2026-01-31T12:30:00Z" };
    for (const subresource of ["status", "finalize"]) {
      refused(await write(home, subresource, { annotations }), /cannot confirm a Restore so/, subresource);
    }
  });

  it("leaves the phase of a volume to the volume controller", async () => {
    const phase = /changes its phase, which is the volume controller's to write/;
    for (const next of ["Released", "Failed", "Available", "Bound"]) {
      refused(await patch(PersistentVolume, { status: { phase: next } }), phase, next);
      for (const controller of [binder, manager]) {
        passed(
          await patch(PersistentVolume, { status: { phase: next } }, controller),
          `${next}, ${controller}`,
        );
      }
    }
    passed(await patch(PersistentVolume, { status: { message: "seen" } }), "another field");
    const elsewhere = things(homes.unprotected, "written").PersistentVolume;
    await guard().create(elsewhere);
    passed(await patch(elsewhere, { status: { phase: "Released" } }), "a volume of another namespace");
  });
});
