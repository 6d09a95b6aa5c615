import { isDeepStrictEqual } from "node:util";
import {
  defaultParameters,
  environments,
  isExcepted,
  isStricter,
  rules,
  type ConfiguredException,
  type Engine,
  type Path,
  type Rule,
} from "../safety";
import { enginesDelivering } from "../safety/engines";
import { grownBy, readBaseline, type Baseline } from "./baseline";
import { ReviewProblem, clean, type Diagnostic } from "./diagnostic";
import type { Everything, Plan } from "./inputs";
import { configurationRule } from "./own-rules";
import { enginesIn, environmentIn, isWeaker, type Project } from "./project";
import { environmentSaidBy } from "./sources";

/** One thing that the review no longer does, or does less of. */
interface Weakening {
  /** The key in the file. */
  readonly path: Path;
  /** What an exception calls it. */
  readonly name: string;
  /** The rest of a sentence that begins with the file. */
  readonly message: string;
  /** Whether it is only shown: it carries a reason and a day itself. */
  readonly shown?: true;
  /** Whether no exception excuses it. */
  readonly always?: true;
}

/** What a change of the file of the repository weakens, so that no merge ends the review without a word. */
export function projectChanges(before: Project, everything: Everything, plan: Plan): readonly Diagnostic[] {
  const { project, config, today, base = "" } = plan;
  const found = [
    ...removedFile(before, project),
    ...lowerLevels(before, project),
    ...lowerEnvironments(before, everything, plan),
    ...fewerEngines(before, everything, project),
    ...weakerParameters(before, project),
    ...changedRules(before, project),
    ...newExceptions(before, project),
    ...grownBaseline(before, project),
  ];
  const context = { environment: "production", today, exceptions: config.exceptions };
  return found.map(({ path, name, message, shown, always }) => {
    const object = `Configuration//${name}`;
    const excepted = always !== true && isExcepted(configurationRule, null, context, object);
    const place = project.file === undefined ? { revision: base } : {};
    const reason =
      shown === true || always === true || excepted
        ? ""
        : ` Nothing gives a reason for it; its object is ${object}.`;
    return {
      ...project.positionOf(path),
      ...place,
      level: shown === true || excepted ? "warning" : "error",
      rule: configurationRule,
      message: clean(`The configuration of the review ${message} (compared with ${base}).${reason}`),
      object: clean(object),
    };
  });
}

function removedFile(before: Project, after: Project): readonly Weakening[] {
  return before.file === undefined || after.file !== undefined
    ? []
    : [{ path: [], name: "file", message: "is removed" }];
}

function lowerLevels(before: Project, after: Project): readonly Weakening[] {
  return [...rules, ...after.rules.map(({ rule }) => rule)].flatMap((rule) =>
    environments.flatMap((environment) => {
      const [then, now] = [levelIn(before, rule), levelIn(after, rule)].map((of) => of[environment]);
      return then !== undefined && now !== undefined && isWeaker(now, then)
        ? [
            {
              path: ["levels", rule.id, environment],
              name: `levels.${rule.id}.${environment}`,
              message: `lowers ${rule.id} in ${environment} from ${then} to ${now}`,
            },
          ]
        : [];
    }),
  );
}

function levelIn({ settings: { levels = {} } }: Project, rule: Rule) {
  return { ...rule.levels, ...(Object.hasOwn(levels, rule.id) ? levels[rule.id] : {}) };
}

/** What is held to a weaker environment because of the file. Where nothing said one before, naming it weakens nothing. */
function lowerEnvironments(
  before: Project,
  { pairs }: Everything,
  { project, environment }: Plan,
): readonly Weakening[] {
  const then = { ...before, top: project.top };
  const sources = environment === undefined ? pairs.flatMap((pair) => pair.after ?? pair.before ?? []) : [];
  const lower = sources
    .filter(({ objects }) => objects.length > 0)
    .flatMap((source) => {
      const said = environmentSaidBy(source);
      const [was, is] = [then, project].map((one) => environmentIn(one, source.name) ?? said);
      // What is nowhere named counts as production, which is stricter than everything.
      return was !== undefined && is !== undefined && isStricter(was, is)
        ? [{ was, is, name: source.name }]
        : [];
    });
  return [...Map.groupBy(lower, ({ was, is }) => `from ${was} to ${is}`)].map(
    ([step, [first, ...others]]) => ({
      path: ["environments"],
      name: `environments.${first?.was ?? ""}`,
      message: `takes ${first?.name ?? ""}${others.length === 0 ? "" : ` and ${others.length} more`} ${step}`,
    }),
  );
}

