import { longDate } from '../../french/dates.ts';
import { degrees, quantity } from '../../french/numbers.ts';
import { type Asked, factsInWords } from '../facts-in-words.ts';
import type { Proof } from '../proof.ts';
import { footprintOf } from '../question-geometry.ts';
import { typedAddress } from '../typed-address.ts';

/** Describes the parts of the question that the proof shows: place, date, then the declared facts. */
export function questionInWords(
  { question, place, answer }: Proof,
  schemesInWords: ReadonlyMap<string, { readonly label: string }>,
): { readonly asked: readonly Asked[]; readonly facts: readonly Asked[] } {
  const body = question.body as Record<string, unknown>;
  const { where, residence, application, ...others } = body;
  const declared = (where ?? residence ?? body) as { citycode?: unknown };
  const typed = typedAddress(question);
  const rows: Asked[] = [];
  if (place !== null) {
    const label = place.address ?? typed;
    if (label !== null) rows.push({ name: 'Adresse', value: label });
    if (typed !== null && label !== null && folded(typed) !== folded(label)) {
      rows.push({ name: 'Adresse saisie', value: `« ${typed} »` });
    }
    rows.push({ name: 'Position', value: positionInWords(place) });
  } else if (footprintOf(body) !== null) {
    rows.push({ name: 'Lieu', value: 'le tracé que porte la pièce jointe' });
  } else if (typed !== null) {
    rows.push({ name: 'Adresse saisie', value: `« ${typed} », non trouvée` });
  } else rows.push({ name: 'Lieu', value: 'non indiqué' });
  // Not always declared: a page that completes addresses adds the commune of the address that was chosen.
  if (isText(declared.citycode)) rows.push({ name: 'Commune indiquée', value: `code INSEE ${declared.citycode}` });
  rows.push({ name: DATE_NAMES[question.kind], value: longDate(answer.date) });
  const schemes = [...(Array.isArray(body.schemes) ? body.schemes : []), body.scheme].filter(isText);
  if (schemes.length > 0) {
    const labels = schemes.map((id) => schemesInWords.get(id)?.label ?? id);
    const value = labels.length > MOST_SCHEMES ? `${labels.length}, ceux dont la réponse suit` : labels.join(' ; ');
    rows.push({ name: labels.length > 1 ? 'Dispositifs' : 'Dispositif', value });
  }
  return { asked: rows, facts: factsInWords({ ...others, ...(application as object | null | undefined) }) };
}

const MOST_SCHEMES = 3;

const DATE_NAMES: Readonly<Record<Proof['question']['kind'], string>> = {
  eligibility: 'À la date du',
  'adulte-relais': 'Embauche le',
  'address-eligibility': 'À la date du',
};

function positionInWords({ lon, lat, uncertainty }: NonNullable<Proof['place']>): string {
  const position = `${degrees(Math.abs(lat))} ${lat < 0 ? 'S' : 'N'}, ${degrees(Math.abs(lon))} ${lon < 0 ? 'O' : 'E'}`;
  return uncertainty > 0 ? `${position}, à ${quantity(uncertainty, 'metres')} près` : position;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** Reduces an address to what its spellings have in common. */
function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\d]+/gu, ' ')
    .trim();
}
