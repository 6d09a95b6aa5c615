/** Who may do what in Argo CD, beyond reading, which everybody may who can log in. */
export interface ArgoCdRbacArgs {
  /**
   * Projects, as glob patterns, in which nobody but the break-glass groups may delete, change, override or run actions.
   *
   * @default ["*"], every project
   */
  databaseProjects?: string[];
  /**
   * SSO groups with Argo CD's `role:admin`. In the database projects they may look and sync, no more.
   *
   * @default none
   */
  adminGroups?: string[];
  /**
   * SSO groups that may also delete, override and run actions in the database projects, for an emergency. The sync
   * ServiceAccount and the deletion guard still apply to what they do.
   *
   * @default none
   */
  breakGlassGroups?: string[];
}

/** What destroys, replaces or weakens: applying local files, running actions and editing the Application included. */
const destructive = ["create", "update", "update/*", "delete", "delete/*", "override", "action/*"];

/** What break-glass may do. Creating is not needed to rescue anything. */
const emergency = ["get", "sync", ...destructive.filter((action) => action !== "create")];

/**
 * The ConfigMap `argocd-rbac-cm`. A denial binds one subject and not the person, so nothing is denied to "everybody":
 * nobody is granted anything, and `role:admin`, which Argo CD has built in, loses what it could destroy.
 */
export function rbacSettings(args: ArgoCdRbacArgs): Record<string, string> {
  const projects = args.databaseProjects ?? ["*"];
  const admins = (args.adminGroups ?? []).map((group) => line("g", group, "role:admin"));
  const rescuers = (args.breakGlassGroups ?? []).map((group) => line("g", group, "role:break-glass"));
  return {
    "policy.default": "role:readonly",
    "policy.csv": [
      ...projects.flatMap(denials),
      ...(rescuers.length > 0 ? projects.flatMap(permissions) : []),
      ...admins,
      ...rescuers,
    ].join("\n"),
  };
}

/** What is wrong with the arguments; empty when nothing is. */
export function rbacProblems({ databaseProjects, adminGroups, breakGlassGroups }: ArgoCdRbacArgs): string[] {
  const groups = [...(adminGroups ?? []), ...(breakGlassGroups ?? [])];
  return [
    ...(databaseProjects?.length === 0
      ? ["databaseProjects is empty, which protects nothing; leave it out to protect every project"]
      : []),
    ...(databaseProjects ?? [])
      .filter((project) => !/^[a-z0-9*?.-]+$/.test(project))
      .map(
        (project) =>
          `databaseProjects has "${project}"; write a project's name or a glob such as databases-*`,
      ),
    ...groups
      .filter((group) => group.trim() === "" || /[\r\n]/.test(group) || group.startsWith("role:"))
      .map((group) => `a group is ${JSON.stringify(group)}; write the name of an SSO group on one line`),
  ];
}

/** ApplicationSets are denied too: a generator that returns nothing deletes Applications, so databases have none. */
function denials(project: string): string[] {
  const deny = (resource: string, action: string, object: string): string =>
    line("p", "role:admin", resource, action, object, "deny");
  return [
    ...destructive.map((action) => deny("applications", action, `${project}/*`)),
    ...["create", "update", "delete"].map((action) => deny("applicationsets", action, `${project}/*`)),
    ...["update", "delete"].map((action) => deny("projects", action, project)),
    deny("exec", "create", `${project}/*`),
  ];
}

function permissions(project: string): string[] {
  return emergency.map((action) =>
    line("p", "role:break-glass", "applications", action, `${project}/*`, "allow"),
  );
}

/** One line of the policy; a name with a comma, such as an LDAP one, is quoted. */
function line(...fields: string[]): string {
  return fields.map((field) => (/[,"]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(", ");
}
