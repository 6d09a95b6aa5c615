/**
 * Health of what runs jobs: Backup, PhysicalBackup, Restore, SqlJob. `Complete` is True even when the job failed, so
 * the reason decides. With a schedule the object is Healthy between its runs: a wave must not wait for the night.
 *
 * A suspended schedule that has never run is the template from which replicas are built, which nothing must wait for.
 */
export const jobHealth = `local complete = condition("Complete")
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
