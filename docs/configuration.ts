import { readFileSync } from "node:fs";
import { resolve } from "node:path";

import { parse } from "yaml";

import { secretKeys, settingKeys } from "../program/setting-keys";
import { table } from "./markdown";

/** One key as Pulumi.yaml describes it. */
interface ConfigKey {
  type: string;
  items?: { type: string };
  default: unknown;
  description: string;
}

const stacks = ["dev", "staging", "production"];
const root = resolve(__dirname, "..");

/** The page that lists every configuration key with its type, its default and what the committed stacks say. */
export function renderConfiguration(): { path: string; content: string } {
  const config = configOf("Pulumi.yaml") as Record<string, ConfigKey | undefined>;
  const committed = stacks.map((stack) => configOf(`Pulumi.${stack}.yaml`) as Record<string, unknown>);
  const rows = settingKeys.map((key) => {
    const described = config[key];
    if (described === undefined) {
      throw new Error(`Pulumi.yaml does not describe the key ${key}`);
    }
    const values = committed.map((values) => show(values[`mariadb-gitops:${key}`]));
    return [`\`${key}\``, typeOf(key, described), show(described.default), ...values, described.description];
  });
  const head = ["Key", "Type", "Default", ...stacks, "What it is"];
  return {
    path: "docs/configuration.md",
    content: [
      "# Configuration",
      "",
      "<!-- Written by docs/generate.ts from Pulumi.yaml and the stack files. Do not edit. -->",
      "",
      "Set a key with `pulumi config set KEY VALUE`. An unknown key or an invalid value stops the",
      "program before it registers anything. An empty default means what the last column says.",
      "",
      ...table(head, rows),
      "",
    ].join("\n"),
  };
}

function configOf(file: string): unknown {
  return (parse(readFileSync(resolve(root, file), "utf8")) as { config: unknown }).config;
}

function typeOf(key: string, { type, items }: ConfigKey): string {
  const base = items === undefined ? type : `list of ${items.type}s`;
  return secretKeys.some((secret) => secret === key) ? `${base}, secret` : base;
}

function show(value: unknown): string {
  if (value === undefined || value === "" || (Array.isArray(value) && value.length === 0)) {
    return "";
  }
  return `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}
