/** The name of an option such as "Prune=false". */
export const optionOf = (word: string) => word.split("=", 1)[0]?.trim();

/** A text of options with one of them set. */
export function withWord(value: unknown, word: string): string {
  const words =
    typeof value === "string" && value.trim() !== "" ? value.split(",").map((one) => one.trim()) : [];
  return withItem(words, word).join(",");
}

/** A list of options with one of them set. */
export function withItem(value: unknown, word: string): unknown[] {
  const items = Array.isArray(value) ? [...(value as unknown[])] : [];
  const index = items.findIndex((item) => typeof item === "string" && optionOf(item) === optionOf(word));
  items.splice(index === -1 ? items.length : index, index === -1 ? 0 : 1, word);
  return items;
}
