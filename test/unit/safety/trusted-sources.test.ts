import { UNKNOWN, type Value } from "../../../safety";
import { trustedSources } from "../../../safety/rules/trusted-sources";
import { application, applicationSet, edit, gitRepository, named } from "./objects";
import { table } from "./table";

const context = {
  allowedRepositories: [
    "https://git.example.com/platform/mariadb-gitops.git",
    "https://git.example.com/databases/*",
  ],
};
const url = (value: Value) => edit(gitRepository({ tag: "v1.0.0" }), ["spec", "url"], value);
const project = named("argoproj.io/v1alpha1", "AppProject", "x");

describe("trusted-sources", () => {
  describe("without a list", () => {
    table(trustedSources, [
      { name: "no spec", object: edit(application("production"), ["spec"], undefined), finds: [] },
      ...[
        "https://x.example/a",
        "ssh://git@x.example/a",
        "git@x.example:a",
        "oci://x.example/a",
        "file:///a",
        "http://127.0.0.1:3000/a.git",
        "http://[::1]/a.git",
      ].map((value) => ({ name: `the source ${value}`, object: url(value), finds: [] })),
      ...[
        "http://x.example/a",
        "git://x.example/a",
        " HTTP://x.example/a",
        "git://127.0.0.1/a",
        "http://127.0.0.1.x.example/a",
        "http://127.0.0.1@x.example/a",
        "http://127.0.0.1:3000@x.example/a",
        "http://127.0.0.1\\@x.example/a",
      ].map((value) => ({
        name: `the source ${value}`,
        object: url(value),
        finds: ["spec.url"],
        message: /must not use plain http or git in spec\.url/,
      })),
      { name: "a source that is not known yet", object: url(UNKNOWN), finds: ["spec.url"], undecided: true },
    ]);
  });

  describe("with a list", () => {
    table(
      trustedSources,
      [
        ...[
          "https://git.example.com/platform/mariadb-gitops",
          "https://git.example.com/platform/mariadb-gitops.git/",
          "https://git.example.com/databases/a.git",
          " https://git.example.com/databases/a ",
          "https://git.example.com/databases/team/a",
        ].map((value) => ({ name: `the source ${value}`, object: url(value), finds: [] })),
        ...[
          "https://git.example.com/platform/other.git",
          "https://git.example.com/databases-evil/a",
          "https://git.example.com/databases/../evil/a",
          "https://git.example.com/databases/%2e%2e/evil",
          "https://git.example.com.evil.example/databases/a",
        ].map((value) => ({
          name: `the source ${value}`,
          object: url(value),
          finds: ["spec.url"],
          message: /must name one of the allowed repositories in spec\.url/,
        })),
        { name: "an Application of the list", object: application("production"), finds: [] },
        {
          name: "other sources of an Application",
          object: [
            [["spec", "sources"], [{ repoURL: "https://x.example" }]] as const,
            [["spec", "sourceHydrator"], { drySource: { repoURL: "https://x.example" } }] as const,
          ].reduce((object, [path, value]) => edit(object, path, value as Value), application("production")),
          finds: ["spec.sources[0].repoURL", "spec.sourceHydrator.drySource.repoURL"],
        },
        {
          name: "the template of an ApplicationSet",
          object: edit(
            applicationSet("dev"),
            ["spec", "template", "spec", "source", "repoURL"],
            "https://x.example",
          ),
          finds: ["spec.template.spec.source.repoURL"],
        },
        {
          name: "the repositories of a project",
          object: edit(
            project,
            ["spec", "sourceRepos"],
            ["!https://x.example", "https://git.example.com/databases/*", "*"],
          ),
          finds: ["spec.sourceRepos[2]"],
        },
      ].map((row) => ({ ...row, context })),
    );
  });
});
