import { certaintyLabels } from '../../french/labels.ts';
import { capitalised } from '../../french/sentence.ts';
import { isClosed, outcomeLabels, verdictOrder } from '../../french/verdict-words.ts';
import type { EligibilityAnswer, SchemeLabel, Verdict } from '../answers.ts';
import { element } from '../dom.ts';
import type { Distances } from '../scheme-list.ts';
import { verdictSign } from '../verdict-badge.ts';
import { isStated, namedAs, sentenceOf } from './situation-sentence.ts';

/**
 * The headline of an answer: the verdict of the requested scheme, then the situation of the place. Without a requested
 * scheme, or before the place is found, the situation alone.
 */
export function headlineNode(answer: EligibilityAnswer, { asked, schemes, distances, onBack }: HeadlineOptions) {
  const { situation, address, candidates = [], verdicts } = answer;
  const { text, isSure } = sentenceOf(situation, namedAs(address, situation), distances);
  const isDeclared = isSure && isStated(situation);
  const isLost = 'address' in answer && address === null;
  const isOneOfSeveral = candidates.length > 1 && !isSure;
  const where = isLost
    ? 'Cette adresse n’a pas été trouvée.'
    : isOneOfSeveral
      ? 'Plusieurs adresses correspondent : laquelle est la bonne ?'
      : text;
  const verdict = verdicts.find(({ scheme, certainty }) => {
    return scheme === asked && (certainty === 'firm' || !(isLost || isOneOfSeveral));
  });
  const which = address && !isOneOfSeveral ? element('p', { class: 'which' }, address.label) : null;
  const back = onBack
    ? element(
        'p',
        { class: 'back no-print' },
        element('button', { type: 'button', class: 'plain', onclick: onBack }, 'Ce n’est pas la bonne adresse'),
      )
    : null;
  const title = { id: 'reponse-titre', tabindex: '-1' };
  if (verdict) {
    const others = verdicts.filter((one) => one !== verdict);
    return element(
      'div',
      { class: `headline ${verdict.verdict}` },
      element(
        'h2',
        title,
        verdictSign(verdict.verdict),
        element(
          'span',
          {},
          `${schemes.get(verdict.scheme)?.label ?? verdict.scheme} : ${outcomeLabels[verdict.verdict]}`,
        ),
      ),
      element('p', { class: 'where' }, where),
      which,
      // A verdict to review is not sure, even for a sure place.
      verdict.verdict === 'review' && !isDeclared ? null : sureness(verdict.certainty === 'firm', isDeclared),
      others.some((one) => !isClosed(one.verdict)) ? element('p', { class: 'soft' }, countsOf(others)) : null,
      back,
    );
  }
  return element(
    'div',
    { class: `headline ${isDeclared ? 'declared' : isSure ? 'sure' : 'doubtful'}` },
    sureness(isSure, isDeclared),
    element('h2', title, where),
    which,
    back,
  );
}

export interface HeadlineOptions {
  /** The scheme that the person asked for; null where the question is about all of them. */
  readonly asked: string | null;
  readonly schemes: ReadonlyMap<string, SchemeLabel>;
  readonly distances: Distances | null;
  /** Returns to the candidates; absent where none was chosen. */
  readonly onBack?: (() => void) | undefined;
}

function sureness(isSure: boolean, isDeclared: boolean): HTMLElement {
  const sign = isDeclared ? 'i' : isSure ? null : '?';
  return element(
    'p',
    { class: 'certainty' },
    sign === null ? null : element('span', { class: 'sign', 'aria-hidden': 'true' }, sign),
    isDeclared ? 'D’après votre déclaration' : capitalised(certaintyLabels[isSure ? 'firm' : 'review']),
  );
}

/** « Les autres dispositifs de la demande : 2 sous conditions, 1 non. » */
function countsOf(others: readonly Verdict[]): string {
  const counts = verdictOrder.flatMap((outcome) => {
    const count = others.filter(({ verdict }) => verdict === outcome).length;
    return count === 0 ? [] : [`${count} ${outcomeLabels[outcome]}`];
  });
  const name = others.length === 1 ? 'L’autre dispositif' : 'Les autres dispositifs';
  return `${name} de la demande : ${counts.join(', ')}.`;
}
