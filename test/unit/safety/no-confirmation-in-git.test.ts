import { UNKNOWN } from "../../../safety";
import { noConfirmationInGit } from "../../../safety/rules/no-confirmation-in-git";
import { application, applicationSet, edit, mariadb, named } from "./objects";
import { table } from "./table";

const deletion = ["metadata", "annotations", "mariadb-gitops.dev/confirm-deletion"];
const weakening = ["metadata", "annotations", "mariadb-gitops.dev/confirm-weakening"];
const label = ["metadata", "labels", "mariadb-gitops.dev/confirmation"];
const value = "6f1cd3a0-0000-4000-8000-000000000001 jane@example.com 2026-01-31T12:30:00Z";

describe("no-confirmation-in-git", () => {
  table(noConfirmationInGit, [
    { name: "a server", object: mariadb(), finds: [] },
    {
      name: "a whole confirmation",
      object: edit(edit(mariadb(), deletion, value), label, "true"),
      finds: [
        'metadata.annotations["mariadb-gitops.dev/confirm-deletion"]',
        'metadata.labels["mariadb-gitops.dev/confirmation"]',
      ],
      message: /a person confirms the live object, never a manifest/,
    },
    {
      name: "a weakening of an Application",
      object: edit(application("production"), weakening, value),
      finds: ['metadata.annotations["mariadb-gitops.dev/confirm-weakening"]'],
    },
    {
      name: "an ApplicationSet that confirms itself and what it makes",
      object: edit(
        edit(applicationSet("production"), ["spec", "template", ...weakening], value),
        deletion,
        value,
      ),
      finds: [
        'spec.template.metadata.annotations["mariadb-gitops.dev/confirm-weakening"]',
        'metadata.annotations["mariadb-gitops.dev/confirm-deletion"]',
      ],
    },
    {
      name: "the name alone, in dev",
      object: edit(named("v1", "Secret", "app"), deletion, "app"),
      environment: "dev",
      finds: ['metadata.annotations["mariadb-gitops.dev/confirm-deletion"]'],
    },
    {
      name: "an empty one",
      object: edit(mariadb(), deletion, ""),
      finds: ['metadata.annotations["mariadb-gitops.dev/confirm-deletion"]'],
    },
    {
      name: "one that is not known yet",
      object: edit(mariadb(), deletion, UNKNOWN),
      finds: ['metadata.annotations["mariadb-gitops.dev/confirm-deletion"]'],
      undecided: true,
    },
    {
      name: "metadata that are not known yet",
      object: edit(mariadb(), ["metadata"], UNKNOWN),
      finds: ["metadata"],
      undecided: true,
    },
  ]);
});
