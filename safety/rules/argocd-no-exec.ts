import { mustBeOneOf } from "../expect";
import { configMaps } from "../kinds";
import { checkNamed } from "../objects";
import { defineRule } from "../rule";

const because =
  "a shell in a database's pod reads every table and deletes every file, past Git and past the guard";

export const argocdNoExec = defineRule({
  id: "argocd-no-exec",
  scope: "object",
  title: "Argo CD opens no shell in pods",
  why:
    "The terminal of Argo CD's UI runs with the rights of its server, so that the cluster's audit log names Argo CD and " +
    "not the person. In a database's pod it reaches the files of the data and the root password in the environment.",
  severity: "high",
  appliesTo: [configMaps],
  remedy: 'Remove data["exec.enabled"] from argocd-cm, or set it to "false".',
  references: [
    {
      title: "Argo CD: web-based terminal",
      url: "https://argo-cd.readthedocs.io/en/stable/operator-manual/web_based_terminal/",
    },
  ],
  shows: ["exec.enabled"],
  check: (object) =>
    checkNamed(object, ["argocd-cm"], (settings) =>
      mustBeOneOf(["false"], settings, ["data", "exec.enabled"], because, "false"),
    ),
});
