import { UNKNOWN, type Value } from "../../../safety";
import { serverDefaultsKept } from "../../../safety/rules/server-defaults-kept";
import { edit, mariadb, named } from "./objects";
import { changeTable } from "./table";

const server = (file: Value) => edit(mariadb(), ["spec", "myCnf"], file);
const options = (...lines: readonly string[]) => server(["[mariadb]", ...lines].join("\n"));
const reference = (name: Value = "settings", key: Value = "my.cnf") =>
  edit(server(undefined as unknown as Value), ["spec", "myCnfConfigMapKeyRef"], { name, key });
const settings = (file: Value, name = "settings", key = "my.cnf") =>
  edit(named("v1", "ConfigMap", name, "mariadb-production"), ["data"], { [key]: file });
const workload = (args: Value, image: Value = "mariadb:11.8") =>
  edit(named("apps/v1", "StatefulSet", "db"), ["spec", "template", "spec", "containers"], [{ image, args }]);
const insensitive = "[mysqld]\nlower-case-table-names = 1\n";

describe("server-defaults-kept", () => {
  changeTable(serverDefaultsKept, [
    {
      name: "the same settings",
      before: [options("lower_case_table_names=1")],
      after: [options("loose-lower-case-table-names = 1", "max_connections=9")],
      finds: [],
    },
    {
      name: "names that are folded from now on",
      before: [options()],
      after: [options("lower_case_table_names=1")],
      finds: ["0 spec.myCnf"],
      message:
        /must not add lower_case_table_names in spec\.myCnf, because the server no longer finds tables/,
    },
    {
      name: "names that are folded in the first option file",
      before: [server(null)],
      after: [options("lower_case_table_names=1")],
      finds: ["0 spec.myCnf"],
    },
    {
      name: "names that are no longer folded",
      before: [options("lower_case_table_names=1")],
      after: [server(null)],
      finds: ["0 spec.myCnf"],
      message: /must keep/,
    },
    {
      name: "another way of folding",
      before: [options("lower_case_table_names=1")],
      after: [options("lower_case_table_names=2")],
      finds: ["0 spec.myCnf"],
      message: /must not change/,
    },
    {
      name: "the default of names, written down",
      before: [options()],
      after: [options("lower_case_table_names=0")],
      finds: [],
    },
    {
      name: "the default of names, left out",
      before: [options("lower_case_table_names=0")],
      after: [options()],
      finds: [],
    },
    {
      name: "another character set",
      before: [options("character_set_server=utf8mb4")],
      after: [options("character_set_server=latin1")],
      finds: ["0 spec.myCnf"],
    },
    {
      name: "an older character set that is added",
      before: [options()],
      after: [options("character_set_server=latin1")],
      finds: ["0 spec.myCnf"],
    },
    {
      name: "the default character set, written down",
      before: [options()],
      after: [options("character_set_server=UTF8MB4")],
      finds: [],
    },
    {
      name: "another collation",
      before: [options("collation_server=utf8mb4_general_ci")],
      after: [options("collation_server=utf8mb4_unicode_ci")],
      finds: ["0 spec.myCnf"],
    },
    {
      name: "a collation that is left out now",
      before: [options("collation_server=utf8mb4_general_ci")],
      after: [options()],
      finds: ["0 spec.myCnf"],
    },
    {
      name: "another name of the same",
      before: [options("character_set_server=utf8", "collation_server=utf8_bin")],
      after: [options("character_set_server=utf8mb3", "collation_server=utf8mb3_bin")],
      finds: [],
    },
    {
      name: "a setting of clients",
      before: [options()],
      after: [server("[client]\ncharacter_set_server=latin1\n")],
      finds: [],
    },
    {
      name: "settings that move to a ConfigMap",
      before: [options("lower_case_table_names=1")],
      after: [reference(), settings(insensitive)],
      finds: [],
    },
    {
      name: "settings that get lost on the way to a ConfigMap",
      before: [options("lower_case_table_names=1")],
      after: [reference(), settings("")],
      finds: ["0 spec.myCnfConfigMapKeyRef"],
    },
    {
      name: "another ConfigMap",
      before: [reference(), settings("")],
      after: [reference("other"), settings(insensitive, "other")],
      finds: ["0 spec.myCnfConfigMapKeyRef"],
    },
    {
      name: "another content of a ConfigMap, once",
      before: [reference(), settings("")],
      after: [reference(), settings(insensitive)],
      finds: ['1 data["my.cnf"]'],
    },
    {
      name: "another content under a name that says nothing",
      before: [reference("settings", "options"), settings("", "settings", "options")],
      after: [reference("settings", "options"), settings(insensitive, "settings", "options")],
      finds: ["0 spec.myCnfConfigMapKeyRef"],
    },
    {
      name: "a ConfigMap that is elsewhere",
      before: [options("lower_case_table_names=1")],
      after: [reference()],
      finds: [],
    },
    {
      name: "another file of a ConfigMap",
      before: [settings("", "a", "notes.txt")],
      after: [settings(insensitive, "a", "notes.txt")],
      finds: [],
    },
    {
      name: "arguments of a server",
      before: [workload(["--lower-case-table-names=1"])],
      after: [workload(["--max-connections=9"])],
      finds: ["0 spec.template.spec.containers[0].args"],
    },
    {
      name: "arguments of something else",
      before: [workload(["--lower-case-table-names=1"], "proxy:1")],
      after: [workload([], "proxy:1")],
      finds: [],
    },
    {
      name: "a workload whose image says nothing now",
      before: [workload([])],
      after: [workload([], UNKNOWN)],
      finds: ["0 spec.template.spec.containers[0].image"],
      undecided: true,
    },
    {
      name: "arguments that are not known yet",
      before: [workload([])],
      after: [workload([UNKNOWN])],
      finds: ["0 spec.template.spec.containers[0].args"],
      undecided: true,
    },
    {
      name: "settings that are not known yet",
      before: [options()],
      after: [server(UNKNOWN)],
      finds: ["0 spec.myCnf"],
      undecided: true,
    },
    {
      name: "earlier settings that nobody knows",
      before: [server(UNKNOWN)],
      after: [options()],
      finds: ["0 spec.myCnf"],
      undecided: true,
    },
    {
      name: "a ConfigMap whose name is not known yet",
      before: [options()],
      after: [reference(UNKNOWN)],
      finds: ["0 spec.myCnfConfigMapKeyRef"],
      undecided: true,
    },
    {
      name: "data that is not known yet",
      before: [settings("")],
      after: [edit(settings(""), ["data"], UNKNOWN)],
      finds: ["0 data"],
      undecided: true,
    },
    {
      name: "a new server",
      before: [],
      after: [options("lower_case_table_names=1")],
      finds: [],
    },
    {
      name: "no spec",
      before: [edit(mariadb(), ["spec"], null)],
      after: [edit(mariadb(), ["spec"], null)],
      finds: [],
    },
  ]);
});
