/** Protections that need a recent Argo CD; an older one ignores them without a message. */
export const EngineProtection = {
  /** `Prune=false` and `Delete=false` as options of the Application: they hold from an object's first deploy. */
  AppLevelOptions: "app-level-options",
  /** Deletes and actions of the UI and the API run as the sync ServiceAccount, which has no `delete`. */
  ImpersonatedUiDeletes: "impersonated-ui-deletes",
} as const;
export type EngineProtection = (typeof EngineProtection)[keyof typeof EngineProtection];

/** The oldest Argo CD that has a protection, and what an older one does instead. */
interface Requirement {
  readonly since: string;
  readonly otherwise: string;
}

const requirements: Readonly<Record<EngineProtection, Requirement>> = {
  "app-level-options": {
    since: "3.4",
    otherwise: "an older one ignores Prune=false and Delete=false on an Application without a message",
  },
  "impersonated-ui-deletes": {
    since: "3.5",
    otherwise: "an older one deletes with its own rights what is deleted in the UI",
  },
};

/**
 * Reasons why an Argo CD of this version does not support the required protections.
 *
 * @param version semantic version with or without "v", or undefined when it is unknown
 * @returns one clause for each protection that is missing or cannot be verified; empty when all are there
 */
export function missingProtections(
  version: string | undefined,
  wanted: readonly EngineProtection[],
): string[] {
  return wanted
    .filter((protection) => version === undefined || !atLeast(version, requirements[protection].since))
    .map((protection) => {
      const { since, otherwise } = requirements[protection];
      return `${protection} needs Argo CD ${since}: ${otherwise}`;
    });
}

/** The protections that must be there unless the caller says otherwise. */
export const defaultProtections: readonly EngineProtection[] = [EngineProtection.AppLevelOptions];

/** The protections that a known version lacks, as a sentence with the remedy. */
export function tooOld(version: string, wanted: readonly EngineProtection[]): string | undefined {
  const missing = missingProtections(version, wanted);
  return missing.length === 0
    ? undefined
    : `Argo CD is ${version}, but ${missing.join(", and ")}. Upgrade Argo CD, or leave the protection out of ` +
        "requiredProtections and rely on the other layers";
}

/** Whether the text is a version that can be compared. */
export function isVersion(version: string): boolean {
  return /^v?\d+\.\d+(\.\d+)?([-+].*)?$/.test(version);
}

/** The version as images are tagged. */
export function withV(version: string): string {
  return version.startsWith("v") ? version : `v${version}`;
}

/** Whether a version is this minor version or a later one; its own release candidates count, they have its features. */
export function atLeast(version: string, minor: string): boolean {
  const [major = 0, second = 0] = numbers(version);
  const [wantedMajor = 0, wantedSecond = 0] = numbers(minor);
  return major > wantedMajor || (major === wantedMajor && second >= wantedSecond);
}

function numbers(version: string): number[] {
  return version.replace(/^v/, "").split(".").slice(0, 2).map(Number);
}
