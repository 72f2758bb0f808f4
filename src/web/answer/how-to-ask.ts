import type { Filing } from '../answers.ts';
import { element } from '../dom.ts';

/** Shows how to ask for a scheme: portal, form, papers, whom to meet first, calendar. */
export function howToAsk(filing: Filing): HTMLElement {
  return element(
    'details',
    { class: 'sources filing' },
    element('summary', {}, 'Comment demander'),
    element('ul', {}, ...linesOf(filing).map((line) => element('li', {}, line))),
  );
}

function linesOf({ portal, form, papers, meetFirst, calendar, rules, sectors }: Filing): string[] {
  const steps = calendar?.steps.map(({ when, what }) => `${when}, ${what}`).join(' ; ');
  return [
    meetFirst.length === 0 ? '' : `À rencontrer d’abord : ${meetFirst.join(', ')}.`,
    ...sectors.map(({ label }) => `Délégués du préfet : ${label}.`),
    portal === null ? '' : `Où déposer : ${portal}.`,
    form === null ? '' : `Formulaire : ${form}.`,
    papers.length === 0 ? '' : `Pièces : ${papers.join(', ')}.`,
    calendar === null ? '' : `Calendrier énoncé pour ${calendar.statedFor} : ${steps}.`,
    ...rules,
  ].filter((line) => line !== '');
}
