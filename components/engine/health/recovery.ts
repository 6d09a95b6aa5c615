/**
 * Health of PointInTimeRecovery, which has no conditions. It never holds up a sync: a MariaDB of a later wave may be
 * the one that has to archive first. The message says how far one can go back.
 */
export const recoveryHealth = `local last = text(field(obj.status, "lastRecoverableTime"))
if last == "" then return health("Healthy", "Nothing is archived yet: no point in time can be recovered") end
return health("Healthy", "Recoverable up to " .. last)
`;
