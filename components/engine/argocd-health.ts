/**
 * The beginning of every health check. Argo CD runs the scripts without Lua's string library, and an object may have
 * any shape, so each reader answers nil, or an empty text, for what is absent or of another type.
 */
const prelude = `local function field(value, key)
  if type(value) == "table" then return value[key] end
end
local function text(value)
  if type(value) == "string" then return value end
  return ""
end
local function conditions()
  local list = field(obj.status, "conditions")
  if type(list) == "table" then return list end
  return {}
end
local function condition(name)
  for _, found in ipairs(conditions()) do
    if field(found, "type") == name then return found end
  end
end
local function health(status, message)
  return { status = status, message = message }
end
-- Comparing bytes finds a prefix without the string library.
local function startsWith(value, prefix)
  return value >= prefix and value < prefix .. "\\255"
end
-- The operator reports a server that is not up yet with the reason that it also gives to real failures.
local function waitsForServer(message)
  return message == "MariaDB not ready" or message == "MariaDB not found" or message == "MaxScale not ready"
    or startsWith(message, "Error getting MariaDB") or startsWith(message, "Error connecting to MariaDB")
    or startsWith(message, "Waiting for ")
end
`;

/** Health of a child Application: the one that Argo CD computed for it. Without it no wave waits for the databases. */
const applicationHealth = `local computed = field(obj.status, "health")
local status = text(field(computed, "status"))
if status == "" then status = "Progressing" end
return health(status, text(field(computed, "message")))
`;

/**
 * Health of MariaDB and MaxScale.
 *
 * The operator writes no `observedGeneration`, so an old `Ready` survives a change for some seconds; `Updated` and the
 * other conditions are asked too. An update that waits for a person is Suspended, not Progressing forever.
 */
const serverHealth = `local strategy = field(field(obj.spec, "updateStrategy"), "type")
local ready = condition("Ready")
if field(obj.spec, "suspend") == true or field(ready, "reason") == "Suspended" then
  return health("Suspended", "The operator does not reconcile it: spec.suspend is true")
end
for _, found in ipairs(conditions()) do
  local reason = field(found, "reason")
  if field(found, "status") == "False" and (reason == "Failed" or reason == "ArchiveBinlogsError") then
    return health("Degraded", text(field(found, "message")))
  end
end
if field(ready, "status") ~= "True" then
  return health("Progressing", ready and text(field(ready, "message")) or "Waiting for the operator")
end
local updated = condition("Updated")
if field(updated, "reason") == "PendingUpdate" and (strategy == "OnDelete" or strategy == "Never") then
  return health("Suspended", "An update waits for a person: the update strategy is " .. strategy)
end
for _, found in ipairs(conditions()) do
  if field(found, "status") ~= "True" then
    return health("Progressing", text(field(found, "message")))
  end
end
return health("Healthy", text(field(ready, "message")))
`;

/**
 * Health of the kinds inside a server or connected to one: Database, User, Grant, Connection, ExternalMariaDB. Waiting
 * for the server is Progressing; only a failure of the object itself is Degraded, because Degraded fails a running sync.
 */
const sqlHealth = `local ready = condition("Ready")
local status = field(ready, "status")
local message = text(field(ready, "message"))
if status == "True" then return health("Healthy", message) end
if status ~= "False" then
  return health("Progressing", ready and message or "Waiting for the operator")
end
if field(ready, "reason") == "Suspended" then return health("Suspended", message) end
if waitsForServer(message) then return health("Progressing", message) end
return health("Degraded", message)
`;

/**
 * Health of the kinds that run jobs: Backup, PhysicalBackup, Restore, SqlJob. `Complete` is True even when the job failed, so
 * the reason decides. With a schedule the object is Healthy between its runs: a wave must not wait for the night.
 *
 * A suspended schedule that has never run is the template from which replicas are built; no sync waits for it.
 */
const jobHealth = `local complete = condition("Complete")
local status, reason = field(complete, "status"), field(complete, "reason")
local message = text(field(complete, "message"))
local schedule = field(obj.spec, "schedule")
local scheduled = type(schedule) == "table"
if reason == "JobFailed" or (reason == "CronJobScheduled" and message == "Failed") then
  return health("Degraded", "The last run failed")
end
if field(schedule, "suspend") == true then
  if complete == nil and field(obj.status, "lastScheduleTime") == nil then
    return health("Healthy", "The schedule is suspended and has never run: a template takes no backups")
  end
  return health("Suspended", "The schedule is suspended: nothing runs any more")
end
if reason == "JobSuspended" then return health("Suspended", "The job is suspended") end
if status == "False" and (reason == "Failed" or reason == "SnapshotFailed") then
  if waitsForServer(message) then return health("Progressing", message) end
  return health("Degraded", message)
end
if status == "True" then return health("Healthy", message) end
if scheduled and (complete ~= nil or field(obj.status, "nextScheduleTime") ~= nil) then
  return health("Healthy", complete and message or "Scheduled")
end
return health("Progressing", complete and message or "Waiting for the operator")
`;

/**
 * Health of PointInTimeRecovery, which has no conditions. It never blocks a sync: a MariaDB of a later wave may have to
 * archive first. The message names the last recoverable time.
 */
const recoveryHealth = `local last = text(field(obj.status, "lastRecoverableTime"))
if last == "" then return health("Healthy", "Nothing is archived yet: no point in time can be recovered") end
return health("Healthy", "Recoverable up to " .. last)
`;

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
