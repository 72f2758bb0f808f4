import type { z } from 'zod';

/**
 * Returns the French sentence for a value of a data file that its schema refuses: what was expected. Give it as `error`
 * to `safeParse`; a message of the schema itself prevails.
 */
export function expectedInFrench(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'manque' : `${TYPES.get(issue.expected) ?? 'une autre forme'} était attendu`;
    case 'invalid_value':
      return issue.input === undefined ? 'manque' : `${either(issue.values)} était attendu`;
    case 'invalid_format':
      return `${FORMATS.get(issue.format) ?? 'une autre écriture'} était attendue`;
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return `${String(issue.maximum)} au plus était attendu`;
    case 'unrecognized_keys':
      return `clé inconnue : ${issue.keys.join(', ')}`;
    case 'invalid_key':
      return 'une autre clé était attendue';
    default:
      return issue.input === undefined ? 'manque' : 'une autre valeur était attendue';
  }
}

/** Returns « a.b : what was expected » for each issue of a refused document. */
export function documentFaults(error: z.ZodError): string[] {
  return error.issues.map(({ path, message }) => `${path.join('.') || '(le fichier entier)'} : ${message}`);
}

/** Returns the French sentence for a text that is not YAML, with its line, from the error of js-yaml. */
export function yamlFault(error: unknown): string {
  const { mark, reason = '' } = error as YamlError;
  if (reason.includes('input is empty')) return 'le fichier est vide';
  const fault = reason.includes('duplicated') ? 'cette clé est déjà là plus haut' : 'le YAML ne se lit pas';
  return mark === undefined ? fault : `ligne ${mark.line + 1} : ${fault}`;
}

interface YamlError {
  readonly mark?: { readonly line: number };
  readonly reason?: string;
}

function tooSmall({
  origin,
  minimum,
  inclusive,
}: {
  origin: string;
  minimum: unknown;
  inclusive?: boolean | undefined;
}) {
  if (origin === 'string') return 'un texte non vide était attendu';
  if (origin === 'array' || origin === 'set') return `une liste d’au moins ${String(minimum)} élément était attendue`;
  return inclusive === false
    ? `un nombre supérieur à ${String(minimum)} était attendu`
    : `un nombre d’au moins ${String(minimum)} était attendu`;
}

function either(values: readonly unknown[]): string {
  return values
    .map(String)
    .join(', ')
    .replace(/, ([^,]*)$/, ' ou $1');
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['string', 'un texte'],
  ['number', 'un nombre'],
  ['int', 'un nombre entier'],
  ['boolean', '« true » ou « false »'],
  ['object', 'un ensemble de clés'],
  ['record', 'un ensemble de clés'],
  ['array', 'un tableau'],
  ['tuple', 'un tableau'],
  ['null', 'rien'],
]);
const FORMATS: ReadonlyMap<string, string> = new Map([
  ['date', 'une date existante, AAAA-MM-JJ,'],
  ['url', 'une adresse en https://'],
]);
