import { argoApplications } from "../application";
import { about, shown, undecided, type SetFinding } from "../finding";
import { fluxHelmReleases, fluxKustomizations } from "../kinds";
import { identityOf, membersOf, shareNamespace, sharePlace, type Member, type Target } from "../objects";
import { defineRule, levels } from "../rule";
import { read } from "../value";

const targets: readonly Target[] = [argoApplications, fluxKustomizations, fluxHelmReleases];

export const uniqueDeliveries = defineRule({
  id: "unique-deliveries",
  scope: "set",
  title: "No two deliveries of one kind have one name",
  why:
    "Of two Applications with one name the later one replaces the spec of the first, and everything that the first had " +
    "delivered is no longer in Git. One mistyped name in an app of apps did that at InfluxData in 2022: Argo CD removed " +
    "the product from a production region, and customers' data survived only because the volumes were retained.",
  severity: "critical",
  levels: levels({ dev: "mandatory" }),
  appliesTo: targets,
  remedy: "Give each delivery a metadata.name of its own, made of project, environment and cluster.",
  references: [
    {
      title: "InfluxData: how production was deleted, and what fixes it",
      url: "https://www.influxdata.com/blog/deleting-production-steps-how-fix-it/",
    },
    {
      title: "argo-cd #15874: duplicate Applications are not detected",
      url: "https://github.com/argoproj/argo-cd/issues/15874",
    },
  ],
  shows: ["name"],
  check: (objects, context) => {
    const all = membersOf(objects, ...targets);
    const byName = Map.groupBy(all, ({ object }) => identityOf(object).name);
    const near = (one: Member, others: readonly Member[]) =>
      others.filter(({ object }) => sharePlace(one.object, object, context));
    return all.flatMap((one) =>
      nameTaken(one, near(one, all), near(one, byName.get(identityOf(one.object).name) ?? [])),
    );
  },
});

/** @param namesakes what is called as it is; all that has no name yet, when it has none */
function nameTaken(one: Member, all: readonly Member[], namesakes: readonly Member[]): readonly SetFinding[] {
  const own = identityOf(one.object);
  const isRival = ({ index, object }: Member) => {
    const other = identityOf(object);
    const alike = other.group === own.group && other.kind === own.kind;
    return index !== one.index && alike && shareNamespace(one.object, object);
  };
  const path = ["metadata", "name"];
  const name = read(one.object, path);
  if (name.state === "unknown") {
    return all.some(isRival) ? about(one.index, [undecided(name.path)]) : [];
  }
  const taken = name.state === "known" && own.name === name.value && namesakes.some(isRival);
  const message = `must not be called ${shown(own.name)}, because another ${own.kind} of the set is called so and one replaces the other`;
  return taken ? about(one.index, [{ path, message }]) : [];
}
