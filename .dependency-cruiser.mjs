/**
 * The floors of the house: who may import whom. `npm run lint` runs it. A room is a folder of the repository; a floor
 * may import the floors below it and nothing else of the project.
 */

/** What each room may import besides itself and packages. Everything that is not listed is refused. */
const rooms = {
  safety: [],
  schemas: ["safety"],
  components: ["schemas", "safety"],
  // The front ends that need no cluster: `npx mariadb-gitops review` loads no Pulumi package.
  policy: ["schemas", "safety"],
  review: ["schemas", "safety"],
  confirm: ["components", "safety"],
  program: ["components", "schemas", "safety"],
  pipeline: ["index.ts", "program", "components", "schemas", "safety"],
  bin: ["review", "confirm", "policy", "pipeline", "components", "schemas", "safety"],
  // They import the package by its name, as its users do.
  examples: [],
};

/** Rooms inside `components/`: the ground (its own files and `chart/`), then side by side, then delivery, then platform. */
const sideBySide = ["guard", "secrets", "aws", "mariadb", "engine"];
const ground = "^components/([^/]+[.]ts$|chart/)";
const publicSurface = "^components/index[.]ts$";

const pathOf = (room) => (room.endsWith(".ts") ? `^${room.replace(".", "[.]")}$` : `^${room}/`);
const project =
  "^(bench|bin|components|confirm|docs|examples|gitops|pipeline|policy|program|review|safety|sandbox|schemas|test)/|^index[.]ts$";

/** A rule that a room imports nothing of the project but these paths. */
function only(name, comment, from, allowed) {
  return { name, comment, severity: "error", from, to: { path: project, pathNot: allowed } };
}

export default {
  forbidden: [
    {
      name: "no-cycles",
      comment: "Files that import each other cannot be read, tested or moved one at a time. Types count too.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-folder-cycles",
      comment: "The same for folders.",
      severity: "error",
      scope: "folder",
      from: {},
      to: { circular: true },
    },
    ...Object.entries(rooms).map(([room, below]) =>
      only(
        `${room}-imports-below`,
        `${room}/ may import: ${below.join(", ") || "no other room"}`,
        { path: pathOf(room) },
        [pathOf(room), ...below.map(pathOf)],
      ),
    ),
    only(
      "index-imports-program",
      "The program reads like a table of contents: settings from program/, components by their public surface",
      { path: "^index[.]ts$" },
      ["^program/", publicSurface],
    ),
    only(
      "ground-imports-ground",
      "The ground floor of components/ knows no room",
      { path: ground, pathNot: publicSurface },
      [ground, "^(schemas|safety)/"],
    ),
    ...sideBySide.map((room) =>
      only(
        `${room}-imports-ground`,
        `components/${room}/ stands beside ${sideBySide.filter((other) => other !== room).join(", ")} and imports the ground floor`,
        { path: `^components/${room}/` },
        [`^components/${room}/`, ground, "^(schemas|safety)/"],
      ),
    ),
    only(
      "delivery-below-platform",
      "components/delivery/ is used by the platform",
      { path: "^components/delivery/" },
      [`^components/(${sideBySide.join("|")}|delivery)/`, ground, "^(schemas|safety)/"],
    ),
    {
      name: "public-surface-for-users",
      comment:
        "components/index.ts re-exports for users of the package; inside components/ it would close a circle",
      severity: "error",
      from: { path: "^components/" },
      to: { path: publicSurface },
    },
    {
      name: "safety-is-pure",
      comment: "The rules are functions of plain objects: no Pulumi, no files, no network",
      severity: "error",
      from: { path: "^safety/" },
      to: { path: "(^|/)node_modules/|^(node:)?(fs|net|http|https|child_process)(/|$)" },
    },
    {
      name: "nothing-imports-the-machines",
      comment:
        "sandbox/ and bench/ start clusters and measure; the product does not know them. docs/ prints their pins",
      severity: "error",
      from: { pathNot: "^(sandbox|bench|test|docs)/" },
      to: { path: "^(sandbox|bench)/" },
    },
    {
      name: "sandbox-below-bench",
      comment: "The benchmarks use the sandbox, not the other way round",
      severity: "error",
      from: { path: "^sandbox/" },
      to: { path: "^(bench|docs|examples)/" },
    },
    {
      name: "support-for-tests",
      comment: "test/support/ helps tests and benchmarks; no other code depends on tests",
      severity: "error",
      from: { pathNot: "^(test|bench)/" },
      to: { path: "^test/" },
    },
    {
      name: "bench-uses-support",
      comment: "The benchmarks use what supports the tests, not the tests",
      severity: "error",
      from: { path: "^(bench|test/support)/" },
      to: { path: "^test/", pathNot: "^test/support/" },
    },
  ],
  options: {
    exclude: { path: "^(dist|coverage|[.]sandbox)/" },
    doNotFollow: { path: "node_modules" },
    // An import of a type is an import: it says who has to know whom.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
  },
};
