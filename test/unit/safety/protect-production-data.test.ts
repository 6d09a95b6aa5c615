import { UNKNOWN, type PulumiResource, type Value } from "../../../safety";
import { protectProductionData } from "../../../safety/rules/protect-production-data";
import { application, applicationSet, edit, kustomization, mariadb, named, type Manifest } from "./objects";
import { resourceTable } from "./table";

const resource = (
  object: Value,
  protect: PulumiResource["options"]["protect"] = false,
  type = "kubernetes:x",
): PulumiResource => ({
  type,
  name: "it",
  options: { protect },
  object,
});
const labelled = (object: Manifest, name: string, value: Value) =>
  edit(object, ["metadata", "labels", name], value);
const environment = "mariadb-gitops.dev/environment";
const mark = "mariadb-gitops.dev/protected";
const stateless = "mariadb-gitops.dev/workload";
const namespace = named("v1", "Namespace", "mariadb-production");
const secret = named("v1", "Secret", "mariadb-root");
const definition = (group: Value) =>
  edit(named("apiextensions.k8s.io/v1", "CustomResourceDefinition", "x"), ["spec", "group"], group);
const finds = ["options.protect"];

describe("protect-production-data", () => {
  resourceTable(protectProductionData, [
    { name: "a protected Application", resource: resource(application("production"), true), finds: [] },
    { name: "an Application without protection", resource: resource(application("production")), finds },
    {
      name: "protection that is not known yet",
      resource: resource(application("production"), UNKNOWN),
      finds,
      undecided: true,
    },
    { name: "staging", resource: resource(application("staging")), environment: "staging", finds: [] },
    {
      name: "an Application that is labelled production in a dev stack",
      resource: resource(application("production")),
      environment: "dev",
      finds,
    },
    { name: "a MariaDB", resource: resource(mariadb()), finds },
    { name: "an ApplicationSet", resource: resource(applicationSet("production")), finds },
    { name: "a Kustomization", resource: resource(kustomization()), finds },
    { name: "a project", resource: resource(named("argoproj.io/v1alpha1", "AppProject", "x")), finds },
    { name: "a claim", resource: resource(named("v1", "PersistentVolumeClaim", "x")), finds },
    {
      name: "a stateless Application",
      resource: resource(labelled(application("production"), stateless, "stateless")),
      finds: [],
    },
    {
      name: "an Application of which nobody knows whether it is stateless",
      resource: resource(labelled(application("production"), stateless, UNKNOWN)),
      finds,
    },
    { name: "a Namespace of something else", resource: resource(namespace), finds: [] },
    {
      name: "a Namespace of an environment",
      resource: resource(labelled(namespace, environment, "dev")),
      finds,
    },
    {
      name: "a protected Namespace of the guard",
      resource: resource(labelled(namespace, mark, "true")),
      finds,
    },
    {
      name: "a Namespace whose labels are not known yet",
      resource: resource(edit(namespace, ["metadata", "labels"], UNKNOWN)),
      finds,
    },
    {
      name: "a Namespace without metadata",
      resource: resource({ apiVersion: "v1", kind: "Namespace" }),
      finds: [],
    },
    {
      name: "a Secret of something else",
      resource: resource(labelled(secret, environment, "production")),
      finds: [],
    },
    { name: "a Secret of the guard", resource: resource(labelled(secret, mark, "true")), finds },
    { name: "a definition of the operator", resource: resource(definition("k8s.mariadb.com")), finds },
    { name: "a definition of a group not known yet", resource: resource(definition(UNKNOWN)), finds },
    { name: "another definition", resource: resource(definition("example.com")), finds: [] },
    {
      name: "a patch of a Namespace",
      resource: resource(labelled(namespace, mark, "true"), false, "kubernetes:core/v1:NamespacePatch"),
      finds: [],
    },
    {
      name: "a resource of another provider",
      resource: resource({}, false, "aws:s3/bucket:Bucket"),
      finds: [],
    },
    {
      name: "a resource with an exception",
      resource: resource(application("production")),
      context: {
        exceptions: [
          {
            rule: "protect-production-data",
            object: "Application/argocd/mariadb-production",
            reason: "moves to another stack",
            until: "2026-02-01",
          },
        ],
      },
      finds: [],
    },
  ]);
});
