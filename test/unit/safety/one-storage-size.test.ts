import { UNKNOWN, type Value } from "../../../safety";
import { oneStorageSize } from "../../../safety/rules/one-storage-size";
import { edit, mariadb } from "./objects";
import { table } from "./table";

const server = (storage: Value) => edit(mariadb(), ["spec", "storage"], storage);
const volumeClaimTemplate = { resources: { requests: { storage: "10Gi" } } };

describe("one-storage-size", () => {
  table(oneStorageSize, [
    { name: "a size", object: mariadb(), finds: [] },
    { name: "a template", object: server({ volumeClaimTemplate }), finds: [] },
    {
      name: "both",
      object: server({ size: "10Gi", volumeClaimTemplate }),
      finds: ["spec.storage.volumeClaimTemplate"],
    },
    {
      name: "an empty template beside a size",
      object: server({ size: "10Gi", volumeClaimTemplate: {} }),
      finds: ["spec.storage.volumeClaimTemplate"],
    },
    { name: "neither", object: server({}), finds: ["spec.storage.size"] },
    {
      name: "a template without a size",
      object: server({ volumeClaimTemplate: {} }),
      finds: ["spec.storage.size"],
    },
    {
      name: "a server without volumes, which another rule judges",
      object: server({ ephemeral: true }),
      finds: [],
    },
    {
      name: "a server that is not ephemeral",
      object: server({ ephemeral: false }),
      finds: ["spec.storage.size"],
    },
    { name: "no spec", object: edit(mariadb(), ["spec"], undefined), finds: ["spec.storage.size"] },
    {
      name: "a size that is not known yet",
      object: server({ size: UNKNOWN }),
      finds: ["spec.storage.size"],
      undecided: true,
    },
    {
      name: "a template that is not known yet",
      object: server({ size: "1Gi", volumeClaimTemplate: UNKNOWN }),
      finds: ["spec.storage.volumeClaimTemplate"],
      undecided: true,
    },
    {
      name: "storage that is not known yet",
      object: server(UNKNOWN),
      finds: ["spec.storage"],
      undecided: true,
    },
    { name: "storage that is a text", object: server("10Gi"), finds: ["spec.storage"] },
  ]);
});
