import type { Kind, Zone } from './zone.ts';

/** The attributes of a feature, from which its zone is found. */
export interface FeatureAttributes {
  /** The number of the feature in the file, from 0. */
  readonly index: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

export type Match =
  /** A zone of the registry, with its name in the file. */
  | {
      readonly outcome: 'matched';
      readonly by: 'code' | 'name';
      readonly zone: Zone;
      readonly fileName: string | undefined;
    }
  /** A zone that the registry lacks, with its code and name in the file. */
  | { readonly outcome: 'new'; readonly id: string; readonly name: string; readonly communes: readonly string[] }
  | { readonly outcome: 'unmatched'; readonly problem: string };

/**
 * Finds the zone of a feature, within a generation and kind: by its code, else by its name in any spelling. When two
 * zones share a name, whatever the order of its words, the feature's communes must decide. A name or communes that
 * contradict the code are a problem.
 */
export function matchFeature(
  feature: FeatureAttributes,
  generation: string,
  kind: Kind,
  registered: readonly Zone[],
): Match {
  const { properties } = feature;
  const zones = registered.filter((zone) => zone.generation === generation && zone.kind === kind);
  const code = textOf(properties, CODE_FIELDS);
  const name = textOf(properties, NAME_FIELDS);
  const communes = communeCodes(properties);
  const label = `l’objet n° ${feature.index + 1}${name ? ` (« ${name} »)` : ''}`;
  const refused = (problem: string): Match => ({ outcome: 'unmatched', problem: `${label} ${problem}` });

  const byName = name === undefined ? [] : namedAlike(name, zones);
  const byCode = codedAlike(code, properties, zones, kind);
  if (byCode.length > 1) return refused(`porte les codes ${byCode.map(({ id }) => id).join(' et ')}`);
  const coded = byCode[0];
  if (coded) {
    if (byName.length > 0 && !byName.includes(coded)) {
      return refused(`a le code ${coded.id} et le nom de ${byName.map(({ id }) => id).join(' ou ')}`);
    }
    return { outcome: 'matched', by: 'code', zone: coded, fileName: name };
  }

  const elsewhere = registered.find(({ id }) => id === code);
  if (elsewhere) {
    return refused(`a le code ${code}, celui d’un ${elsewhere.kind} de la génération ${elsewhere.generation}`);
  }
  if (code && CODE_FORMS[kind].test(code)) {
    if (kind === 'qpv' && (code.startsWith('QN') ? generation < '2024' : generation >= '2024')) {
      return refused(`a le code ${code}, qui n’est pas de la génération ${generation}`);
    }
    return { outcome: 'new', id: code, name: name ?? code, communes };
  }
  if (!name) return refused('n’a ni code ni nom connus');
  if (byName.length === 0) return refused(`n’est aucun ${kind} de la génération ${generation}`);

  const there = byName.filter((zone) => zone.communes.some((commune) => communes.includes(commune)));
  const candidates = communes.length > 0 ? there : byName;
  if (candidates.length === 0) {
    return refused(`est de ${communes.join(', ')}, hors des communes de ${byName.map(({ id }) => id).join(' et ')}`);
  }
  if (candidates.length > 1) {
    const ids = candidates.map(({ id }) => id).join(' ou ');
    return refused(`peut être ${ids} : le nom ne suffit pas, un code est nécessaire`);
  }
  return { outcome: 'matched', by: 'name', zone: candidates[0]!, fileName: name };
}

/**
 * The zone whose code is in a field for codes. Without such a code, the zones whose codes are in any attribute: files
 * name their columns freely, but may also mention a neighbouring zone.
 */
function codedAlike(
  code: string | undefined,
  properties: FeatureAttributes['properties'],
  zones: readonly Zone[],
  kind: Kind,
): Zone[] {
  if (code && CODE_FORMS[kind].test(code)) return zones.filter(({ id }) => id === code);
  const texts = Object.values(properties).filter((value) => typeof value === 'string');
  return zones.filter(({ id }) => texts.some((text) => text.trim() === id));
}

function namedAlike(name: string, zones: readonly Zone[]): Zone[] {
  const words = wordsOf(name);
  return zones.filter((zone) => [zone.name, ...zone.spellings].some((spelling) => wordsOf(spelling) === words));
}

/** Returns whether a field is read as the code or the name of a zone, or as the codes of its communes. */
export function fieldUse(name: string): 'code or name' | 'communes' | null {
  const plain = name.toLowerCase();
  if (CODE_FIELDS.includes(plain) || NAME_FIELDS.includes(plain)) return 'code or name';
  return COMMUNE_FIELDS.includes(plain) ? 'communes' : null;
}

const CODE_FIELDS = ['code_qp', 'code', 'code_qic', 'id_qp', 'id'];
const NAME_FIELDS = ['lib_qp', 'nom_qp', 'name', 'nom', 'libelle', 'lib_qic', 'nom_qic', 'quartier'];
const COMMUNE_FIELDS = ['insee_com', 'citycode', 'code_insee', 'insee', 'depcom'];
const CODE_FORMS: Readonly<Record<Kind, RegExp>> = { qpv: /^Q[NP]\w{6}$/, qic: /^QIC-[A-Z0-9-]{1,28}$/ };

/** The first of the fields with a text; field names are compared without case. */
function textOf(properties: FeatureAttributes['properties'], fields: readonly string[]): string | undefined {
  for (const field of fields) {
    for (const [key, value] of Object.entries(properties)) {
      if (key.toLowerCase() === field && typeof value === 'string' && value.trim() !== '') return value.trim();
    }
  }
  return undefined;
}

/** The State's file writes several codes in one text; other files use an array. */
function communeCodes(properties: FeatureAttributes['properties']): string[] {
  for (const [key, value] of Object.entries(properties)) {
    if (COMMUNE_FIELDS.includes(key.toLowerCase())) return String(value).match(/\b\d[\dAB]\d{3}\b/g) ?? [];
  }
  return [];
}

/** The words that identify a quarter, in alphabetical order, without accents, case or words that most names share. */
function wordsOf(name: string): string {
  const plain = name.toLowerCase().replaceAll('œ', 'oe').normalize('NFD').replaceAll(/\p{M}/gu, '');
  const words = plain.split(/[^a-z0-9]+/).filter((word) => word !== '' && !COMMON_WORDS.has(word));
  return words.sort().join(' ');
}

const COMMON_WORDS = new Set(['quartier', 'de', 'du', 'des', 'la', 'le', 'les', 'l', 'd', 'et']);
