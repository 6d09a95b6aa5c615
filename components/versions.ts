/** Every version that the package pins, in one table. Raising one is a change of its own, with the tests run on it. */
export const versions = {
  /** Chart `argo-cd` of argo-helm and the Argo CD that it installs; app-level `Prune=false` needs Argo CD 3.4. */
  argoCd: { chart: "10.1.1", repository: "https://argoproj.github.io/argo-helm", app: "v3.4.4" },
  /** The operator whose schemas `schemas/` keeps. */
  mariadbOperator: { app: "26.6.0" },
  /** The server image that the overlays run; an exact patch, because a MariaDB is never downgraded. */
  mariadb: { image: "docker.io/library/mariadb:11.8.9" },
} as const;
