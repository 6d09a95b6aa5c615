import { locationProblems, type ChartLocation } from "../components/chart/location";
import { mirrorProblems, type Mirror } from "../components/chart/mirror";
import { charts } from "../components/versions";
import type { ConfigReader } from "./config-reader";
import { problemsOfRecord, type Fields } from "./config-records";

/** The charts whose place a stack may change, as `components/versions.ts` calls them. */
export type ChartKey = keyof typeof charts;

const locationFields: Fields = {
  repository: { type: "string" },
  version: { type: "string" },
  path: { type: "string" },
};

/** Where the stack takes its charts from, instead of their official repositories. */
export function chartLocations(read: ConfigReader): Partial<Record<ChartKey, ChartLocation>> {
  const found = read.object("charts");
  const known = Object.keys(charts);
  const problems = Object.entries(found).flatMap(([name, location]) => {
    const at = `charts.${name}`;
    if (!known.includes(name)) {
      return [`${at} is not a chart of this project; set one of ${known.join(", ")}`];
    }
    const malformed = problemsOfRecord(at, location, locationFields);
    return malformed.length > 0 ? malformed : locationProblems(at, location as ChartLocation);
  });
  problems.forEach((problem) => {
    read.complain(problem);
  });
  return problems.length === 0 ? found : {};
}

const mirrorFields: Fields = {
  charts: { type: "string" },
  images: { type: "string" },
  imagePullSecrets: { type: "strings" },
};

/** The mirror of charts and images, or undefined when the stack has none. */
export function mirror(read: ConfigReader): Mirror | undefined {
  const found = read.object("mirror");
  const malformed = problemsOfRecord("mirror", found, mirrorFields);
  const problems = malformed.length > 0 ? malformed : mirrorProblems("mirror", found);
  problems.forEach((problem) => {
    read.complain(problem);
  });
  return problems.length > 0 || Object.keys(found).length === 0 ? undefined : found;
}
