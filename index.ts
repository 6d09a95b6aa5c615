/**
 * The Pulumi program: one stack's settings in, the platform and one environment's delivery out.
 *
 * `pulumi up` calls the exported function; the Automation API (`pipeline/`) calls the same one inline.
 *
 * @module
 */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { Platform } from "./components";
import { connectTo } from "./program/cluster-reader";
import { registerFoundation } from "./program/foundation";
import { findKept } from "./program/kept";
import { platformArgs } from "./program/platform";
import { projectConfig, readSettings } from "./program/settings";

async function register(connect = connectTo): Promise<Record<string, pulumi.Output<unknown>>> {
  const settings = readSettings(pulumi.getStack(), projectConfig());
  const kept = await findKept(pulumi.getStack(), settings, () => connect(settings.cluster));
  const cluster = new k8s.Provider("cluster", {
    ...settings.cluster,
    // What an earlier destroy kept is adopted, not refused.
    upsertExistingObjects: true,
    // An upgraded chart changes its ConfigMaps in place; the provider would delete and recreate them.
    enableConfigMapMutable: true,
  });
  // The platform depends on it, so that what refuses a destroy keeps the foundation too.
  const dependsOn = registerFoundation(settings);
  const platform = new Platform("mariadb", platformArgs(settings, kept), {
    dependsOn,
    providers: { kubernetes: cluster },
  });
  return {
    namespace: platform.namespace,
    applications: platform.applications,
    protection: platform.protection,
  };
}

/** Refused arguments reach the user as their sentences alone: the Node host says "unhandled exception" of other errors. */
function sayPlainly(error: unknown): never {
  throw pulumi.InputPropertiesError.isInstance(error) ? new pulumi.RunError(error.message) : error;
}

module.exports = (connect?: typeof connectTo) => register(connect).catch(sayPlainly);
