import assert from "node:assert/strict";

import { confirmationMetadata, confirmationValue } from "../../../safety/confirmation";

const confirmed = {
  uid: "6f1cd3a0-0000-4000-8000-000000000001",
  user: "Jane Doe <jane@example.com>",
  until: new Date("2026-01-31T12:30:00.250Z"),
};
const value = "6f1cd3a0-0000-4000-8000-000000000001 Jane Doe <jane@example.com> 2026-01-31T12:30:00Z";

describe("a confirmation", () => {
  it("is the object's uid, the person and the end in UTC", () => {
    assert.equal(confirmationValue(confirmed), value);
  });

  it("goes into an annotation of its own, with the label that the clock selects by", () => {
    const labels = { "mariadb-gitops.dev/confirmation": "true" };
    assert.deepEqual(confirmationMetadata("deletion", confirmed), {
      labels,
      annotations: { "mariadb-gitops.dev/confirm-deletion": value },
    });
    assert.deepEqual(confirmationMetadata("weakening", confirmed), {
      labels,
      annotations: { "mariadb-gitops.dev/confirm-weakening": value },
    });
  });
});
