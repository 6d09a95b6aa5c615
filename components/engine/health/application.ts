/** Health of a child Application: the one that Argo CD computed for it. Without it no wave waits for the databases. */
export const applicationHealth = `local computed = field(obj.status, "health")
local status = text(field(computed, "status"))
if status == "" then status = "Progressing" end
return health(status, text(field(computed, "message")))
`;
