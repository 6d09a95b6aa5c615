/** How many lines around a change are shown. */
const around = 2;

type Line = readonly [mark: " " | "-" | "+", text: string];

/** The difference of two texts as `diff -u` prints it, with two lines around each change. */
export function diffOf(file: string, before: string, after: string): string {
  const lines = compared(before.split("\n"), after.split("\n"));
  const shown = lines.map((_, index) =>
    lines.slice(Math.max(index - around, 0), index + around + 1).some(([mark]) => mark !== " "),
  );
  const out = [`--- ${file}`, `+++ ${file}`];
  let number = 1;
  lines.forEach(([mark, text], index) => {
    if (shown[index] === true) {
      out.push(...(shown[index - 1] === true ? [] : [`@@ line ${number} @@`]), `${mark}${text}`);
    }
    number += mark === "+" ? 0 : 1;
  });
  return out.join("\n");
}

/** A fix adds or takes lines, or changes some in place, so the next line that both have is near. */
function compared(before: readonly string[], after: readonly string[]): readonly Line[] {
  const lines: Line[] = [];
  let [old, now] = [0, 0];
  while (old < before.length || now < after.length) {
    if (old < before.length && before[old] === after[now]) {
      lines.push([" ", before[old] ?? ""]);
      old += 1;
      now += 1;
      continue;
    }
    const [gone, come] = nextCommon(before, after, old, now);
    lines.push(...before.slice(old, gone).map((text): Line => ["-", text]));
    lines.push(...after.slice(now, come).map((text): Line => ["+", text]));
    [old, now] = [gone, come];
  }
  return lines;
}

/** Where the texts agree again, with the fewest lines between. */
function nextCommon(
  before: readonly string[],
  after: readonly string[],
  old: number,
  now: number,
): readonly [number, number] {
  const most = before.length - old + (after.length - now);
  for (let distance = 1; distance <= most; distance += 1) {
    for (let gone = 0; gone <= distance; gone += 1) {
      const [i, j] = [old + gone, now + distance - gone];
      if (i < before.length && j < after.length && before[i] === after[j]) {
        return [i, j];
      }
    }
  }
  return [before.length, after.length];
}
