import { UNKNOWN, type Path, type Value } from "../../../safety";
import { oneDeliveryPerPath } from "../../../safety/rules/one-delivery-per-path";
import { application, edit, kustomization, type Manifest } from "./objects";
import { setTable } from "./table";

const app = application("production");
const twin = edit(app, ["metadata", "name"], "other");
const flux = edit(kustomization(), ["metadata", "name"], "other");
const pair = (path: Path, value: Value | undefined, object: Manifest = twin, other: Manifest = app) => [
  other,
  edit(object, path, value),
];
const source = (app as { spec: Manifest }).spec.source as Value;
const several = (...sources: readonly Value[]) =>
  edit(edit(twin, ["spec", "source"], undefined), ["spec", "sources"], sources);

describe("one-delivery-per-path", () => {
  setTable(oneDeliveryPerPath, [
    { name: "one Application", objects: [app], finds: [] },
    {
      name: "the same path, place and repository",
      objects: [app, twin],
      finds: ["0 spec.source.path", "1 spec.source.path"],
      message: /must not deliver the same path to the same place as the Application "other"/,
    },
    {
      name: "the same path at another revision, written otherwise",
      objects: pair(["spec", "source"], {
        ...(source as Manifest),
        targetRevision: "v2.0.0",
        path: "./gitops/overlays/production/",
      }),
      finds: ["0 spec.source.path", "1 spec.source.path"],
    },
    { name: "another path", objects: pair(["spec", "source", "path"], "gitops/overlays/x"), finds: [] },
    {
      name: "another repository",
      objects: pair(["spec", "source", "repoURL"], "https://x.example"),
      finds: [],
    },
    { name: "another namespace", objects: pair(["spec", "destination", "namespace"], "x"), finds: [] },
    {
      name: "another cluster",
      objects: pair(["spec", "destination", "server"], "https://x.example"),
      finds: [],
    },
    {
      name: "a name prefix",
      objects: pair(["spec", "source", "kustomize"], { namePrefix: "x-" }),
      finds: [],
    },
    {
      name: "the same lists of values",
      objects: [
        edit(app, ["spec", "source", "helm"], { valueFiles: ["a"] }),
        edit(twin, ["spec", "source", "helm"], { valueFiles: ["a"] }),
      ],
      finds: ["0 spec.source.path", "1 spec.source.path"],
    },
    {
      name: "other lists of values",
      objects: [
        edit(app, ["spec", "source", "helm"], { valueFiles: ["a"] }),
        edit(twin, ["spec", "source", "helm"], { valueFiles: ["b"] }),
      ],
      finds: [],
    },
    {
      name: "one of several sources",
      objects: [app, several({ repoURL: "https://x.example", chart: "x" }, source)],
      finds: ["0 spec.source.path", "1 spec.sources[1].path"],
    },
    { name: "charts, which have no path", objects: pair(["spec", "source", "path"], undefined), finds: [] },
    {
      name: "a stateless twin",
      objects: pair(["metadata", "labels", "mariadb-gitops.dev/workload"], "stateless"),
      finds: [],
    },
    {
      name: "a path that is not known yet",
      objects: pair(["spec", "source", "path"], UNKNOWN),
      finds: ["0 spec.source", "1 spec.source"],
      undecided: true,
    },
    {
      name: "sources that are not known yet",
      objects: pair(["spec", "sources"], UNKNOWN, edit(twin, ["spec", "source"], undefined)),
      finds: ["0 spec.source", "1 spec.sources"],
      undecided: true,
    },
    {
      name: "an unknown path to another place",
      objects: pair(["spec"], { destination: {}, source: UNKNOWN }),
      finds: [],
    },
    { name: "objects without a spec", objects: [app, edit(twin, ["spec"], undefined)], finds: [] },
    {
      name: "two Kustomizations of one path",
      objects: pair(["spec", "path"], "gitops/overlays/production", flux, kustomization()),
      finds: ["0 spec.path", "1 spec.path"],
    },
    {
      name: "Kustomizations of two sources",
      objects: pair(["spec", "sourceRef", "name"], "x", flux, kustomization()),
      finds: [],
    },
    {
      name: "Kustomizations of two namespaces",
      objects: pair(["metadata", "namespace"], "x", flux, kustomization()),
      finds: [],
    },
    {
      name: "Kustomizations into two namespaces",
      objects: pair(["spec", "targetNamespace"], "x", flux, kustomization()),
      finds: [],
    },
    { name: "one of each engine", objects: [app, kustomization()], finds: [] },
  ]);
});
