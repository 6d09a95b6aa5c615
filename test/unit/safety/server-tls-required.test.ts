import { UNKNOWN, type Value } from "../../../safety";
import { serverTlsRequired } from "../../../safety/rules/server-tls-required";
import { edit, mariadb } from "./objects";
import { table } from "./table";

const server = (tls: Value) => edit(mariadb(), ["spec", "tls"], tls);

describe("server-tls-required", () => {
  table(serverTlsRequired, [
    { name: "TLS that is required", object: server({ enabled: true, required: true }), finds: [] },
    { name: "TLS that is on by default", object: server({ required: true }), finds: [] },
    { name: "TLS that is not required", object: server({ enabled: true }), finds: ["spec.tls.required"] },
    {
      name: "TLS that is off",
      object: server({ enabled: false }),
      finds: ["spec.tls.enabled", "spec.tls.required"],
    },
    { name: "nothing", object: mariadb(), finds: ["spec.tls.required"] },
    { name: "no spec", object: edit(mariadb(), ["spec"], undefined), finds: ["spec.tls.required"] },
    {
      name: "settings that are not known yet",
      object: server(UNKNOWN),
      finds: ["spec.tls"],
      undecided: true,
    },
  ]);
});
