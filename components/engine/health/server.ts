/**
 * Health of MariaDB and MaxScale.
 *
 * The operator writes no `observedGeneration`, so an old `Ready` survives a change for some seconds; `Updated` and the
 * other conditions are asked too. An update that the strategy leaves to a person is Suspended, not Progressing for ever.
 */
export const serverHealth = `local strategy = field(field(obj.spec, "updateStrategy"), "type")
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
