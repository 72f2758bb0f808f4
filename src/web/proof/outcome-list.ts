import { longDate } from '../../french/dates.ts';
import { certaintyLabels, kindLabels, relationLabel, tierLabel } from '../../french/labels.ts';
import { euros } from '../../french/numbers.ts';
import { outcomeLabels } from '../../french/verdict-words.ts';
import type { Certainty, Kind, Outcome, Tier } from '../answers.ts';
import { element } from '../dom.ts';
import { askSchemes, NO_SCHEMES } from '../scheme-list.ts';
import { verdictBadge } from '../verdict-badge.ts';

/**
 * The outcome of an answer, as recorded or signed: when, where relative to the quarters, and the outcome of each
 * scheme.
 */
export async function outcomeNodes(outcome: RecordedOutcome): Promise<HTMLElement[]> {
  const { schemes, distances } = await askSchemes().catch(() => NO_SCHEMES);
  const labels = new Map(schemes.map(({ id, label }) => [id, label]));
  const band = distances?.band ?? null;
  const { date, generation, tier, certainty, possibleTiers = [], reasons = [], zones, verdicts } = outcome;
  const { dataVersion, rulesVersion } = outcome;
  const isDeclared = outcome.restsOn === 'declaration' || reasons.some(({ code }) => code === 'stated-side');
  // Older records do not contain whether a declaration decided.
  const restsOn = isDeclared ? 'declaration' : outcome.restsOn === null ? 'unknown' : 'data';
  const near = zones.map(({ id, kind, name, relation }) =>
    element(
      'li',
      {},
      element('a', { href: `/quartiers/${id}` }, name),
      ` – ${kindLabels[kind]}, ${relationLabel(relation, band)}${certainty === 'firm' ? '' : ', à examiner'}`,
    ),
  );
  const between = (possibleTiers.length > 0 ? possibleTiers : [tier]).map((one) => tierLabel(one, band));
  return [
    element(
      'dl',
      { class: 'facts' },
      ...fact('Date de la question', longDate(date)),
      ...fact(
        'Situation',
        certainty === 'firm'
          ? `${tierLabel(tier, band)} (${SURENESS[restsOn]})`
          : `à examiner : ${between.join(' ; ou ')}`,
      ),
      ...(near.length > 0 ? fact('Quartiers', element('ul', {}, ...near)) : []),
      ...fact('Génération', generation ?? 'aucune en vigueur'),
      ...fact('Périmètres', `version ${dataVersion}`),
      ...fact('Règles', `version ${rulesVersion}`),
    ),
    element('h2', {}, 'Dispositif par dispositif'),
    element(
      'ul',
      { class: 'outcomes' },
      ...verdicts.map(({ scheme, verdict, alternatives = [], amount = null }) =>
        element(
          'li',
          {},
          element(
            'span',
            {},
            labels.get(scheme) ?? scheme,
            alternatives.length > 0
              ? element('small', {}, `entre : ${alternatives.map((one) => outcomeLabels[one]).join(' ; ')}`)
              : null,
            amount === null || amount.ceiling === null
              ? null
              : element('small', {}, `plafond : ${euros(amount.ceiling)}`),
          ),
          verdictBadge(verdict),
        ),
      ),
    ),
  ];
}

export function fact(name: string, value: string | HTMLElement): HTMLElement[] {
  return [element('dt', {}, name), element('dd', {}, value)];
}

export interface RecordedOutcome {
  readonly date: string;
  readonly generation: string | null;
  readonly tier: Tier;
  readonly certainty: Certainty;
  readonly zones: readonly {
    readonly id: string;
    readonly kind: Kind;
    readonly name: string;
    readonly relation: 'inside' | 'band' | 'near';
  }[];
  readonly verdicts: readonly {
    readonly scheme: string;
    readonly verdict: Outcome;
    readonly alternatives?: readonly Outcome[];
    readonly amount?: { readonly ceiling: number | null } | null;
  }[];
  /** Possible tiers of a doubtful place, where given. */
  readonly possibleTiers?: readonly Tier[];
  /** Basis of the situation of a recorded answer; null where that was not recorded. */
  readonly restsOn?: 'data' | 'declaration' | null;
  /** Reasons of a proof; a recorded answer has none. */
  readonly reasons?: readonly { readonly code: string }[];
  readonly dataVersion: string;
  readonly rulesVersion: string;
}

const SURENESS = {
  data: certaintyLabels.firm,
  declaration: 'd’après la déclaration',
  unknown: `${certaintyLabels.firm}, compte tenu de ce qui a pu être déclaré`,
} as const;
