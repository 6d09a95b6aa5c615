/** The columns that `kubectl get` prints for the custom resources. */

/** One column; `jsonPath` starts at the object. */
export interface PrinterColumn {
  readonly name: string;
  readonly type: "string" | "date" | "boolean";
  readonly jsonPath: string;
}

export function column(
  name: string,
  jsonPath: string,
  type: PrinterColumn["type"] = "string",
): PrinterColumn {
  return { name, type, jsonPath };
}

const condition = (type: string): readonly PrinterColumn[] => [
  column(type, `.status.conditions[?(@.type=="${type}")].status`),
  column("Status", `.status.conditions[?(@.type=="${type}")].message`),
];

export const readyColumns = condition("Ready");
export const completeColumns = condition("Complete");
export const mariaDbColumn = column("MariaDB", ".spec.mariaDbRef.name");
export const ageColumn = column("Age", ".metadata.creationTimestamp", "date");
