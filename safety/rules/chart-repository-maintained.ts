import { argoApplications, checkApplication } from "../application";
import { eachItem, text } from "../expect";
import type { Finding } from "../finding";
import { identityOf, isTarget, type Target } from "../objects";
import { defineRule, levels } from "../rule";
import { formatPath, type Path } from "../value";

const fluxSources: Target = {
  group: "source.toolkit.fluxcd.io",
  kinds: ["HelmRepository", "OCIRepository"],
};

export const chartRepositoryMaintained = defineRule({
  id: "chart-repository-maintained",
  scope: "object",
  title: "The chart of a database comes from a repository that still gets updates",
  why:
    "Helm's repositories stable and incubator ended in November 2020. Bitnami stopped publishing its free catalog on 28 " +
    "August 2025: its charts get no fixes, and the versions of the images that they name were moved away, so that a pod " +
    "that is scheduled to another node cannot pull its image, at the very moment when the database has to come back.",
  severity: "high",
  levels: levels({ staging: "advisory" }),
  appliesTo: [argoApplications, fluxSources],
  remedy:
    "Set repoURL of spec.source (Argo CD) or spec.url (Flux) to a repository that is maintained, or run the database " +
    "with mariadb-operator; until then mirror the chart and its images, and name the mirror.",
  references: [
    {
      title: "Bitnami: changes of the catalog on 28 August 2025",
      url: "https://github.com/bitnami/charts/issues/35164",
    },
    {
      title: "Helm: deprecation of the repositories stable and incubator",
      url: "https://github.com/helm/charts#deprecation-timeline",
    },
  ],
  check: (object) => {
    const { group, kind } = identityOf(object);
    if (!isTarget([argoApplications], group, kind)) {
      return text(object, ["spec", "url"], { known: maintained });
    }
    return checkApplication(object, ({ root, at }) => [
      ...text(root, [...at, "spec", "source", "repoURL"], { known: maintained }),
      ...eachItem(root, [...at, "spec", "sources"], (_, path) =>
        text(root, [...path, "repoURL"], { known: maintained }),
      ),
    ]);
  },
});

/** Repositories that ended, and what there is to say of each. */
const ended: readonly (readonly [RegExp, string])[] = [
  [/^(charts\.helm\.sh|kubernetes-charts(-incubator)?\.storage\.googleapis\.com)(\/|$)/i, "ended in 2020"],
  [
    /^(charts\.bitnami\.com|(registry-1\.|index\.)?docker\.io\/bitnamicharts|raw\.githubusercontent\.com\/bitnami\/charts)(\/|$)/i,
    "has had no updates since August 2025",
  ],
];

/** An address may hold a password, so no message quotes one. */
function maintained(url: string, path: Path): readonly Finding[] {
  const place = url.trim().replace(/^\w+:\/\/([^/@]*@)?/, "");
  return ended.flatMap(([pattern, fate]) => {
    const message = `must not take a chart from the repository in ${formatPath(path)}, which ${fate}`;
    return pattern.test(place) ? [{ path, message }] : [];
  });
}
