import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Type, type Static, type TProperties, type TSchema } from "typebox";
import { Value } from "typebox/value";
import { parse } from "yaml";

const text = Type.String({ minLength: 1 });
const paths = Type.Array(text, { minItems: 1 });

/** What every entry says: its id, what it is about, and for a conflict how it was resolved. */
const common = {
  id: text,
  what: text,
  resolution: Type.Optional(text),
  note: Type.Optional(text),
};

function entry<Fields extends TProperties>(fields: Fields) {
  return Type.Object({ ...common, ...fields }, { additionalProperties: false });
}

const covered = entry({
  status: Type.Literal("covered"),
  /** What does it, most specific first: source, test, page. */
  by: paths,
});

const planned = entry({
  status: Type.Literal("planned"),
  issue: Type.Union([Type.Literal(4), Type.Literal(5), Type.Literal("later")]),
  /** Where it will come, as far as that is known. The file need not exist yet. */
  at: Type.Optional(paths),
  /** What is there already. */
  by: Type.Optional(paths),
});

const notTaken = entry({ status: Type.Literal("not taken"), because: text });

const byStatus = { covered, planned, "not taken": notTaken };

/** One line of the acceptance list, and what became of it. */
export type Entry = Static<typeof covered> | Static<typeof planned> | Static<typeof notTaken>;
export type Planned = Static<typeof planned>;
export type Status = Entry["status"];

/** The three states in the order of the table. */
export const statuses: readonly Status[] = ["covered", "planned", "not taken"];

/** The lines of one theme of the acceptance list. */
export interface Theme {
  /** Prefix of the ids: `A` to `AH`, `CF` for conflicts, `POL` for policies. */
  readonly theme: string;
  readonly title: string;
  /** How many lines the acceptance list has. Written down, so that a lost line is noticed without that list. */
  readonly count: number;
  readonly entries: readonly Entry[];
}

/** Every theme of the acceptance list, in its order. */
export const themeNames: readonly string[] =
  "A B C D E F G H I J K L M N O P Q R S T U V W X Y Z AA AB AC AD AE AF AG AH CF POL".split(" ");

const header = Type.Object(
  { theme: text, title: text, count: Type.Integer({ minimum: 1 }), entries: Type.Array(Type.Object({})) },
  { additionalProperties: false },
);

/** What keeps parsed data from being a theme: a field that is missing, misspelt or of the wrong kind. */
export function shapeProblems(data: unknown): string[] {
  if (!Value.Check(header, data)) {
    return errors(header, data, "the file");
  }
  return data.entries.flatMap((raw, index) => {
    const { id, status } = raw as Partial<Entry>;
    const place = typeof id === "string" ? id : `entry ${index + 1}`;
    if (status === undefined || !Object.hasOwn(byStatus, status)) {
      return [`${place}: status is ${JSON.stringify(status)}; write one of ${statuses.join(", ")}`];
    }
    return errors(byStatus[status], raw, place);
  });
}

function errors(schema: TSchema, data: unknown, place: string): string[] {
  return Value.Errors(schema, data).map((error) =>
    `${place}: ${error.instancePath.slice(1).replaceAll("/", ".")} ${error.message}`.replace(":  ", ": "),
  );
}

/**
 * Reads the data of every theme from a folder, one `<theme>.yaml` each.
 *
 * @throws Error with every problem of every file, when one is missing or misshapen
 */
export function readThemes(directory: string): readonly Theme[] {
  const files = themeNames.map((name) => ({ name, data: readYaml(join(directory, `${name}.yaml`)) }));
  const problems = files.flatMap(({ name, data }) =>
    shapeProblems(data).map((problem) => `${name}.yaml: ${problem}`),
  );
  if (problems.length > 0) {
    throw new Error(`The coverage data cannot be read:\n${problems.join("\n")}`);
  }
  return files.map(({ data }) => data as Theme);
}

/** A file that is missing is read as nothing, so that it is reported beside the other problems. */
function readYaml(file: string): unknown {
  return existsSync(file) ? parse(readFileSync(file, "utf8")) : undefined;
}
