/** The messages for a refusal of the API server, or for no answer. A text that may quote a secret is withheld. */
import { ApiFailure, NoAnswer } from "../../../cluster";
import { Code, failure, type ProviderError } from "../errors";
import { asMap, asString, mayQuote, secretTexts, type PlainObject, type Properties } from "../values";

const codes: Readonly<Record<number, Code>> = {
  400: Code.InvalidArgument,
  404: Code.NotFound,
  409: Code.FailedPrecondition,
  422: Code.InvalidArgument,
  // The API server timed out internally: it may have stored the object anyway.
  504: Code.Unknown,
};

/** The field paths in the refusal; they are names, never values. */
function fieldsOf(status: PlainObject): string[] {
  const causes = asMap(status.details)?.causes;
  if (!Array.isArray(causes)) {
    return [];
  }
  const fields = causes.map((cause) => asString(asMap(cause)?.field) ?? "");
  return [...new Set(fields.filter((field) => field !== ""))];
}

/** The API server's answer. When it may quote a secret, the message is withheld, and if need be the fields too. */
export function answerOf(refusal: ApiFailure, secrets: readonly string[]): string {
  const answer = [String(refusal.status), asString(refusal.body.reason)]
    .filter((part) => part !== undefined)
    .join(" ");
  const message = asString(refusal.body.message);
  if (message === undefined) {
    return answer;
  }
  const fields = fieldsOf(refusal.body);
  const withheld = `${answer} (its message is withheld, because it may quote a secret)`;
  const candidates = [
    `${answer}: ${message}`,
    ...(fields.length === 0 ? [] : [`${withheld}; it concerns ${fields.join(", ")}`]),
  ];
  return candidates.find((text) => !mayQuote(text, secrets)) ?? withheld;
}

export function secretsOf(...values: readonly Properties[]): readonly string[] {
  return [...new Set(values.flatMap((value) => secretTexts(value)))];
}

/**
 * The error for users. Errors of any other kind pass unchanged.
 *
 * @param task what was being done, as in "create Secret mariadb-dev/mariadb-root (v1)"
 * @param secrets the texts that must not be in it
 */
export function explain(error: unknown, task: string, secrets: readonly string[]): unknown {
  if (error instanceof ApiFailure) {
    const code = codes[error.status] ?? Code.FailedPrecondition;
    return failure(code, `Could not ${task}: the API server answered ${answerOf(error, secrets)}`);
  }
  return error instanceof NoAnswer ? unanswered(error, task) : error;
}

function unanswered(error: NoAnswer, task: string): ProviderError {
  // The request may have been carried out, and the engine has to remember that.
  if (error.code === "cancelled") {
    return failure(Code.Unknown, `Cancelled: could not ${task}.`);
  }
  return failure(
    Code.Unknown,
    `Could not ${task}: the API server did not answer (${error.code}). ` +
      "Check that the cluster of the kubeconfig runs, then run pulumi refresh.",
  );
}
