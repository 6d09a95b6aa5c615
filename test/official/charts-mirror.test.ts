import assert from "node:assert/strict";

import type { ChartArgs } from "../../components";
import type { ValueMap } from "../../safety";
import { renderChart, useHelm } from "../support/charts";
import { chartComponents, chartsOf } from "../support/installed-charts";
import { field } from "../support/manifest";

const mirror = {
  charts: "oci://registry.example.com/charts",
  images: "registry.example.com/mirror",
  imagePullSecrets: ["registry-login", "second-login"],
};

/** Values that switch on what the component leaves off, each with an image of its own. */
const parts: Readonly<Record<string, ChartArgs["values"]>> = {
  ArgoCd: {
    dex: { enabled: true },
    redis: { exporter: { enabled: true } },
    commitServer: { enabled: true },
    server: { extensions: { enabled: true, extensionList: [{ name: "one", env: [] }] } },
  },
};

describe("every chart with a mirror", function () {
  this.timeout(60_000);

  const helm = useHelm();

  for (const component of chartComponents) {
    const render = async (args: ChartArgs): Promise<ValueMap[]> => {
      const values = parts[component];
      const charts = await chartsOf(component, values === undefined ? args : { values, ...args });
      const objects = await Promise.all(
        charts.map((chart) => renderChart(helm(), { ...chart, monitoring: true })),
      );
      return objects.flat().filter(({ kind }) => kind !== "CustomResourceDefinition");
    };

    it(`of ${component} pulls no image from anywhere else`, async () => {
      const objects = await render({ mirror });
      const images = imagesIn(objects);
      assert.ok(images.length > 0);
      for (const image of images) {
        assert.match(image, /^registry\.example\.com\/mirror\/[\w.-]+\/[\w./-]+(:|$)/);
      }
      // Also not where nobody looks for an image: flags, variables, annotations.
      assert.doesNotMatch(
        JSON.stringify(objects),
        /(ghcr|quay|docker|gcr)\.io\/|registry\.k8s\.io|ecr-public|public\.ecr/,
      );
    });

    it(`of ${component} gives every pod the Secrets to pull with`, async () => {
      const pods = podsIn(await render({ mirror }));
      assert.ok(pods.length > 0);
      const secrets = mirror.imagePullSecrets.map((name) => ({ name }));
      for (const pod of pods) {
        assert.deepEqual(field(pod, "imagePullSecrets"), secrets);
      }
    });

    it(`of ${component} pulls from the official registries without one, the same images`, async () => {
      const tail = (image: string): string => image.split("/").at(-1) ?? image;
      const [official, mirrored] = [imagesIn(await render({})), imagesIn(await render({ mirror }))];
      assert.deepEqual(official.map(tail), mirrored.map(tail));
      assert.ok(!official.some((image) => image.startsWith(mirror.images)));
    });
  }
});

/** Every image that objects name: of containers, and those that an operator is told to run. */
function imagesIn(objects: readonly ValueMap[]): string[] {
  const inPods = podsIn(objects).flatMap((pod) =>
    ["containers", "initContainers"].flatMap((list) =>
      ((field(pod, list) ?? []) as { image: string }[]).map(({ image }) => image),
    ),
  );
  const inConfig = objects
    .filter(({ kind }) => kind === "ConfigMap")
    .flatMap((object) => Object.entries((object.data ?? {}) as Record<string, string>))
    .filter(([key]) => key.includes("IMAGE"))
    .map(([, image]) => image);
  return [...inPods, ...inConfig];
}

function podsIn(objects: readonly ValueMap[]): unknown[] {
  return objects.flatMap((object) => {
    const pod = field(object, "spec", "template", "spec");
    return field(pod, "containers") === undefined ? [] : [pod];
  });
}
