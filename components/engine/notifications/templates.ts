import { triggers, type TriggerDefinition, type Trigger } from "./triggers";

/** Name of our webhook service; a template's body is addressed to a service by name. */
export const webhookService = "webhook";

/** A field of an Application in Go's template language, empty where the Application has no such field yet. */
function field(...path: string[]): string {
  return path.reduceRight((inside, key) => `{{with .${key}}}${inside}{{end}}`, "{{.}}");
}

const sync = field("app", "status", "sync", "status");
const health = field("app", "status", "health", "status");
const operation = field("app", "status", "operationState", "message");
const link =
  "{{with .context}}{{with .argocdUrl}}\n{{.}}/applications/{{$.app.metadata.namespace}}/{{$.app.metadata.name}}{{end}}{{end}}";

/** The templates as keys of `argocd-notifications-cm`, one for each trigger and named like it. JSON is YAML, too. */
export function templates(): Record<string, string> {
  return Object.fromEntries(
    (Object.keys(triggers) as Trigger[]).map((trigger) => [
      `template.${trigger}`,
      JSON.stringify(template(trigger, triggers[trigger])),
    ]),
  );
}

/** Slack shows the message; the other services have a title or a body of their own. */
function template(trigger: Trigger, { title, advice }: TriggerDefinition): object {
  return {
    message: `${title}. ${advice}\nSync: ${sync}, health: ${health}. ${operation}${link}`,
    email: { subject: `[databases] ${title}` },
    "teams-workflows": { title },
    webhook: {
      [webhookService]: {
        method: "POST",
        body: body({ trigger, title, advice, sync, health, application: "{{.app.metadata.name}}" }),
      },
    },
  };
}

/** A JSON object. The message of an operation may hold quotes and is encoded by the template. */
function body(texts: Record<string, string>): string {
  const message =
    "{{with .app.status}}{{with .operationState}}{{with .message}}{{toJson .}}{{else}}null{{end}}{{else}}null{{end}}{{else}}null{{end}}";
  return `${JSON.stringify({ ...texts, project: "{{.app.spec.project}}" }).slice(0, -1)},"message":${message}}`;
}
