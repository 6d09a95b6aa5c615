import { UNKNOWN, type Value } from "../../../safety";
import { pinnedRevision } from "../../../safety/rules/pinned-revision";
import { application, applicationSet, edit, gitRepository } from "./objects";
import { table } from "./table";

const sha = "4f2c3b1a0d9e8f7a6b5c4d3e2f1a0b9c8d7e6f5a";
const source = ["spec", "source"];
const revision = [...source, "targetRevision"];
const app = application("production");
const tagged = { repoURL: "https://git.example.com/a.git", path: ".", targetRevision: "v1.2.3" };

const follow = (value: Value | undefined) => edit(app, revision, value);
const finds = ["spec.source.targetRevision"];

describe("pinned-revision", () => {
  describe("Application in production", () => {
    table(pinnedRevision, [
      { name: "a release tag", object: app, finds: [] },
      { name: "a commit", object: follow(sha), finds: [] },
      ...["main", "HEAD", "", "~1.2"].map((value) => ({ name: `"${value}"`, object: follow(value), finds })),
      {
        name: "no revision, which is HEAD",
        object: follow(undefined),
        finds,
        message: /must set spec\.source\.targetRevision/,
      },
      { name: "a revision that is a number", object: follow(1.2), finds },
      { name: "a revision not known yet", object: follow(UNKNOWN), finds, undecided: true },
      {
        name: "a source not known yet",
        object: edit(app, source, UNKNOWN),
        finds: ["spec.source"],
        undecided: true,
      },
      { name: "no source at all", object: edit(app, source, undefined), finds },
      {
        name: "an empty list of sources",
        object: edit(edit(app, source, undefined), ["spec", "sources"], []),
        finds,
      },
      {
        name: "a branch of a stateless workload",
        object: edit(follow("main"), ["metadata", "labels", "mariadb-gitops.dev/workload"], "stateless"),
        finds,
      },
      {
        name: "one branch among several sources",
        object: edit(
          app,
          ["spec", "sources"],
          [tagged, { ...tagged, targetRevision: "main", ref: "values" }],
        ),
        finds: ["spec.sources[1].targetRevision"],
      },
      {
        name: "an exact chart version, which has no v",
        object: edit(edit(app, [...source, "chart"], "mariadb-operator"), revision, "26.6.0"),
        finds: [],
      },
      {
        name: "a range of chart versions",
        object: edit(edit(app, [...source, "chart"], "mariadb-operator"), revision, "26.*"),
        finds,
      },
      {
        name: "a hydrator of a branch",
        object: edit(app, ["spec", "sourceHydrator", "drySource"], { ...tagged, targetRevision: "HEAD" }),
        finds: ["spec.sourceHydrator.drySource.targetRevision"],
      },
      {
        name: "a hydrator of a tag",
        object: edit(edit(app, source, undefined), ["spec", "sourceHydrator"], {
          drySource: tagged,
          syncSource: { targetBranch: "environments/production", path: "mariadb" },
        }),
        finds: [],
      },
      {
        name: "a declared sync of a branch",
        object: edit(app, ["operation", "sync"], { revision: "main", revisions: ["v1.2.3", "main"] }),
        finds: ["operation.sync.revision", "operation.sync.revisions[1]"],
      },
      {
        name: "a declared sync of another source",
        object: edit(app, ["operation", "sync", "source"], { ...tagged, targetRevision: "main" }),
        finds: ["operation.sync.source.targetRevision"],
      },
      {
        name: "a branch that is labelled dev in a stack of another name",
        object: application("dev"),
        environment: "prod-eu",
        finds,
      },
    ]);
  });

  describe("Application in staging", () => {
    const environment = "staging";
    const staging = (value: Value) => edit(application("staging"), revision, value);
    table(pinnedRevision, [
      { name: "a release tag", object: staging("v1.2.3"), environment, finds: [] },
      { name: "a range of releases", object: staging("~1.2"), environment, finds: [] },
      { name: "a branch", object: staging("main"), environment, finds },
    ]);
  });

  describe("Application in dev", () => {
    table(pinnedRevision, [
      { name: "a branch", object: application("dev"), environment: "dev", finds: [] },
      {
        name: "no revision",
        object: edit(application("dev"), revision, undefined),
        environment: "dev",
        finds: [],
      },
    ]);
  });

  describe("ApplicationSet", () => {
    const set = applicationSet("production");
    const path = ["spec", "template", ...revision];
    table(pinnedRevision, [
      { name: "a tag", object: set, finds: [] },
      {
        name: "a branch",
        object: edit(set, path, "main"),
        finds: ["spec.template.spec.source.targetRevision"],
      },
      {
        name: "a templated revision",
        object: edit(set, path, "{{ .revision }}"),
        finds: ["spec.template.spec.source.targetRevision"],
        undecided: true,
      },
    ]);
  });

  describe("GitRepository", () => {
    table(pinnedRevision, [
      { name: "a tag", object: gitRepository({ tag: "v1.2.3" }), finds: [] },
      { name: "a commit over a branch", object: gitRepository({ branch: "main", commit: sha }), finds: [] },
      { name: "a tag over a branch", object: gitRepository({ branch: "main", tag: "v1.2.3" }), finds: [] },
      { name: "the name of a tag", object: gitRepository({ name: "refs/tags/v1.2.3" }), finds: [] },
      { name: "a branch", object: gitRepository({ branch: "main" }), finds: ["spec.ref.branch"] },
      { name: "another name", object: gitRepository({ name: "refs/pull/v1.2.3" }), finds: ["spec.ref.name"] },
      { name: "no reference, which is master", object: gitRepository(null), finds: ["spec.ref.tag"] },
      { name: "an empty reference", object: gitRepository({ tag: "" }), finds: ["spec.ref.tag"] },
      {
        name: "a name over a tag",
        object: gitRepository({ name: "refs/heads/main", tag: "v1.2.3" }),
        finds: ["spec.ref.name"],
      },
      {
        name: "a range over a tag",
        object: gitRepository({ semver: "1.2.*", tag: "v1.2.3" }),
        finds: ["spec.ref.semver"],
      },
      {
        name: "a range in staging",
        object: gitRepository({ semver: "~1.2" }),
        environment: "staging",
        finds: [],
      },
      {
        name: "an open range in staging",
        object: gitRepository({ semver: ">=1.0.0" }),
        environment: "staging",
        finds: ["spec.ref.semver"],
      },
      {
        name: "an abbreviated commit",
        object: gitRepository({ commit: "4f2c3b1" }),
        finds: ["spec.ref.commit"],
      },
      {
        name: "a tag as the commit",
        object: gitRepository({ commit: "v1.2.3" }),
        finds: ["spec.ref.commit"],
      },
      {
        name: "a commit not known yet, which would win",
        object: gitRepository({ tag: "v1.2.3", commit: UNKNOWN }),
        finds: ["spec.ref.commit"],
        undecided: true,
      },
      {
        name: "a tag not known yet, which loses",
        object: gitRepository({ tag: UNKNOWN, commit: sha }),
        finds: [],
      },
      { name: "a reference that is a string", object: gitRepository("main"), finds: ["spec.ref"] },
      { name: "a branch in dev", object: gitRepository({ branch: "main" }), environment: "dev", finds: [] },
    ]);
  });
});
