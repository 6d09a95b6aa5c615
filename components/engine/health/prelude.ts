/**
 * What every health check begins with. Argo CD runs the scripts without Lua's string library, and an object may have
 * any shape, so each reader answers nil, or an empty text, for what is absent or of another type.
 */
export const prelude = `local function field(value, key)
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
