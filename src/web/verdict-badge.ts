import { capitalised } from '../french/sentence.ts';
import { outcomeLabels, SIGN_DISC, verdictWords } from '../french/verdict-words.ts';
import type { Outcome } from './answers.ts';
import { element } from './dom.ts';

/** An answer of a scheme in a word behind its sign. */
export function verdictBadge(outcome: Outcome): HTMLElement {
  return element('strong', { class: `outcome ${outcome}` }, verdictSign(outcome), capitalised(outcomeLabels[outcome]));
}

/** The sign of an answer: its shape is enough where colours are not seen. */
export function verdictSign(outcome: Outcome): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  for (const [name, value] of [
    ['viewBox', '0 0 24 24'],
    ['class', `verdict-sign ${outcome}`],
    ['aria-hidden', 'true'],
  ] as const) {
    svg.setAttribute(name, value);
  }
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', `${SIGN_DISC}${verdictWords[outcome].sign}`);
  svg.append(path);
  return svg;
}

const SVG = 'http://www.w3.org/2000/svg';
