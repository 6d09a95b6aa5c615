/**
 * Stand-in for the `random` provider: RandomPassword, RandomString, RandomId and RandomBytes.
 *
 * `bcryptHash` of RandomPassword is left out, because Node has no bcrypt.
 */
import { GeneratedSession, type Generator, type Generators } from "./generated";
import { versionOf, type CheckFailure, type StandIn } from "./protocol";
import { bytesOf, randomText } from "./random-text";
import { asMap, isUnknown, textOf, type OpenObject, type PlainObject } from "./values";

const classes = ["lower", "upper", "numeric", "special"] as const;
const minima = ["minLower", "minUpper", "minNumeric", "minSpecial"] as const;

function wholeNumber(inputs: OpenObject, key: string, least: number): CheckFailure[] {
  const value = inputs[key];
  if (isUnknown(value)) {
    return [];
  }
  if (typeof value === "number" && Number.isInteger(value) && value >= least) {
    return [];
  }
  return [{ property: key, reason: `"${key}" must be a whole number of at least ${least}.` }];
}

function ofType(inputs: OpenObject, key: string, type: "boolean" | "string"): CheckFailure[] {
  const value = inputs[key];
  if (value === undefined || isUnknown(value) || typeof value === type) {
    return [];
  }
  return [{ property: key, reason: `"${key}" must be a ${type}.` }];
}

function keepers(inputs: OpenObject): CheckFailure[] {
  const value = inputs.keepers;
  if (value === undefined || isUnknown(value) || asMap(value) !== undefined) {
    return [];
  }
  return [{ property: "keepers", reason: '"keepers" must be a map of strings.' }];
}

/** `number` is the old name of `numeric`; both are outputs, so both are always set. */
function completeText(inputs: OpenObject): OpenObject {
  const digits = inputs.numeric ?? inputs.number ?? true;
  return {
    ...Object.fromEntries(classes.map((key) => [key, true])),
    ...Object.fromEntries(minima.map((key) => [key, 0])),
    ...inputs,
    numeric: digits,
    number: digits,
  };
}

function checkText(inputs: OpenObject): CheckFailure[] {
  const all = completeText(inputs);
  const failures = [
    ...wholeNumber(all, "length", 1),
    ...minima.flatMap((key) => wholeNumber(all, key, 0)),
    ...[...classes, "number"].flatMap((key) => ofType(inputs, key, "boolean")),
    ...ofType(inputs, "overrideSpecial", "string"),
    ...keepers(inputs),
  ];
  if (failures.length > 0) {
    return failures;
  }
  if (inputs.numeric !== undefined && inputs.number !== undefined && inputs.numeric !== inputs.number) {
    return [
      {
        property: "number",
        reason: '"number" is the old name of "numeric" and contradicts it. Leave it out.',
      },
    ];
  }
  if (classes.every((key) => all[key] === false)) {
    return [{ property: "length", reason: "Every class of characters is off. Turn one of them on." }];
  }
  const required = minima.map((key) => all[key]).reduce<number>((sum, item) => sum + Number(item), 0);
  if (typeof all.length === "number" && required > all.length) {
    return [{ property: "length", reason: `"length" must be at least the sum of the minima, ${required}.` }];
  }
  return [];
}

function makeText(inputs: PlainObject): string {
  const flag = (key: string): boolean => inputs[key] === true;
  const count = (key: string): number => Number(inputs[key]);
  return randomText({
    length: count("length"),
    lower: flag("lower"),
    upper: flag("upper"),
    numeric: flag("numeric"),
    special: flag("special"),
    minLower: count("minLower"),
    minUpper: count("minUpper"),
    minNumeric: count("minNumeric"),
    minSpecial: count("minSpecial"),
    overrideSpecial: textOf(inputs.overrideSpecial),
  });
}

function text(secret: boolean): Generator {
  return {
    inputs: ["length", ...classes, "number", ...minima, "overrideSpecial", "keepers"],
    check: checkText,
    complete: completeText,
    outputs: ["result"],
    secretOutputs: secret ? ["result"] : [],
    generate: async (inputs) => {
      const result = makeText(inputs);
      return Promise.resolve({ id: secret ? "none" : result, outputs: { result } });
    },
  };
}

const randomId: Generator = {
  inputs: ["byteLength", "prefix", "keepers"],
  check: (inputs) => [
    ...wholeNumber(inputs, "byteLength", 1),
    ...ofType(inputs, "prefix", "string"),
    ...keepers(inputs),
  ],
  complete: (inputs) => inputs,
  outputs: ["b64Std", "b64Url", "dec", "hex"],
  secretOutputs: [],
  generate: async (inputs) => {
    const bytes = bytesOf(Number(inputs.byteLength));
    const prefix = textOf(inputs.prefix);
    const outputs = {
      b64Std: prefix + bytes.base64,
      b64Url: prefix + bytes.base64Url,
      dec: prefix + bytes.decimal,
      hex: prefix + bytes.hex,
    };
    return Promise.resolve({ id: bytes.base64Url, outputs });
  },
};

const randomBytes: Generator = {
  inputs: ["length", "keepers"],
  check: (inputs) => [...wholeNumber(inputs, "length", 1), ...keepers(inputs)],
  complete: (inputs) => inputs,
  outputs: ["base64", "hex"],
  secretOutputs: ["base64", "hex"],
  generate: async (inputs) => {
    const { base64, hex } = bytesOf(Number(inputs.length));
    return Promise.resolve({ id: "none", outputs: { base64, hex } });
  },
};

const randomGenerators: Generators = {
  "random:index/randomPassword:RandomPassword": text(true),
  "random:index/randomString:RandomString": text(false),
  "random:index/randomId:RandomId": randomId,
  "random:index/randomBytes:RandomBytes": randomBytes,
};

export const random: StandIn = {
  name: "random",
  version: versionOf("@pulumi/random"),
  openSession: () => new GeneratedSession("random", randomGenerators),
};
