import { environmentOf } from "../environment";
import { undecided, type Finding } from "../finding";
import {
  databaseObjects,
  definitions,
  fluxHelmReleases,
  fluxKustomizations,
  mariadbGroup,
  storageClasses,
} from "../kinds";
import { environmentLabel, isExactly, isStateless, label, mayBe, protectedLabel } from "../labels";
import { identityOf } from "../objects";
import type { PulumiResource } from "../resource";
import { defineRule } from "../rule";
import { UNKNOWN, read, type Value } from "../value";

export const protectProductionData = defineRule({
  id: "protect-production-data",
  scope: "resource",
  title: "Pulumi cannot delete what carries or delivers the data of production",
  why:
    "A renamed resource, a changed field that forces a replacement or a destroy of the wrong stack deletes what Pulumi " +
    "made, and a Namespace takes every claim inside with it. protect: true makes Pulumi refuse; it takes a second, " +
    "deliberate change to lift. Policies cannot see retainOnDelete, so that is no substitute here.",
  severity: "critical",
  appliesTo: [
    databaseObjects,
    { group: "argoproj.io", kinds: ["Application", "ApplicationSet", "AppProject"] },
    fluxKustomizations,
    fluxHelmReleases,
    { group: "", kinds: ["Namespace", "PersistentVolume", "PersistentVolumeClaim", "Secret"] },
    storageClasses,
    definitions,
  ],
  remedy: "Set the resource option protect: true, and retainOnDelete: true beside it.",
  references: [
    { title: "Pulumi: protect", url: "https://www.pulumi.com/docs/iac/concepts/resources/options/protect/" },
    {
      title: "Pulumi: retainOnDelete",
      url: "https://www.pulumi.com/docs/iac/concepts/resources/options/retainondelete/",
    },
  ],
  check: (resource, context) =>
    environmentOf(resource.object, context) === "production" && isData(resource) ? guarded(resource) : [],
});

function guarded({ options }: PulumiResource): readonly Finding[] {
  const path = ["options", "protect"];
  if (options.protect === UNKNOWN) {
    return [undecided(path)];
  }
  const message = "must set the option protect to true, because Pulumi deletes it otherwise";
  return options.protect ? [] : [{ path, message }];
}

function isData({ type, object }: PulumiResource): boolean {
  // Deleting a patch deletes no object.
  return !type.endsWith("Patch") && carriesData(object);
}

/** Kinds that every stack has many of count when they say that they belong to a database. */
function carriesData(object: Value): boolean {
  switch (identityOf(object).kind) {
    case "Namespace":
      return isMarked(object) || label(object, environmentLabel).state !== "absent";
    case "Secret":
      return isMarked(object);
    case "CustomResourceDefinition":
      return mayBe(read(object, ["spec", "group"]), mariadbGroup);
    case "Application":
    case "Kustomization":
    case "HelmRelease":
      return !isStateless(object, []);
    case "ApplicationSet":
      return !isStateless(object, ["spec", "template"]);
    default:
      return true;
  }
}

function isMarked(object: Value): boolean {
  const mark = label(object, protectedLabel);
  return mark.state === "misshapen" || mark.state === "unknown" || isExactly(mark, "true");
}
