import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { load, YAMLException } from 'js-yaml';
import type { z } from 'zod';
import { expectedInFrench, yamlFault } from '../french/document-faults.ts';
import { inconsistencies } from './consistency.ts';
import { theBeginning } from './history.ts';
import { type Scheme, schemeSchema, servicesSchema } from './scheme.ts';

/**
 * Reads the `*.yaml` files of `folder`, one scheme a file, and `shared/services.yaml`. Strict: throws one error that
 * lists every problem of every file, with the file name and the path of the key.
 */
export function loadRulebook(folder: string): Rulebook {
  return rulebookFrom(readRuleFiles(folder), folder);
}

/** The texts of a rulebook, by file name. */
export type RuleFiles = Readonly<Record<string, string>>;

export function readRuleFiles(folder: string): RuleFiles {
  const names = [SHARED, ...readdirSync(folder).filter((file) => file.endsWith('.yaml'))];
  const found = names.filter((name) => existsSync(join(folder, name)));
  return Object.fromEntries(found.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

/** Builds a rulebook from the texts. `origin` names their source in errors. */
export function rulebookFrom(texts: RuleFiles, origin: string): Rulebook {
  const problems: string[] = [];
  const hash = createHash('sha256');
  const schemes: Scheme[] = [];

  const read = <Schema extends z.ZodType>(file: string, schema: Schema): z.output<Schema> | null => {
    const text = texts[file];
    if (text === undefined) {
      problems.push(`${file}: le fichier manque`);
      return null;
    }
    hash.update(`${file}\n${text}\n`);
    return parse(file, text, schema, problems);
  };

  const shared = read(SHARED, servicesSchema);
  const files = Object.keys(texts)
    .filter((file) => file !== SHARED)
    .sort((a, b) => (basename(a, '.yaml') < basename(b, '.yaml') ? -1 : 1));
  if (files.length === 0) problems.push(`${origin}: aucun dispositif (*.yaml) n’y est`);
  const fileOf = new Map<string, string>();
  for (const file of files) {
    const scheme = read(file, schemeSchema);
    if (scheme === null) continue;
    for (const { path, message } of inconsistencies(scheme)) problems.push(`${file}: ${keyPath(path)}: ${message}`);
    if (scheme.id !== basename(file, '.yaml')) problems.push(`${file}: id: ${scheme.id} au lieu du nom du fichier`);
    const other = fileOf.get(scheme.id);
    if (other !== undefined) problems.push(`${file}: id: ${scheme.id} est déjà celui de ${other}`);
    fileOf.set(scheme.id, file);
    if (shared)
      scheme.whomToAsk.forEach((service, index) => {
        if (shared.services[service] === undefined)
          problems.push(`${file}: whomToAsk.${index}: ${service} n’est pas un service de shared/services.yaml`);
      });
    schemes.push(scheme);
  }
  if (shared)
    for (const kind of ['qpv', 'qic'] as const)
      if (shared.services[shared.limits[kind]] === undefined)
        problems.push(`shared/services.yaml: limits.${kind}: ${shared.limits[kind]} n’est pas un des services`);

  if (problems.length > 0 || shared === null) throw new RulebookError(problems);
  const verifiedOn = schemes
    .map((scheme) => scheme.verifiedOn)
    .sort()
    .at(-1);
  return {
    schemes: new Map(schemes.map((scheme) => [scheme.id, scheme])),
    services: new Map(Object.entries(shared.services).map(([code, { label }]) => [code, { code, label }])),
    limits: shared.limits,
    sectors: shared.sectors ?? [],
    distances: distancesOf(schemes),
    rulesVersion: `${verifiedOn}.${hash.digest('hex').slice(0, 8)}`,
  };
}

const SHARED = 'shared/services.yaml';

export interface Rulebook {
  /** By id, in alphabetical order. */
  readonly schemes: ReadonlyMap<string, Scheme>;
  readonly services: ReadonlyMap<string, Service>;
  /** The service that decides the limit of a zone of each kind. */
  readonly limits: { readonly qpv: string; readonly qic: string };
  /** The communes that a service shares between its sectors. */
  readonly sectors: readonly Sector[];
  /** Every distance in metres that some rule compares with, in ascending order. A situation distinguishes these. */
  readonly distances: readonly number[];
  /** Latest day of verification, and the start of the SHA-256 of the files. */
  readonly rulesVersion: string;
}

export interface Sector {
  /** The code of the service. */
  readonly service: string;
  readonly label: string;
  readonly communes: readonly { readonly code: string; readonly name: string }[];
}

/** A service, never a person. */
export interface Service {
  readonly code: string;
  readonly label: string;
}

export class RulebookError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`les règles ne se lisent pas :\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
    this.name = 'RulebookError';
    this.problems = problems;
  }
}

function parse<Schema extends z.ZodType>(
  file: string,
  text: string,
  schema: Schema,
  problems: string[],
): z.output<Schema> | null {
  let document: unknown;
  try {
    document = load(text);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    problems.push(`${file}: ${yamlFault(error)}`);
    return null;
  }
  const result = schema.safeParse(document, { error: expectedInFrench });
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    if (issue.code === 'unrecognized_keys')
      for (const key of issue.keys) problems.push(`${file}: ${keyPath([...issue.path, key])}: clé inconnue`);
    else problems.push(`${file}: ${keyPath(issue.path)}: ${issue.message}`);
  }
  return null;
}

function keyPath(path: readonly PropertyKey[]): string {
  return path.length === 0
    ? '(le fichier entier)'
    : path.map((key) => (key === theBeginning ? 'always' : String(key))).join('.');
}

function distancesOf(schemes: readonly Scheme[]): number[] {
  const distances = new Set<number>();
  for (const scheme of schemes)
    for (const { history } of Object.values(scheme.values ?? {}))
      for (const { entry } of history) if (entry?.unit === 'metres') distances.add(entry.value);
  return [...distances].sort((a, b) => a - b);
}
