import { UNKNOWN, type Value } from "../../../safety";
import { resourcesRequired } from "../../../safety/rules/resources-required";
import { edit, mariadb } from "./objects";
import { table } from "./table";

const resources = ["spec", "resources"];
const good = edit(mariadb(), resources, {
  requests: { cpu: "4", memory: "16Gi" },
  limits: { memory: "32Gi" },
});
const pool = (lines: Value) => edit(good, ["spec", "myCnf"], lines);

describe("resources-required", () => {
  table(resourcesRequired, [
    { name: "requests and a limit", object: good, finds: [] },
    {
      name: "nothing",
      object: edit(good, resources, undefined),
      finds: [
        "spec.resources.requests.cpu",
        "spec.resources.requests.memory",
        "spec.resources.limits.memory",
      ],
      message: /must set spec\.resources\.requests\.cpu/,
    },
    ...[
      ["requests", "cpu"],
      ["requests", "memory"],
      ["limits", "memory"],
    ].map((field) => ({
      name: `no ${field.join(".")}, in dev`,
      object: edit(good, [...resources, ...field], undefined),
      environment: "dev",
      finds: [["spec.resources", ...field].join(".")],
    })),
    {
      name: "a request of nothing",
      object: edit(good, [...resources, "requests", "cpu"], 0),
      finds: ["spec.resources.requests.cpu"],
    },
    {
      name: "a request that is none",
      object: edit(good, [...resources, "requests", "memory"], "much"),
      finds: ["spec.resources.requests.memory"],
    },
    ...[
      "innodb_buffer_pool_size=12G",
      "innodb-buffer-pool-size = 13107M",
      "max_connections=500",
      "innodb_buffer_pool_size=13G\ninnodb_buffer_pool_size=12G",
      "# innodb_buffer_pool_size=64G",
    ].map((line) => ({
      name: `the line ${JSON.stringify(line)}`,
      object: pool(`[mariadb]\n${line}\n`),
      finds: [],
    })),
    ...[
      "innodb_buffer_pool_size=13G",
      "innodb-buffer-pool-size = 13108M",
      "INNODB_BUFFER_POOL_SIZE=16g # all",
      "loose_innodb_buffer_pool_size=17179869184",
      "innodb_buffer_pool_size=1G\ninnodb_buffer_pool_size=1T",
    ].map((line) => ({
      name: `the line ${JSON.stringify(line)}`,
      object: pool(`[mariadb]\n${line}\n`),
      finds: ["spec.myCnf"],
      message: /at most 80 % of spec\.resources\.requests\.memory/,
    })),
    {
      name: "what is not known yet",
      object: edit(pool(UNKNOWN), [...resources, "requests"], UNKNOWN),
      finds: ["spec.resources.requests", "spec.myCnf"],
      undecided: true,
    },
    {
      name: "no spec",
      object: edit(good, ["spec"], undefined),
      finds: [
        "spec.resources.requests.cpu",
        "spec.resources.requests.memory",
        "spec.resources.limits.memory",
      ],
    },
  ]);
});
