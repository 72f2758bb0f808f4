import { element } from '../dom.ts';
import type { PossibleAddress } from './service.ts';

/**
 * The addresses that may be meant, to choose one from; it stays as it is while one is chosen, so that a keyboard can go
 * on.
 */
export function choices(
  candidates: readonly PossibleAddress[],
  onChoose: (chosen: PossibleAddress) => void,
): HTMLElement {
  return element(
    'fieldset',
    { class: 'choices' },
    element('legend', {}, 'Laquelle est la bonne ?'),
    ...candidates.map((candidate, i) =>
      element(
        'label',
        {},
        element('input', { type: 'radio', name: 'address', value: i, onchange: () => onChoose(candidate) }),
        element('span', {}, candidate.label, candidate.oldcity ? ` (${candidate.oldcity})` : null),
      ),
    ),
    element('p', { class: 'hint' }, 'Si aucune ne convient, complétez l’adresse.'),
  );
}
