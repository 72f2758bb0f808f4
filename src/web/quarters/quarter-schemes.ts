import { longDate } from '../../french/dates.ts';
import { isClosed, verdictOrder } from '../../french/verdict-words.ts';
import { askContacts, type Contacts, serviceNode } from '../answer/service-contacts.ts';
import type { EligibilityAnswer, Outcome, SchemeLabel, Verdict } from '../answers.ts';
import { ApiError, ask } from '../api.ts';
import { type Child, element } from '../dom.ts';
import { verdictBadge } from '../verdict-badge.ts';
import type { Communes } from './commune-names.ts';
import { innerPoint } from './inner-point.ts';
import type { Quarter } from './quarter.ts';
import { limitKeepers } from './quarter-facts.ts';

/**
 * Shows the verdict of each scheme for a place well inside a quarter, without further facts. Where communes matter, the
 * communes of the quarter are asked one by one, since verdicts may depend on them.
 */
export async function showSchemes(container: HTMLElement, quarter: Quarter, context: SchemesContext) {
  const { schemes, day } = context;
  try {
    const point = quarter.geometry === null ? null : innerPoint(quarter.geometry);
    container.replaceChildren(
      ...(point === null
        ? withoutPlace(quarter, schemes)
        : schemeNodes(await askVerdicts(quarter, point, day), quarter, { ...context, contacts: await askContacts() })),
    );
  } catch (error) {
    container.replaceChildren(element('p', { class: 'notice bad' }, messageOf(error)));
  } finally {
    container.removeAttribute('aria-busy');
  }
}

export interface SchemesContext {
  readonly schemes: readonly SchemeLabel[];
  readonly communes: Communes;
  readonly day: string;
}

export function messageOf(error: unknown): string {
  return error instanceof ApiError ? error.message : 'Une erreur imprévue est survenue dans la page : rechargez-la.';
}

/** A verdict, and whether another commune of the quarter has a different one. */
export interface PlacedVerdict extends Verdict {
  readonly dependsOnCommune: boolean;
}

/** Asks for the verdicts of a point of a quarter in each of its communes; `question` adds schemes and facts. */
export async function askVerdicts(
  { communes }: Quarter,
  [lon, lat]: readonly [number, number],
  date: string,
  question: Readonly<Record<string, unknown>> = {},
): Promise<PlacedVerdict[]> {
  const places = communes.length > 1 ? communes.map((citycode) => ({ lon, lat, citycode })) : [];
  const answers = await Promise.all(
    [{ lon, lat }, ...places].map((where) =>
      ask<EligibilityAnswer>('/v1/eligibility', { body: { ...question, where: { ...where, uncertainty: 0 }, date } }),
    ),
  );
  const [own, ...others] = answers;
  return own!.verdicts.map((verdict) => ({
    ...verdict,
    dependsOnCommune: others.some((other) =>
      other.verdicts.some((one) => one.scheme === verdict.scheme && one.verdict !== verdict.verdict),
    ),
  }));
}

function schemeNodes(
  verdicts: readonly PlacedVerdict[],
  quarter: Quarter,
  { communes, day, schemes, contacts }: SchemesContext & { readonly contacts: Contacts },
): HTMLElement[] {
  const inOrder = verdicts.toSorted((a, b) => verdictOrder.indexOf(rankOf(a)) - verdictOrder.indexOf(rankOf(b)));
  const isOpen = (verdict: PlacedVerdict) => !isClosed(rankOf(verdict));
  const names = communes.namesOf(quarter).join(', ');
  const item = (verdict: PlacedVerdict) =>
    schemeItem(
      verdict,
      schemes.find(({ id }) => id === verdict.scheme),
      names,
      contacts,
    );
  const open = inOrder.filter(isOpen);
  const closed = inOrder.filter((verdict) => !isOpen(verdict));
  return [
    element(
      'p',
      {},
      `Au ${longDate(day)}, voici ce que chaque dispositif dit d’un lieu situé dans ce quartier, sans autre ` +
        'précision. Ce n’est pas une promesse : les conditions restent à prouver, et la réponse dépend du ' +
        'demandeur et du projet. ',
      element('span', { class: 'no-print' }, element('a', { href: '/' }, 'Poser la question pour une adresse'), '.'),
    ),
    ...(open.length > 0 ? [element('ul', { class: 'schemes' }, ...open.map(item))] : []),
    ...(closed.length > 0
      ? [
          element(
            'details',
            { class: 'closed-schemes' },
            element('summary', {}, `${closed.length} autres dispositifs : non, ou hors période`),
            element('ul', { class: 'schemes' }, ...closed.map(item)),
          ),
        ]
      : []),
  ];
}

function schemeItem(
  verdict: PlacedVerdict,
  scheme: SchemeLabel | undefined,
  communes: string,
  contacts: Contacts,
): HTMLElement {
  const outcome = rankOf(verdict);
  const { reasons, conditions, notices, whomToAsk, references } = verdict;
  return element(
    'li',
    {},
    element(
      'div',
      { class: 'scheme' },
      element('h3', {}, scheme?.label ?? verdict.scheme),
      verdictBadge(outcome),
      scheme ? element('p', {}, scheme.summary) : null,
      scheme ? element('p', { class: 'soft' }, `Ce qui compte : ${scheme.place.what}.`) : null,
      verdict.dependsOnCommune
        ? element(
            'p',
            { class: 'depends' },
            `La réponse dépend de la commune, et ce quartier en touche plusieurs : ${communes}.`,
          )
        : null,
    ),
    element(
      'details',
      {},
      element('summary', {}, 'Raisons, conditions, à qui s’adresser'),
      ...listOf('Raisons', verdict.dependsOnCommune ? [] : reasons.map(({ message }) => message)),
      ...listOf(
        'Ce qui reste à prouver',
        conditions.map(({ message }) => message),
      ),
      ...listOf(
        'À savoir',
        notices.map(({ message }) => message),
      ),
      ...listOf(
        'Textes de référence',
        references.map(({ label, publishedOn, url }) => {
          const text = publishedOn ? `${label}, ${longDate(publishedOn)}` : label;
          return url ? element('a', { href: url, rel: 'noreferrer' }, text) : text;
        }),
      ),
      ...listOf(
        'À qui s’adresser',
        whomToAsk.map((service) => serviceNode(service, contacts)),
      ),
    ),
  );
}

function listOf(title: string, lines: readonly Child[]): HTMLElement[] {
  if (lines.length === 0) return [];
  return [element('h4', {}, title), element('ul', {}, ...lines.map((line) => element('li', {}, line)))];
}

function rankOf({ verdict, dependsOnCommune }: PlacedVerdict): Outcome {
  return dependsOnCommune ? 'review' : verdict;
}

function withoutPlace({ kind }: Quarter, schemes: readonly SchemeLabel[]): HTMLElement[] {
  return [
    element(
      'p',
      { class: 'notice doubt' },
      'Le tracé de ce quartier n’étant pas disponible, ce service ne peut désigner aucun lieu qui y soit ' +
        `sûrement, et ne dit donc pas ce qui s’y applique. S’adresser à : ${limitKeepers[kind]}.`,
    ),
    element(
      'details',
      { class: 'closed-schemes' },
      element('summary', {}, `Les ${schemes.length} dispositifs que ce service connaît`),
      element(
        'ul',
        { class: 'schemes' },
        ...schemes.map(({ label, summary, place }) =>
          element(
            'li',
            {},
            element('h3', {}, label),
            element('p', {}, summary),
            element('p', { class: 'soft' }, `Ce qui compte : ${place.what}.`),
          ),
        ),
      ),
    ),
  ];
}