/** Rules of an engine end where the file no longer names it, or names another one than the manifests are written for. */
function fewerEngines(before: Project, { pairs }: Everything, after: Project): readonly Weakening[] {
  const objects = pairs.flatMap(({ after: source }) => source?.objects ?? []).map(({ object }) => object);
  const of = (project: Project): readonly Engine[] | undefined =>
    enginesIn(project) ?? enginesDelivering(objects);
  const [was, is] = [of(before) ?? [], of(after)];
  const lost = is === undefined ? [] : was.filter((engine) => !is.includes(engine));
  return lost.length === 0
    ? []
    : [{ path: ["engine"], name: "engine", message: `ends the rules for ${lost.join(" and ")}` }];
}

function weakerParameters(before: Project, after: Project): readonly Weakening[] {
  const then = { ...defaultParameters, ...before.settings.parameters };
  const now = { ...defaultParameters, ...after.settings.parameters };
  const lists = (["allowedRegistries", "allowedRepositories", "allowedDestinations"] as const).filter(
    (name) =>
      then[name].length > 0 &&
      (now[name].length === 0 || now[name].some((entry) => !then[name].includes(entry))),
  );
  const shorter = now.minimumRetentionHours < then.minimumRetentionHours;
  return [...lists, ...(shorter ? (["minimumRetentionHours"] as const) : [])].map((name) => ({
    path: ["parameters", name],
    name: `parameters.${name}`,
    message: shorter && name === "minimumRetentionHours" ? `lowers ${name}` : `allows more in ${name}`,
  }));
}

function changedRules(before: Project, after: Project): readonly Weakening[] {
  return before.rules.flatMap(({ written: rule }) => {
    const now = after.rules.find(({ written: { id } }) => id === rule.id)?.written;
    return isDeepStrictEqual(now, rule)
      ? []
      : [
          {
            path: ["rules"],
            name: `rules.${rule.id}`,
            message: `${now === undefined ? "removes" : "changes"} the rule ${rule.id}`,
          },
        ];
  });
}

function newExceptions(before: Project, after: Project): readonly Weakening[] {
  const then = before.settings.exceptions ?? [];
  return (after.settings.exceptions ?? []).flatMap((exception, index) =>
    exception.rule === configurationRule.id || then.some((one) => isDeepStrictEqual(one, exception))
      ? []
      : [
          {
            path: ["exceptions", index],
            name: `exceptions.${exception.rule}.${exception.object}`,
            message: `adds an exception from ${exception.rule} for ${exception.object} until ${exception.until}: ${inOneLine(exception)}`,
            shown: true,
          },
        ],
  );
}

/** The first baseline is how a repository begins; after that there may only be fewer findings in it. */
function grownBaseline(before: Project, after: Project): readonly Weakening[] {
  const former = formerBaseline(before);
  const more = grownBy(former, readBaseline(after));
  const findings = `${more} finding${more === 1 ? "" : "s"}`;
  if (more === 0) {
    return [];
  }
  return former === undefined
    ? [{ path: ["baseline"], name: "baseline", message: `adds a baseline of ${findings}`, shown: true }]
    : [
        {
          path: ["baseline"],
          name: "baseline",
          message: `adds ${findings} to the baseline, which must only shrink`,
          always: true,
        },
      ];
}

function formerBaseline(before: Project): Baseline | undefined {
  try {
    return readBaseline(before);
  } catch (error) {
    // What could not be read ended every review.
    if (error instanceof ReviewProblem) {
      return undefined;
    }
    throw error;
  }
}

function inOneLine({ reason }: ConfiguredException): string {
  return reason.trim().replace(/[.\s]+$/, "");
}
