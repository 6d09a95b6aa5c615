/**
 * The parser's own messages quote the text around the mistake, and a manifest may hold a secret just there. So only the
 * code of an error is used, and said in these words.
 */
const words: Readonly<Record<string, string>> = {
  ALIASES: "The document has an alias without its anchor, or more aliases than any manifest needs.",
  BAD_ALIAS: "The alias is not valid.",
  BAD_DQ_ESCAPE: "The text in double quotes has an escape that YAML does not know.",
  BAD_INDENT: "The indentation does not fit the lines around it.",
  BLOCK_AS_IMPLICIT_KEY: "A nested mapping begins on the line of its key; move it to the next line.",
  BLOCK_IN_FLOW: "A block is written inside brackets or braces.",
  DUPLICATE_KEY: "The key is written twice in one mapping; remove one of them.",
  MISSING_CHAR: "A colon, comma, bracket, dash or quote is missing.",
  MULTILINE_IMPLICIT_KEY: "The key spans several lines; a colon is probably missing.",
  TAB_AS_INDENT: "A tab is used as indentation; use spaces.",
  TAG_RESOLVE_FAILED: "The tag or value cannot be resolved; manifests need no tags.",
  UNEXPECTED_TOKEN: "The text does not fit here; a template or a quote that was not closed is a usual cause.",
};

/** What an error of the parser means, as a whole sentence. */
export function explainYaml(code: string): string {
  return words[code] ?? `The text is not valid YAML (${code}).`;
}

/** What the first key of a second object in one document means. */
export const missingSeparator =
  "A line with --- is missing before this one: a second object begins here, and of the two only one would be delivered.";
