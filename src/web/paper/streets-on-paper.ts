import type { ZoneLedger } from '../../streets/street-ledger.ts';
import { situationInWords } from '../../streets/street-rows.ts';
import { element } from '../dom.ts';

/** Lists the streets of a quarter in a few words each, in columns, so that its printed page stays short. */
export function streetsOnPaper(ledger: ZoneLedger, band: number | null): HTMLElement {
  const { streets } = ledger;
  const areOfSeveral = new Set(streets.map(({ city }) => city)).size > 1;
  const items = streets.map((street) => {
    const { name, city, possibleStatuses, certainty, inside, review } = street;
    const isWhole = certainty === 'firm' && street.status === 'inside';
    const numbers = [...inside.odd, ...inside.even].join(', ');
    const doubtful = [...review.odd, ...review.even].join(', ');
    const words = isWhole
      ? []
      : [
          `${situationInWords(possibleStatuses, band)}${numbers === '' ? '' : ` : ${numbers}`}`,
          doubtful === '' ? (certainty === 'review' ? 'à examiner' : '') : `à examiner : ${doubtful}`,
        ].filter(Boolean);
    const rest = words.length === 0 ? '' : `, ${words.join(' ; ')}`;
    return element('li', {}, element('b', {}, name), areOfSeveral ? ` (${city})` : '', rest);
  });
  return element(
    'div',
    { class: 'print-only' },
    element('p', { class: 'soft' }, 'Sans mention : tous les numéros connus de la voie sont dans le quartier.'),
    element('ul', { class: 'streets-on-paper' }, ...items),
  );
}
