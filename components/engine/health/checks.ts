import { applicationHealth } from "./application";
import { jobHealth } from "./job";
import { prelude } from "./prelude";
import { recoveryHealth } from "./recovery";
import { serverHealth } from "./server";
import { sqlHealth } from "./sql";

/** The body of each kind's check; the kind as Argo CD's settings write it, `<group>_<Kind>`. */
const bodies: Readonly<Record<string, string>> = {
  "argoproj.io_Application": applicationHealth,
  ...ofMariaDb(["MariaDB", "MaxScale"], serverHealth),
  ...ofMariaDb(["Database", "User", "Grant", "Connection", "ExternalMariaDB"], sqlHealth),
  ...ofMariaDb(["Backup", "PhysicalBackup", "Restore", "SqlJob"], jobHealth),
  ...ofMariaDb(["PointInTimeRecovery"], recoveryHealth),
};

/** The health checks as keys of the ConfigMap `argocd-cm`. They win over the checks that Argo CD has built in. */
export const healthChecks: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(bodies).map(([kind, body]) => [`resource.customizations.health.${kind}`, prelude + body]),
);

function ofMariaDb(kinds: readonly string[], body: string): Record<string, string> {
  return Object.fromEntries(kinds.map((kind) => [`k8s.mariadb.com_${kind}`, body]));
}
