import { longDate } from '../french/dates.ts';
import { quantity } from '../french/numbers.ts';
import { outcomeLabels } from '../french/verdict-words.ts';
import { factsInWords } from '../proof/facts-in-words.ts';
import type { Rulebook } from '../rules/load-rulebook.ts';
import type { Case, Expected } from './case-table.ts';
import type { PlaceInWords } from './place-in-words.ts';

/** Writes a case as one French sentence, for a reader who knows the law and not the code. */
export function caseSentence(one: Case, { schemes }: Pick<Rulebook, 'schemes'>): string {
  const declared = factsInWords(one.facts as Readonly<Record<string, unknown>>);
  const facts = declared.map(({ name, value }) => `${name.toLowerCase()} : ${value}`);
  const answers = Object.entries(one.expect).map(
    ([scheme, expected]) => `« ${schemes.get(scheme)?.label ?? scheme} » répond ${answerInWords(expected)}`,
  );
  const situation = one.situation?.tier === undefined ? [] : [`le palier est « ${one.situation.tier} »`];
  return (
    `Le ${longDate(one.date)}, ${placeInFrench(one.place)}${facts.length === 0 ? '' : ` (${facts.join(' ; ')})`} : ` +
    `${[...answers, ...situation].join(' ; ') || 'la situation seule est vérifiée'}.`
  );
}

function answerInWords(expected: Expected): string {
  if (typeof expected === 'string') return `« ${outcomeLabels[expected]} »`;
  const { verdict, between, ceiling } = expected;
  const answer = between
    ? `« à examiner », entre ${between.map((one) => `« ${outcomeLabels[one]} »`).join(' et ')}`
    : `« ${outcomeLabels[verdict!]} »`;
  return `${answer}${typeof ceiling === 'number' ? `, au plus ${quantity(ceiling, 'EUR')}` : ''}`;
}

function placeInFrench(place: PlaceInWords): string {
  const { at, inside, butNot, outside, onLimitOf, building, citycode, uncertainty, streetSide } = place;
  const commune = citycode === undefined ? '' : `, commune ${citycode}`;
  const doubt = uncertainty > 0 ? `, connu à ${quantity(uncertainty, 'metres')} près` : '';
  const side = streetSide === undefined ? '' : `, ${SIDES[streetSide]}`;
  return `${where()}${commune}${doubt}${side}`;

  function where(): string {
    if (at) return `au point de longitude ${at[0]} et de latitude ${at[1]}`;
    if (inside) return `dans ${[inside].flat().join(' ou ')}${butNot === undefined ? '' : ` et hors de ${butNot}`}`;
    if (outside) {
      const side = outside.metres < 0 ? 'à l’intérieur' : 'hors';
      const distance = quantity(Math.abs(outside.metres), 'metres');
      return `à ${distance} de la limite, ${side} de ${[outside.of].flat().join(' ou ')}`;
    }
    if (onLimitOf) return `sur la limite de ${onLimitOf}`;
    if (building && 'inside' in building) return `dans un bâtiment de ${building.inside}`;
    const { of, from, to } = building as { of: string; from: number; to: number };
    return `dans un bâtiment qui va de ${quantity(from, 'metres')} à ${quantity(to, 'metres')} de la limite de ${of}`;
  }
}

const SIDES = {
  inner: 'du côté du quartier',
  outer: 'de l’autre côté de la rue',
  unknown: 'd’un côté de la rue inconnu',
} as const;
