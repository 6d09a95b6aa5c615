import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { stringify } from "yaml";

import { alertsManifest } from "../../components/guard/alerts";
import type { Reach } from "../../components/guard/scope";
import { ensureTools } from "../../sandbox/tools";
import { lineProgress } from "../../sandbox/ground/progress";

/** The series that Prometheus has, one value a minute, in promtool's notation such as `0x10 1x20`. */
export type Series = Readonly<Record<string, string>>;

/** The alerts that fire at a time. */
export interface Expected {
  /** Minutes after the first value. */
  readonly at: number;
  /** `<alert>` or `<alert> <resource> <verb>`. */
  readonly firing: readonly string[];
}

const names = ["DeletionGuardChanged", "DeletionGuardMissing", "DeletionGuardUnwatched"];

let promtool: Promise<string> | undefined;

/**
 * Has promtool judge the alerts of a guard.
 *
 * @returns what promtool says; empty when exactly the expected alerts fire
 */
export async function judge(reach: Reach, series: Series, expected: readonly Expected[]): Promise<string> {
  promtool ??= ensureTools(["promtool"], { progress: lineProgress() }).then((tools) => tools.promtool.path);
  const program = await promtool;
  const folder = mkdtempSync(join(tmpdir(), "promtool-"));
  try {
    const { spec } = alertsManifest({ reach, namespace: "monitoring", selectedBy: {} });
    writeFileSync(join(folder, "whole.yaml"), stringify(spec));
    // promtool compares what the messages say as well.
    const groups = spec.groups.map(({ name, rules }) => ({
      name,
      rules: rules.map((rule) => ({ ...rule, annotations: {} })),
    }));
    writeFileSync(join(folder, "rules.yaml"), stringify({ groups }));
    const tests = {
      rule_files: ["rules.yaml"],
      evaluation_interval: "1m",
      tests: [
        {
          interval: "1m",
          input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
          alert_rule_test: expected.flatMap(({ at, firing }) =>
            names.map((alertname) => ({
              eval_time: `${at}m`,
              alertname,
              exp_alerts: firing
                .map((one) => one.split(" "))
                .filter(([name]) => name === alertname)
                .map(([, resource, verb]) => ({
                  exp_labels: {
                    severity: "critical",
                    environment: reach.environment,
                    ...(resource === undefined ? {} : { resource, verb }),
                  },
                })),
            })),
          ),
        },
      ],
    };
    writeFileSync(join(folder, "tests.yaml"), stringify(tests));
    const run = (...words: string[]): string => {
      const { status, stdout, stderr } = spawnSync(program, words, { cwd: folder, encoding: "utf8" });
      return status === 0 ? "" : `${stdout}${stderr}`;
    };
    return run("check", "rules", "whole.yaml") + run("test", "rules", "tests.yaml");
  } finally {
    rmSync(folder, { recursive: true });
  }
}
