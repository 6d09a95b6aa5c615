/**
 * Random texts and bytes without modulo bias, from the operating system's generator.
 */
import { randomBytes, randomInt } from "node:crypto";

const lower = "abcdefghijklmnopqrstuvwxyz";
const upper = lower.toUpperCase();
const numeric = "0123456789";
const special = "!@#$%&*()-_=+[]{}<>:?";

/** What a random text is made of. Source: the inputs of random.RandomString. */
export interface TextRecipe {
  /** Characters in the text; at least the sum of the four minima. */
  readonly length: number;
  readonly lower: boolean;
  readonly upper: boolean;
  readonly numeric: boolean;
  readonly special: boolean;
  readonly minLower: number;
  readonly minUpper: number;
  readonly minNumeric: number;
  readonly minSpecial: number;
  /** The special characters to use instead of the usual ones; empty for the usual ones. */
  readonly overrideSpecial: string;
}

/** A uniformly distributed number in [0, bound). Tests pass their own. */
type Draw = (bound: number) => number;

function pick(characters: string, count: number, draw: Draw): string[] {
  const choices = Array.from(characters);
  if (count > 0 && choices.length === 0) {
    throw new Error("there is no character to choose from");
  }
  return Array.from({ length: count }, () => {
    const chosen = choices[draw(choices.length)];
    if (chosen === undefined) {
      throw new Error("the draw is out of bounds");
    }
    return chosen;
  });
}

function shuffle(characters: string[], draw: Draw): string[] {
  const shuffled = [...characters];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = draw(last + 1);
    const moved = shuffled[last] ?? "";
    shuffled[last] = shuffled[other] ?? "";
    shuffled[other] = moved;
  }
  return shuffled;
}

/**
 * A random text. As in the official provider, a minimum also draws from a class that is switched off.
 *
 * @throws Error when all classes are off and characters are still missing
 */
export function randomText(recipe: TextRecipe, draw: Draw = randomInt): string {
  const specials = recipe.overrideSpecial === "" ? special : recipe.overrideSpecial;
  const required = [
    ...pick(lower, recipe.minLower, draw),
    ...pick(upper, recipe.minUpper, draw),
    ...pick(numeric, recipe.minNumeric, draw),
    ...pick(specials, recipe.minSpecial, draw),
  ];
  const alphabet = [
    recipe.lower ? lower : "",
    recipe.upper ? upper : "",
    recipe.numeric ? numeric : "",
    recipe.special ? specials : "",
  ].join("");
  const rest = pick(alphabet, recipe.length - required.length, draw);
  return shuffle([...required, ...rest], draw).join("");
}

/** Random bytes in the notations of random.RandomId and random.RandomBytes. */
interface ByteNotations {
  readonly base64: string;
  readonly base64Url: string;
  readonly hex: string;
  readonly decimal: string;
}

/** Writes the bytes in every notation; the decimal one reads them as one big-endian number. */
export function notations(bytes: Buffer): ByteNotations {
  const hex = bytes.toString("hex");
  return {
    base64: bytes.toString("base64"),
    base64Url: bytes.toString("base64url"),
    hex,
    decimal: BigInt(`0x${hex}`).toString(10),
  };
}

export function bytesOf(length: number): ByteNotations {
  return notations(randomBytes(length));
}
