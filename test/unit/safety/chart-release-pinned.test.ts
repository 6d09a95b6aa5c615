import { UNKNOWN, type PulumiResource, type Value } from "../../../safety";
import { chartReleasePinned } from "../../../safety/rules/chart-release-pinned";
import { resourceTable } from "./table";

const release = (
  version: Value,
  chart: Value = "mariadb-operator",
  type = "kubernetes:helm.sh/v3:Release",
): PulumiResource => ({
  type,
  name: "operator",
  options: { protect: false },
  object: { chart, version },
});

describe("chart-release-pinned", () => {
  resourceTable(chartReleasePinned, [
    { name: "an exact version", resource: release("26.10.1"), finds: [] },
    { name: "no version", resource: release(null), finds: ["version"], message: /must set version/ },
    {
      name: "a range, in dev",
      resource: release("~26.10"),
      environment: "dev",
      finds: ["version"],
      message: /"~26\.10"/,
    },
    {
      name: "a chart of the other class",
      resource: release("*", "argo-cd", "kubernetes:helm.sh/v4:Chart"),
      finds: ["version"],
    },
    {
      name: "an OCI chart without a version",
      resource: release(null, "oci://example.com/charts/a"),
      finds: ["version"],
    },
    ...["./charts/a", "/charts/a", "https://example.com/a-1.2.3.tgz"].map((chart) => ({
      name: `the chart ${chart}, which has its version inside`,
      resource: release(null, chart),
      finds: [],
    })),
    {
      name: "a version that is not known yet",
      resource: release(UNKNOWN),
      finds: ["version"],
      undecided: true,
    },
    { name: "no inputs", resource: { ...release(null), object: {} }, finds: [] },
    { name: "another type", resource: { ...release(null), type: "kubernetes:core/v1:Secret" }, finds: [] },
  ]);
});
