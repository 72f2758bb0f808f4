import { longDate } from '../../french/dates.ts';
import { outcomeLabels } from '../../french/labels.ts';
import { euros } from '../../french/numbers.ts';
import { capitalised } from '../../french/sentence.ts';
import type { Message, Outcome, SchemeLabel, Verdict } from '../answers.ts';
import { element } from '../dom.ts';

/**
 * Lists the verdicts of schemes, the most open first, unfolded where they are few. Closed schemes are folded into one
 * list. Messages of `shown` appear above and are not repeated.
 */
export function verdictList(
  all: readonly Verdict[],
  schemes: ReadonlyMap<string, SchemeLabel>,
  shown: readonly Message[],
): HTMLElement {
  const isShown = ({ message }: Message) => shown.some((one) => one.message === message);
  const verdicts = all.map((verdict) => ({ ...verdict, reasons: verdict.reasons.filter((one) => !isShown(one)) }));
  const sorted = [...verdicts].sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict));
  const open = sorted.filter(({ verdict }) => !CLOSED.includes(verdict));
  const closed = sorted.filter(({ verdict }) => CLOSED.includes(verdict));
  const areFew = open.length <= FEW;
  return element(
    'div',
    { class: 'verdicts' },
    ...open.map((verdict) => verdictCard(verdict, schemes, areFew)),
    closed.length === 0
      ? null
      : element(
          'details',
          { class: 'closed', open: open.length === 0 },
          element(
            'summary',
            {},
            `${closed.length} ${closedName(closed.length, open.length > 0)} : non, ou hors période`,
          ),
          ...closed.map((verdict) => verdictCard(verdict, schemes, closed.length <= FEW)),
        ),
  );
}

function closedName(count: number, areOthers: boolean): string {
  const names = areOthers ? ['autre dispositif', 'autres dispositifs'] : ['dispositif', 'dispositifs'];
  return names[count > 1 ? 1 : 0]!;
}

/** Sign beside an outcome, so that colour is not its only mark. */
export const outcomeSigns: Readonly<Record<Outcome, string>> = {
  yes: '✓',
  conditional: '✓',
  review: '?',
  no: '✕',
  'out-of-period': '–',
};

export function outcomeBadge(outcome: Outcome): HTMLElement {
  return element(
    'strong',
    { class: `outcome ${outcome}` },
    element('span', { class: 'sign', 'aria-hidden': 'true' }, outcomeSigns[outcome]),
    capitalised(outcomeLabels[outcome]),
  );
}

function verdictCard(verdict: Verdict, schemes: ReadonlyMap<string, SchemeLabel>, isOpen: boolean): HTMLElement {
  const {
    scheme,
    verdict: outcome,
    alternatives,
    amount,
    reasons,
    conditions,
    notices,
    references,
    whomToAsk,
  } = verdict;
  const known = schemes.get(scheme);
  return element(
    'details',
    { class: `verdict card ${outcome}`, open: isOpen },
    element('summary', {}, element('h3', {}, known?.label ?? scheme), outcomeBadge(outcome)),
    alternatives.length > 0 && !reasons.some(({ code }) => NAMES_ANSWERS.includes(code))
      ? element(
          'p',
          { class: 'hesitation' },
          `La réponse hésite entre : ${alternatives.map((one) => outcomeLabels[one]).join(' ; ')}.`,
        )
      : null,
    messages(null, reasons, 'reasons'),
    messages('Ce qui reste à prouver', conditions, 'conditions'),
    amount === null || amount.ceiling === null
      ? null
      : element(
          'p',
          { class: 'amount' },
          element('span', {}, amount.status === 'review' ? 'Plafond indicatif' : 'Plafond'),
          element('strong', {}, euros(amount.ceiling)),
          element('small', {}, amount.statedFor === null ? '' : `montant énoncé pour ${amount.statedFor}`),
        ),
    messages('À savoir', notices, 'notices'),
    element(
      'details',
      { class: 'sources' },
      element('summary', {}, 'Textes de référence'),
      element(
        'ul',
        {},
        ...references.map((reference) => {
          const { url } = reference;
          const text = dated(reference);
          return element('li', {}, url ? element('a', { href: url, rel: 'noreferrer' }, text) : text);
        }),
      ),
      known
        ? element('p', { class: 'soft' }, `Le lieu qui compte : ${known.place.what}. Le moment : ${known.place.when}.`)
        : null,
    ),
    whomToAsk.length > 0
      ? element(
          'p',
          { class: 'whom' },
          element('span', {}, 'À qui s’adresser : '),
          whomToAsk.map(({ label }) => label).join(' ; '),
        )
      : null,
  );
}

/** Adds the day of the text, unless its name contains it. */
function dated({ label, publishedOn }: Verdict['references'][number]): string {
  const day = publishedOn ? longDate(publishedOn) : '';
  return day === '' || label.includes(day) ? label : `${label} (${day})`;
}

function messages(title: string | null, list: readonly Message[], kind: string): HTMLElement | null {
  if (list.length === 0) return null;
  const items = element('ul', { class: kind }, ...list.map(({ message }) => element('li', {}, message)));
  return title === null ? items : element('div', {}, element('h4', {}, title), items);
}

/** Reasons whose text already names the possible answers. */
const NAMES_ANSWERS: readonly string[] = ['place-decides', 'commune-decides'];
/** From more than this, verdicts are folded. */
const FEW = 3;
const ORDER: readonly Outcome[] = ['yes', 'conditional', 'review', 'no', 'out-of-period'];
const CLOSED: readonly Outcome[] = ['no', 'out-of-period'];
