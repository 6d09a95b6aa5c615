/** The formats of text and numbers that the schemas use. */
import { goDurationProblem } from "./duration";
import { quote } from "./findings";
import { goDurationFormat } from "./mariadb/build";

const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;
const limits: Readonly<Record<string, number>> = { int32: 2 ** 31, int64: 2 ** 63 };

/**
 * Says what is wrong with the format of a value.
 *
 * @returns a sentence with the remedy, or undefined. A format that is not known here is a mistake of this project and
 * is reported too, so that no value passes unchecked.
 */
export function formatProblem(value: string | number, format: string | undefined): string | undefined {
  if (format === undefined) {
    return undefined;
  }
  if (typeof value === "number") {
    const limit = Object.hasOwn(limits, format) ? limits[format] : undefined;
    if (limit === undefined) {
      return `the schema asks for the unknown number format ${quote(format)}; report this.`;
    }
    return value >= -limit && value < limit
      ? undefined
      : `${value} does not fit into ${format}; use a smaller number.`;
  }
  switch (format) {
    case goDurationFormat:
      return goDurationProblem(value);
    case "date-time":
      if (rfc3339.test(value) && !Number.isNaN(Date.parse(value))) {
        return undefined;
      }
      return `${quote(value)} is not a time; use one such as "2026-01-31T02:00:00Z".`;
    default:
      return `the schema asks for the unknown text format ${quote(format)}; report this.`;
  }
}
