import assert from "node:assert/strict";
import { join } from "node:path";
import { readConfig } from "../../../review/config";
import { UsageError } from "../../../review/diagnostic";
import { scratch } from "./support";

describe("readConfig", () => {
  const folder = scratch();
  after(() => {
    folder.remove();
  });

  function read(text: string) {
    folder.write({ config: text });
    return readConfig(join(folder.path, "config"));
  }

  it("reads the file of the policy pack: levels, environments, parameters and exceptions", () => {
    const settings = read(
      JSON.stringify({
        all: { allowedRegistries: ["registry.example.com"] },
        "staging-no-selfheal": "mandatory",
        "backup-required": {
          enforcementLevel: "advisory",
          environment: "staging",
          minimumRetentionHours: 24,
          exceptions: [{ object: "MariaDB//a", reason: "moved", until: "2026-02-01" }],
        },
      }),
    );
    assert.deepEqual(settings.of({ id: "staging-no-selfheal" }), {
      level: "mandatory",
      allowedRegistries: ["registry.example.com"],
    });
    assert.deepEqual(settings.of({ id: "backup-required" }), {
      allowedRegistries: ["registry.example.com"],
      level: "advisory",
      environment: "staging",
      minimumRetentionHours: 24,
    });
    assert.deepEqual(settings.exceptions, [
      { rule: "backup-required", object: "MariaDB//a", reason: "moved", until: "2026-02-01" },
    ]);
  });

  it("reads YAML as well", () => {
    assert.deepEqual(read("pinned-revision: disabled\n").of({ id: "pinned-revision" }), {
      level: "disabled",
    });
  });

  const refused: Readonly<Record<string, readonly [string, RegExp]>> = {
    "a list": ["[]", /is not an object/],
    "text that is no YAML": ["{", /is not an object/],
    "a misspelt rule": [
      '{"backup-requird": "advisory"}',
      /backup-requird is not a rule; did you mean backup-required\?/,
    ],
    "an unknown level": ['{"backup-required": "off"}', /must be advisory, mandatory or disabled/],
    "a rule that is a number": ['{"backup-required": 1}', /must be a level or an object/],
    "an unknown setting": [
      '{"backup-required": {"level": "advisory"}}',
      /backup-required\.level is not a setting/,
    ],
    "an unknown environment": ['{"backup-required": {"environment": "prod"}}', /dev, staging or production/],
    "a retention that is no number": [
      '{"backup-required": {"minimumRetentionHours": "24h"}}',
      /number of hours/,
    ],
    "a list that holds other things than strings": ['{"all": {"allowedRegistries": [1]}}', /list of strings/],
    "exceptions that are no list": ['{"backup-required": {"exceptions": {}}}', /must be a list/],
    "exceptions from all rules": ['{"all": {"exceptions": []}}', /all\.exceptions is not a setting/],
    "an exception without a reason": [
      '{"backup-required": {"exceptions": [{"object": "a", "until": "2026-02-01"}]}}',
      /exceptions\[0\] must have object, reason and until/,
    ],
    "an exception with a number": [
      '{"backup-required": {"exceptions": [{"object": "a", "reason": 1, "until": "2026-02-01"}]}}',
      /must be strings/,
    ],
  };
  for (const [what, [text, message]] of Object.entries(refused)) {
    it(`refuses ${what}`, () => {
      assert.throws(
        () => read(text),
        (error: unknown) => error instanceof UsageError && message.test(error.message),
      );
    });
  }

  it("names a file that does not exist", () => {
    assert.throws(() => readConfig(join(folder.path, "none")), /none cannot be read/);
  });
});
