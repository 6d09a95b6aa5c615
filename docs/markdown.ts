/** One generated page: where it is, relative to the repository, and what it holds. */
export interface Page {
  readonly path: string;
  readonly content: string;
}

/** The rows of a Markdown table: its head, the line below it, and one line for each row. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.map(escape).join(" | ")} |`);
}

function escape(cell: string): string {
  return cell.replaceAll("|", "\\|").replaceAll("<", "&lt;");
}
