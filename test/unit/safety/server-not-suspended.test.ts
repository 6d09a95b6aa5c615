import { UNKNOWN } from "../../../safety";
import { serverNotSuspended } from "../../../safety/rules/server-not-suspended";
import { edit, mariadb } from "./objects";
import { table } from "./table";

const path = ["spec", "suspend"];
const finds = ["spec.suspend"];

describe("server-not-suspended", () => {
  table(serverNotSuspended, [
    { name: "a server", object: mariadb(), finds: [] },
    { name: "a server that is not suspended", object: edit(mariadb(), path, false), finds: [] },
    { name: "a suspended server", object: edit(mariadb(), path, true), finds },
    { name: "a suspended proxy", object: edit(edit(mariadb(), path, true), ["kind"], "MaxScale"), finds },
    {
      name: "a switch that is not known yet",
      object: edit(mariadb(), path, UNKNOWN),
      finds,
      undecided: true,
    },
    { name: "a text", object: edit(mariadb(), path, "true"), finds },
    { name: "no spec", object: edit(mariadb(), ["spec"], undefined), finds: [] },
  ]);
});
