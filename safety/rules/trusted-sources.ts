import { argoApplications, checkApplication } from "../application";
import { parametersOf, type Context } from "../environment";
import { eachItem, eachText, inspect, text } from "../expect";
import type { Finding } from "../finding";
import { appProjects } from "../kinds";
import { identityOf, isTarget, type Target } from "../objects";
import { defineRule } from "../rule";
import { formatPath, type Path, type Value } from "../value";

const fluxSources: Target = {
  group: "source.toolkit.fluxcd.io",
  kinds: ["GitRepository", "HelmRepository", "OCIRepository"],
};

export const trustedSources = defineRule({
  id: "trusted-sources",
  scope: "object",
  title: "What is delivered comes from trusted repositories, over a connection that is verified",
  why:
    "Whoever can write to the repository can write to the database. A repository of a person, a fork or a typo in the " +
    "organisation's name puts that into hands that nobody chose, and over plain http or git anybody on the way can " +
    "change what arrives.",
  severity: "high",
  appliesTo: [argoApplications, appProjects, fluxSources],
  remedy:
    "Set repoURL of spec.source (Argo CD) or spec.url (Flux) to the https, ssh or oci address of a repository" +
    " of allowedRepositories.",
  references: [
    {
      title: "Kyverno: Git repositories of Flux",
      url: "https://kyverno.io/policies/flux/verify-git-repositories/verify-git-repositories/",
    },
    {
      title: "Argo CD: projects and their source repositories",
      url: "https://argo-cd.readthedocs.io/en/stable/user-guide/projects/",
    },
  ],
  equivalents: ["kyverno/verify-git-repositories"],
  parameters: ["allowedRepositories"],
  check: (object, context) => {
    const { group, kind } = identityOf(object);
    const checkUrl = (url: string, path: Path) => trusted(url, path, context);
    if (isTarget([appProjects], group, kind)) {
      return eachText(object, ["spec", "sourceRepos"], (url, path) =>
        url.startsWith("!") ? [] : checkUrl(url, path),
      );
    }
    return isTarget([argoApplications], group, kind)
      ? checkApplication(object, ({ root, at }) => application(root, [...at, "spec"], checkUrl))
      : text(object, ["spec", "url"], { known: checkUrl });
  },
});

function application(
  root: Value,
  spec: Path,
  checkUrl: (url: string, path: Path) => readonly Finding[],
): readonly Finding[] {
  const source = (path: Path) => text(root, [...path, "repoURL"], { known: checkUrl });
  return [
    ...source([...spec, "source"]),
    ...eachItem(root, [...spec, "sources"], (_, path) => source(path)),
    ...inspect(root, [...spec, "sourceHydrator"], { known: (_, path) => source([...path, "drySource"]) }),
  ];
}

/** Plain http that never leaves the machine, such as the sandbox's: nobody is on the way. */
const loopback = /^http:\/\/(127\.0\.0\.1|\[::1\])(:\d+)?\//i;

/** An address may hold a password, so no message quotes one. */
function trusted(url: string, path: Path, context: Context): readonly Finding[] {
  if (/^(http|git):\/\//i.test(url.trim()) && !loopback.test(url)) {
    const message = `must not use plain http or git in ${formatPath(path)}, because anybody on the way can change what arrives`;
    return [{ path, message }];
  }
  const { allowedRepositories } = parametersOf(context);
  const isAllowed =
    allowedRepositories.length === 0 || allowedRepositories.some((entry) => matches(entry, url));
  return isAllowed
    ? []
    : [{ path, message: `must name one of the allowed repositories in ${formatPath(path)}` }];
}

/** An entry that ends in "/*" allows everything below. */
function matches(entry: string, url: string): boolean {
  const wanted = plain(url);
  return entry.endsWith("/*")
    ? wanted.startsWith(entry.slice(0, -1)) && !/(^|\/)\.\.?(\/|$)|%|\\/.test(wanted)
    : wanted === plain(entry);
}

function plain(url: string): string {
  return url
    .trim()
    .replace(/\/+$/, "")
    .replace(/\.git$/, "");
}
