import { readSchemeQuestion, type SchemeQuestion } from '../../../src/batch/schemes/scheme-question.ts';
import type { Under } from '../../../src/questions/answered.ts';
import { answerEligibility, readEligibility } from '../../../src/questions/eligibility.ts';
import { type Declared, type FactType, type FactValue, facts } from '../../../src/rules/application.ts';
import type { Verdict } from '../../../src/verdict.ts';
import { generationOn, type Zones } from '../../../src/zones/zones.ts';
import { rulebook } from '../../rules/samples.ts';
import { moved, type Random } from '../../shapes.ts';

/**
 * Returns the cells that `--schemes` adds to a row, by column, from `POST /v1/eligibility` for its place, date and
 * facts.
 */
export async function eligibilityOf(
  zones: Zones,
  question: { where: object; date: string; schemes: readonly string[]; application: object },
  addresses?: Under['addresses'],
): Promise<Record<string, string>> {
  const under = { current: { zones }, rulebook, addresses } as unknown as Under;
  const { body } = await answerEligibility(readEligibility(question, rulebook), under);
  const { verdicts } = body as { verdicts: readonly Verdict[] };
  return Object.fromEntries(
    verdicts.flatMap(({ scheme, verdict, alternatives, amount }) => [
      [scheme, verdict],
      [`${scheme}_alternatives`, alternatives.join(';')],
      [`${scheme}_ceiling`, amount?.ceiling == null ? '' : String(amount.ceiling)],
    ]),
  );
}

/** The cells of a row that `--schemes` adds, as texts by column. */
export function verdictCells(
  row: Readonly<Record<string, unknown>>,
  schemes: readonly string[],
): Record<string, string> {
  const columns = schemes.flatMap((scheme) => [scheme, `${scheme}_alternatives`, `${scheme}_ceiling`]);
  return Object.fromEntries(columns.map((column) => [column, String(row[column] ?? '')]));
}

/** The question of the options; throws where one is wrong. */
export function questionOf(written: { schemes: string; facts?: string[]; columns?: string[] }): SchemeQuestion {
  return readSchemeQuestion({ facts: [], columns: [], ...written }, rulebook, (_, sentence) => {
    throw new Error(sentence);
  });
}

/** A position in WGS84 degrees. Half of them are near the limit of a quarter, or of its band. */
export function somewhere(random: Random, zones: Zones): [lon: number, lat: number] {
  const drawn = generationOn(zones, '2024-10-01')!.drawn;
  if (random() < 0.5) return [2.3 + 0.6 * random(), 50.38 + 0.26 * random()];
  const ring = drawn[Math.floor(random() * drawn.length)]!.perimeter.geometry[0]![0]!;
  const spread = 10 ** (3 * random());
  const [lon, lat] = moved(ring[0]!, spread * (2 * random() - 1), spread * (2 * random() - 1));
  return [Number(lon.toFixed(7)), Number(lat.toFixed(7))];
}

/** Some facts drawn at random; each is given or not. */
export function someFacts(random: Random, names = Object.keys(facts)): Declared['application'] {
  const given = names.filter(() => random() < 0.5).map((name) => [name, someValue(random, facts[name as never])]);
  return Object.fromEntries(given);
}

function someValue(random: Random, type: FactType): FactValue {
  switch (type.kind) {
    case 'yes-no':
      return random() < 0.5;
    case 'choice':
      return type.values[Math.floor(random() * type.values.length)]!;
    case 'number': {
      const { least, most, isWhole } = type;
      if (isWhole) return least + Math.floor(random() * Math.min(20, most - least + 1));
      return most === 1
        ? [0, 0.4, 0.6, 0.8, 1][Math.floor(random() * 5)]!
        : Math.round(random() * Math.min(20_000, 2 * most)) / 2;
    }
  }
}

/** Writes a value in one of the ways that people use in a cell. */
export function writtenInFrench(value: FactValue | undefined, type: FactType, random: Random): string {
  const way = Math.floor(random() * 3);
  if (value === undefined) return '';
  if (typeof value === 'boolean') return (value ? ['oui', 'VRAI', '1'] : ['non', 'faux', '0'])[way]!;
  if (typeof value !== 'number') return value;
  if (type.kind === 'number' && type.sign === '%' && way === 0) return `${value * 100} %`;
  const [whole, rest] = String(value).split('.');
  const thousands = way === 1 ? whole!.replace(/\B(?=(\d{3})+$)/g, ' ') : whole!;
  return rest === undefined ? thousands : `${thousands}${way === 2 ? '.' : ','}${rest}`;
}
