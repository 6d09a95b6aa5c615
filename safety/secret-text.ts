/** Tells texts that are secrets from texts that only say where one is. */

const word =
  "password|passwd|passphrase|secret|token|api[_-]?key|private[_-]?key|access[_-]?key|secret[_-]?key|credentials?";

/** What charts call a secret itself: rootPassword, apiToken, but not existingSecret or passwordKey, which refer to one. */
export const secretValue =
  /(?:password|passwd|pwd|passphrase|token|api[_-]?key|private[_-]?key|secret[_-]?access[_-]?key|dsn)$/i;

/** MARIADB_ROOT_PASSWORD, client-secret, apiKey, but not PASSWORD_FILE or secretName. */
const secretName = new RegExp(`(?:^|[^a-z]|[a-z](?=[A-Z]))?(?:${word}|pwd|dsn|data_source_name)$`, "i");

/**
 * `password = x` or `"token": x` somewhere in a file. Lines that begin with a comment do not count, nor do selectors of
 * style sheets (`input[type=password]:focus`) and the list of accounts, whose path and lines hold the word.
 */
const assignment = new RegExp(
  `^(?!\\s*(?:#|;|//|--))(?:[^=:\\n/[]|/(?!etc/))*?(${word})["']?\\s*[:=]\\s*(.+)$`,
  "gim",
);

/** `IDENTIFIED BY 'x'` in SQL. */
const identified = /identified\s+by\s+(?:password\s+)?'([^']+)'/gi;

/**
 * What is written in place of a secret: a reference (of a variable, or of a password manager), a placeholder, a rule
 * of a style sheet, a line of /etc/passwd, nothing, or what a tool has encrypted.
 */
const harmless =
  /^(?:["']?(?:\$.*|<.*>|\{\{.*|%.*%|\[.*\]|\*+|x+|\|[-+]?|>[-+]?|ENC\[.*|(?:op|vault|ref\+\w+|secretref|aws-sm|gcp-sm|akv|bao):(?:\/\/)?.*|(?:fake|dummy)[\w-]*|\w+:[x*!]?:\d+:\d+:.*|[\w:(),.#>-]*\s\{.*|\{|true|false|yes|no|on|off|null|none|~|0|1|\/[\w./-]+|)["']?[,;]?)$/is;

/** A user and a password in a URL or in the address of a database: user:password@tcp(host), mysql://user:password@host. */
const inAddress = /(?:^|[\s"'=/])[\w.%-]+:([^\s:@/"']+)@(?!sha256:)(?:[\w.-]+|\()/g;

/** Texts that are secrets whatever they are called. */
const shapes = [
  /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{36}/,
  /\bgithub_pat_\w{40}/,
  /\bglpat-[\w-]{20}/,
  /\bxox[abeoprs]-[\w-]{10}/,
  /\bAIza[\w-]{35}/,
  /\bsk_live_\w{16}/,
  /\bnpm_[A-Za-z0-9]{36}/,
  /\bhvs\.[\w-]{24}/,
  /\bdckr_pat_[\w-]{20}/,
  /\bpul-[0-9a-f]{40}\b/,
];

/** Whether a value of that name is a secret, and written out. `max_token: 4096` counts tokens and is none. */
export function isSecret(name: string, value: string): boolean {
  return secretName.test(name) && isLiteral(value) && !isCount(name, value);
}

function isCount(name: string, value: string): boolean {
  return /token$/i.test(name) && /^["']?[\d.,_]{1,9}["']?[,;]?$/.test(value.trim());
}

/** Whether a text is written out, and not a reference, a placeholder, a switch, or encrypted. */
export function isLiteral(text: string): boolean {
  return !harmless.test(text.trim()) && !/\$[({]/.test(text);
}

/** Whether a text holds a secret, whatever it is called. */
export function holdsSecret(text: string): boolean {
  return (
    shapes.some((shape) => shape.test(text)) ||
    [...text.matchAll(inAddress)].some(([, secret = ""]) => isLiteral(secret)) ||
    [...text.matchAll(identified)].some(([, secret = ""]) => isLiteral(secret))
  );
}

/** Whether a file in a ConfigMap sets a password to a literal, or holds a secret of another form. */
export function setsSecret(file: string): boolean {
  return (
    holdsSecret(file) ||
    [...file.matchAll(assignment)].some(
      ([, name = "", value = ""]) => isLiteral(value) && !isCount(name, value),
    )
  );
}
