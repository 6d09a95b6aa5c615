/** Whether a component installs its software, or uses the one that the cluster already has. */
export const Installation = {
  /** Install it, at the pinned version. */
  Install: "install",
  /** Use what is there; the update fails when it is not. */
  Existing: "existing",
} as const;
export type Installation = (typeof Installation)[keyof typeof Installation];
