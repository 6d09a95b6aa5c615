import {
  UNKNOWN,
  isKubernetesType,
  parseEnvironment,
  resourceKey,
  stackOf,
  tokenIdentity,
  type Environment,
  type PulumiResource,
} from "../safety";
import { isMap, toValue } from "../safety/value";
import { ReviewProblem } from "./diagnostic";
import type { Batch } from "./findings";
import type { Located } from "./manifest";

/** What the engine writes for a value that is not known yet, and for a secret. */
const placeholders = new Set(["04da6b54-80e4-46f7-96ec-b56ff0331ba9", "[secret]"]);

/** The key of the engine's own marks, such as that of an encrypted secret. */
const mark = "4dabf18193072939515e22adb298388d";

/**
 * The resources that a preview would leave behind, with what they are now as the earlier revision.
 *
 * @param text What `pulumi preview --json` printed.
 * @throws ReviewProblem when it is something else.
 */
export function previewBatch(text: string, file: string, named: Environment | undefined): Batch {
  const steps = stepsOf(text, file);
  const positionOf = placesIn(text, file);
  const before = new Map<string, Located>();
  const after = new Map<string, Located & { readonly resource: PulumiResource }>();
  for (const step of steps) {
    const [then, now] = [step.oldState, step.newState].map(resourceOf);
    if (then !== undefined && isKubernetes(then.resource)) {
      before.set(then.urn, { object: then.resource.object, positionOf: () => positionOf(then.urn) });
    }
    if (now !== undefined) {
      after.set(now.urn, {
        resource: now.resource,
        object: isKubernetes(now.resource) ? now.resource.object : null,
        positionOf: () => positionOf(now.urn),
        subject: { called: calledIn(now.resource), key: resourceKey(now.resource) },
      });
    }
  }
  const located = [...after.values()];
  const stack = stackOf([...after.keys(), ...before.keys()][0] ?? "");
  return {
    environment: named ?? parseEnvironment(stack) ?? "production",
    before: [...before.values()],
    after: located,
    revision: "the stack's state",
    resources: new Map(located.map(({ resource }, index) => [index, resource])),
  };
}

type Step = Readonly<Record<string, unknown>>;

function stepsOf(text: string, file: string): readonly Step[] {
  const refuse = (why: string) =>
    new ReviewProblem(
      `--preview ${file} ${why}; give it what "pulumi preview --json" prints on standard output`,
    );
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw refuse("is not JSON");
  }
  const steps =
    typeof content === "object" && content !== null && "steps" in content ? content.steps : undefined;
  if (!Array.isArray(steps) || steps.length === 0) {
    throw refuse("has no steps");
  }
  return steps as readonly Step[];
}

function resourceOf(state: unknown): { urn: string; resource: PulumiResource } | undefined {
  if (typeof state !== "object" || state === null) {
    return undefined;
  }
  const { urn, type, inputs, protect } = state as Readonly<Record<string, unknown>>;
  if (typeof urn !== "string" || typeof type !== "string") {
    return undefined;
  }
  const object = toValue(inputField({ inputs: inputs ?? {} }, "inputs"), inputField);
  return {
    urn,
    resource: {
      type,
      name: urn.split("::").slice(3).join("::"),
      options: { protect: protect === true },
      object: isMap(object) ? { ...tokenIdentity(type), ...object } : object,
    },
  };
}

function calledIn({ type, name }: PulumiResource): string {
  return `The ${isKubernetesType(type) ? (type.split(":").at(-1) ?? "resource") : type} "${name}"`;
}

function isKubernetes({ type }: PulumiResource): boolean {
  return isKubernetesType(type);
}

/** A field of the inputs; UNKNOWN for what the engine does not know or does not show. Its own fields begin with "__". */
function inputField(holder: object, name: string | number): unknown {
  if (String(name).startsWith("__")) {
    return undefined;
  }
  const value: unknown = Reflect.get(holder, name);
  const hidden =
    typeof value === "string"
      ? placeholders.has(value)
      : typeof value === "object" && value !== null && Object.hasOwn(value, mark);
  return hidden ? UNKNOWN : value;
}

/** The line of the step that names a URN. */
function placesIn(
  text: string,
  file: string,
): (urn: string) => { file: string; line: number; column: number } {
  return (urn) => {
    const offset = Math.max(0, text.indexOf(JSON.stringify(urn)));
    const before = text.slice(0, offset).split("\n");
    return { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  };
}
