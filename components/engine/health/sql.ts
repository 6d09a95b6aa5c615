/**
 * Health of what lives inside a server or connects to one: Database, User, Grant, Connection, ExternalMariaDB. Waiting
 * for the server is Progressing; only a failure of the object's own is Degraded, because Degraded fails a running sync.
 */
export const sqlHealth = `local ready = condition("Ready")
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
