import type { Problem } from "./problems";

/** Whether a component installs its software, or uses the one that the cluster already has. */
export const Installation = {
  /** Install it, at the pinned version. */
  Install: "install",
  /** Use what is there; the update fails when it is not. */
  Existing: "existing",
} as const;
export type Installation = (typeof Installation)[keyof typeof Installation];

/**
 * Refuses the arguments that an existing installation would ignore, because somebody else has configured it.
 *
 * @param honoured names of the arguments that have an effect on an existing installation
 */
export function existingProblems<Args extends object>(
  args: Args,
  honoured: readonly (keyof Args & string)[],
): Problem[] {
  const ignored = Object.entries(args)
    .filter(([name, value]) => value !== undefined && !(honoured as readonly string[]).includes(name))
    .map(([name]) => name);
  return ignored.length === 0
    ? []
    : [
        {
          propertyPath: ignored[0] ?? "",
          reason: `${ignored.join(", ")} cannot change an existing installation; remove it, or install one`,
        },
      ];
}
