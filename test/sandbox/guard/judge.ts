/**
 * The API server's own code for admission policies without an API server, see sandbox/tools/kubernetes/admission. It
 * answers thousands of cases a second, for every mutant of every policy.
 */
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

import { ensureTools } from "../../../sandbox/tools";

/** One request, with everything that a policy can read. */
export interface JudgedCase {
  readonly id: string;
  readonly operation: string;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly resource: string;
  /** None for the object itself. */
  readonly subresource?: string;
  readonly namespace: string;
  readonly name: string;
  readonly object?: object;
  readonly oldObject?: object;
  readonly user: string;
  readonly groups: readonly string[];
  /** Verbs that the authorizer allows. */
  readonly verbs: readonly string[];
  /** Parameters that are missing for this request, as "namespace/name". */
  readonly withoutParams?: readonly string[];
}

export interface JudgedPolicy {
  readonly name: string;
  readonly policy: object;
  readonly bindings: readonly object[];
}

export interface Refusal {
  readonly binding: string;
  /** Index of the validation; -1 when the policy could not be evaluated. */
  readonly index: number;
  readonly message: string;
  readonly broken?: boolean;
}

/** What one policy that matches the request says. */
export interface PolicyAnswer {
  readonly policy: string;
  readonly refusals: readonly Refusal[];
  readonly audit?: Readonly<Record<string, string>>;
}

export interface Mutant {
  readonly policy: string;
  readonly clause: string;
  readonly what: string;
  /** A case that is answered differently because of it; empty for a mutant that lives. */
  readonly killedBy: string;
}

export interface Judgement {
  readonly answers: Readonly<Partial<Record<string, readonly PolicyAnswer[]>>>;
  readonly mutants: readonly Mutant[];
}

export interface JudgeInput {
  readonly policies: readonly JudgedPolicy[];
  readonly namespaces: readonly object[];
  readonly params: readonly object[];
  readonly cases: readonly JudgedCase[];
  readonly mutate: boolean;
}

/** @throws Error with what the judge says when an expression cannot be compiled */
export async function judge(input: JudgeInput): Promise<Judgement> {
  const { admission } = await ensureTools(["admission"]);
  const judging = spawn(admission.path, { stdio: ["pipe", "pipe", "pipe"] });
  const ended = new Promise<number | null>((resolve, reject) => {
    judging.once("error", reject);
    judging.once("close", resolve);
  });
  judging.stdin.end(JSON.stringify(input));
  const [output, errors, code] = await Promise.all([text(judging.stdout), text(judging.stderr), ended]);
  if (code !== 0) {
    throw new Error(`The judge of the guard's model failed: ${errors}`);
  }
  return JSON.parse(output) as Judgement;
}
