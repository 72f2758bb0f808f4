import type { Explanation } from '../answers.ts';
import { element } from '../dom.ts';
import { whySentences } from './why-sentences.ts';

/** Shows which row, values, conditions and bound of the rules decided a verdict, folded under « Pourquoi ? ». */
export function whyPanel(explanation: Explanation): HTMLElement {
  return element(
    'details',
    { class: 'sources why' },
    element('summary', {}, 'Pourquoi ?'),
    element('ul', {}, ...whySentences(explanation).map((line) => element('li', {}, line))),
  );
}
