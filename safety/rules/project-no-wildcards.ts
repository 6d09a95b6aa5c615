import { eachItem, eachText, text } from "../expect";
import type { Finding } from "../finding";
import { appProjects } from "../kinds";
import { isStateless } from "../labels";
import { defineRule } from "../rule";
import { formatPath, type Path, type Value } from "../value";

export const projectNoWildcards = defineRule({
  id: "project-no-wildcards",
  scope: "object",
  title: "A project of databases names its repositories, clusters and namespaces",
  why:
    "A project is the only thing that stops an Application with a wrong repository or a wrong destination. With a star " +
    "for repositories anybody who may write the Application delivers anything, and with a star for namespaces one " +
    "mistyped name overwrites the databases of another environment.",
  severity: "high",
  appliesTo: [appProjects],
  remedy:
    "List the repositories in spec.sourceRepos, and a server and a namespace for each of spec.destinations.",
  references: [
    {
      title: "Argo CD: projects",
      url: "https://argo-cd.readthedocs.io/en/stable/user-guide/projects/",
    },
  ],
  check: (object) =>
    isStateless(object, [])
      ? []
      : [
          ...eachText(object, ["spec", "sourceRepos"], named),
          ...once(eachItem(object, ["spec", "destinations"], (_, path) => destination(object, path))),
        ],
});

/** The same field of several destinations is one finding: a project that limits no server says so in each of them. */
function once(findings: readonly Finding[]): readonly Finding[] {
  const fields = Map.groupBy(findings, ({ path, undecided }) =>
    undecided === true ? path : String(path.at(-1)),
  );
  return [...fields.values()].flatMap(([first, ...others]) => {
    if (first === undefined || others.length === 0) {
      return first ?? [];
    }
    return { ...first, message: `${first.message}, nor in ${others.length} more destinations` };
  });
}

function destination(object: Value, path: Path): readonly Finding[] {
  return ["server", "name", "namespace"].flatMap((field) => text(object, [...path, field], { known: named }));
}

/** A pattern that says nothing: a star alone, or a star where the host would be. */
function named(pattern: string, path: Path): readonly Finding[] {
  const message = `must not leave ${formatPath(path)} to a wildcard, because the project then limits nothing`;
  return /^([a-z+]+:\/\/)?\*+(\/\**)*$/.test(pattern.trim()) || /^[a-z+]+:\/\/\*/.test(pattern)
    ? [{ path, message }]
    : [];
}
