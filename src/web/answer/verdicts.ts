import { longDate } from '../../french/dates.ts';
import { euros } from '../../french/numbers.ts';
import { isClosed, outcomeLabels, verdictOrder } from '../../french/verdict-words.ts';
import type { LocatedCandidate, Message, SchemeLabel, Verdict } from '../answers.ts';
import { element } from '../dom.ts';
import { verdictBadge } from '../verdict-badge.ts';
import { howToAsk } from './how-to-ask.ts';
import { isOfThePlace, reasonInWords } from './reason-in-words.ts';
import { type Contacts, serviceNode } from './service-contacts.ts';
import { whyPanel } from './why.ts';

/**
 * Lists the verdicts of schemes. For a question about all schemes, the most open come first, and closed ones are folded
 * into one list. For a request, the scheme that was asked for comes first, and none is folded away.
 */
export function verdictList(
  all: readonly Verdict[],
  { schemes, asked, above, isBeyond, candidates, contacts }: VerdictListOptions,
): HTMLElement {
  const isShown = ({ message }: Message) => above.some((one) => one.message === message);
  const verdicts = all.map((verdict) => ({
    ...verdict,
    reasons: verdict.reasons
      .filter((one) => !isShown(one) && !(isBeyond && isOfThePlace(one)))
      .map((one) => ({ ...one, message: reasonInWords(one, candidates) })),
  }));
  const rank = ({ scheme, verdict }: Verdict) => (scheme === asked ? -1 : verdictOrder.indexOf(verdict));
  const sorted = [...verdicts].sort((a, b) => rank(a) - rank(b));
  const closed = asked === null ? sorted.filter(({ verdict }) => isClosed(verdict)) : [];
  const listed = sorted.filter((verdict) => !closed.includes(verdict));
  const areFew = listed.length <= FEW;
  return element(
    'div',
    { class: 'verdicts' },
    ...listed.map((verdict) => verdictCard(verdict, schemes, contacts, areFew || verdict.scheme === asked)),
    closed.length === 0
      ? null
      : element(
          'details',
          { class: 'closed', open: listed.length === 0 },
          element(
            'summary',
            {},
            `${closed.length} ${closedName(closed.length, listed.length > 0)} : non, ou hors période`,
          ),
          ...closed.map((verdict) => verdictCard(verdict, schemes, contacts, closed.length <= FEW)),
        ),
  );
}

export interface VerdictListOptions {
  readonly schemes: ReadonlyMap<string, SchemeLabel>;
  /** The scheme that the person asked for; null where the question is about all of them. */
  readonly asked: string | null;
  /** Messages that are printed above and not repeated. */
  readonly above: readonly Message[];
  /** Whether the place is outside the loaded quarters, which is printed above instead of each hypothesis. */
  readonly isBeyond: boolean;
  readonly contacts: Contacts;
  /** Candidates of an address; a reason names those that it concerns. */
  readonly candidates: readonly LocatedCandidate[];
}

function closedName(count: number, areOthers: boolean): string {
  const names = areOthers ? ['autre dispositif', 'autres dispositifs'] : ['dispositif', 'dispositifs'];
  return names[count > 1 ? 1 : 0]!;
}

function verdictCard(
  verdict: Verdict,
  schemes: ReadonlyMap<string, SchemeLabel>,
  contacts: Contacts,
  isOpen: boolean,
): HTMLElement {
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
    explanation,
    filing,
  } = verdict;
  const known = schemes.get(scheme);
  return element(
    'details',
    { class: `verdict card ${outcome}`, open: isOpen },
    element('summary', {}, element('h3', {}, known?.label ?? scheme), verdictBadge(outcome)),
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
    filing ? howToAsk(filing) : null,
    explanation === undefined ? null : whyPanel(explanation),
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
          ...whomToAsk.flatMap((service, i) => [i === 0 ? '' : ' ; ', serviceNode(service, contacts)]),
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
