import { element } from '../dom.ts';

/** Side of a street that is itself a limit. */
export type StreetSide = 'inner' | 'outer';

/** Asks for the side of a limit street. The declared side decides, and the answer mentions the declaration. */
export function sideQuestion(side: StreetSide | null, onSide: (side: StreetSide | null) => void): HTMLElement {
  const button = (value: StreetSide | null, text: string) =>
    element(
      'button',
      { type: 'button', 'aria-pressed': String(side === value), onclick: () => onSide(side === value ? null : value) },
      text,
    );
  return element(
    'div',
    { class: 'side no-print', role: 'group', 'aria-labelledby': 'cote' },
    element('p', { id: 'cote' }, 'Si la limite du quartier suit la rue, de quel côté est le lieu ?'),
    element(
      'p',
      { class: 'actions' },
      button('inner', 'Du côté du quartier'),
      ' ',
      button('outer', 'De l’autre côté'),
      ...(side === null ? [] : [' ', button(null, 'Je ne sais pas')]),
    ),
  );
}
