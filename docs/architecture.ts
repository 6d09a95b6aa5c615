/** The picture of the README: what a change passes on its way to the data. Drawn by `docs/generate.ts`. */

/** A box of the picture, in a grid that counts from the upper left. */
interface Box {
  readonly column: number;
  readonly row: number;
  /** The name, then what it does, one line each. */
  readonly lines: readonly [string, ...string[]];
  /** Whether it holds what must not be lost, or stops what would lose it. */
  readonly kind?: "data" | "check";
}

const boxes = {
  git: { column: 0, row: 0, lines: ["Git", "gitops/overlays/…"] },
  review: { column: 1, row: 0, lines: ["mariadb-gitops review", "in the pull request"], kind: "check" },
  engine: { column: 2, row: 0, lines: ["Argo CD or Flux", "no prune, may not delete"] },
  server: { column: 3, row: 0, lines: ["API server", "with the deletion guard"], kind: "check" },
  operator: { column: 4, row: 0, lines: ["mariadb-operator", "cleanupPolicy: Skip"] },
  rules: { column: 1, row: 1, lines: ["Safety rules", "defined once, in safety/"] },
  data: { column: 4, row: 1, lines: ["MariaDB", "volumes with Retain"], kind: "data" },
  config: { column: 0, row: 2, lines: ["Stack configuration", "Pulumi.<stack>.yaml"] },
  components: { column: 1, row: 2, lines: ["Pulumi components", "platform and delivery"] },
  pack: { column: 2, row: 2, lines: ["Policy pack", "in preview and update"], kind: "check" },
} as const satisfies Readonly<Record<string, Box>>;

type Name = keyof typeof boxes;

/** Arrows between boxes of one row or one column, or with one corner: first along the row, then the column. */
const arrows: readonly (readonly [from: Name, to: Name, label?: string])[] = [
  ["git", "review"],
  ["review", "engine", "merge"],
  ["engine", "server", "sync"],
  ["server", "operator"],
  ["operator", "data"],
  ["rules", "review"],
  ["rules", "components"],
  ["rules", "pack"],
  ["config", "components"],
  ["components", "pack"],
  ["pack", "server", "apply"],
];

const width = 180;
const height = 56;
const gap = { x: 52, y: 44 };
const margin = 16;
const colours = { plain: "#eef2f7", check: "#fde9c8", data: "#d3ecd9" };

const left = ({ column }: Box) => margin + column * (width + gap.x);
const top = ({ row }: Box) => margin + row * (height + gap.y);

/** The picture as SVG. */
export function renderArchitecture(): { path: string; content: string } {
  const all = Object.values<Box>(boxes);
  const right = Math.max(...all.map(left)) + width + margin;
  const bottom = Math.max(...all.map(top)) + height + margin;
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${right} ${bottom}" role="img" aria-label="Architecture">`,
    "<!-- Written by docs/generate.ts from docs/architecture.ts. Do not edit. -->",
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z" fill="#44546a"/></marker></defs>',
    `<rect width="${right}" height="${bottom}" fill="#ffffff"/>`,
    '<g font-family="system-ui, sans-serif" font-size="13" text-anchor="middle" fill="#1f2733">',
    ...all.map(drawBox),
    ...arrows.map(([from, to, label]) => drawArrow(boxes[from], boxes[to], label)),
    "</g>",
    "</svg>",
  ];
  return { path: "docs/architecture.svg", content: `${lines.join("\n")}\n` };
}

function drawBox(box: Box): string {
  const middle = left(box) + width / 2;
  const first = top(box) + height / 2 - (box.lines.length - 1) * 9 + 5;
  const texts = box.lines.map((line, index) => {
    const weight = index === 0 ? ' font-weight="600"' : "";
    return `<text x="${middle}" y="${first + index * 18}"${weight}>${escape(line)}</text>`;
  });
  const shape = `<rect x="${left(box)}" y="${top(box)}" width="${width}" height="${height}" rx="6" fill="${colours[box.kind ?? "plain"]}" stroke="#44546a"/>`;
  return [shape, ...texts].join("");
}

function drawArrow(from: Box, to: Box, label: string | undefined): string {
  const start = { x: left(from) + width / 2, y: top(from) + height / 2 };
  const end = { x: left(to) + width / 2, y: top(to) + height / 2 };
  const across = from.column !== to.column;
  const begin = across ? `${start.x + width / 2} ${start.y}` : `${start.x} ${edge(start.y, end.y)}`;
  const finish = from.row === to.row ? `${left(to)} ${end.y}` : `${end.x} ${edge(end.y, start.y)}`;
  const corner = across && from.row !== to.row ? ` L${end.x} ${start.y}` : "";
  const line = `<path d="M${begin}${corner} L${finish}" fill="none" stroke="#44546a" marker-end="url(#tip)"/>`;
  const at = { x: start.x + width / 2 + gap.x / 2, y: start.y - 6 };
  return label === undefined ? line : `${line}<text x="${at.x}" y="${at.y}" font-size="11">${label}</text>`;
}

/** The edge of a box at `own` that faces `other`. */
function edge(own: number, other: number): number {
  return own + (Math.sign(other - own) * height) / 2;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
