import { element } from '../dom.ts';
import type { PossibleAddress } from './service.ts';

/**
 * Lists the possible addresses, to choose one. The list stays in place when one is chosen, so that keyboard focus is
 * kept.
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
