import type { Rulebook } from '../../rules/load-rulebook.ts';
import type { Scheme } from '../../rules/scheme.ts';
import type { Situation } from '../../situation/situation.ts';
import type { Verdict } from '../../verdict.ts';

/** Adds to each verdict how to ask for the scheme: null where no document describes it, and for a closed scheme. */
export function withFiling<V extends Verdict>(
  verdicts: readonly V[],
  { memberships }: Pick<Situation, 'memberships'>,
  rulebook: Rulebook,
): (V & { filing: FilingBody | null })[] {
  const communes = new Set(memberships.map(({ commune }) => commune));
  const [commune = null] = communes.size === 1 ? communes : [];
  return verdicts.map((verdict) => {
    const isOpen = verdict.verdict !== 'no' && verdict.verdict !== 'out-of-period';
    return { ...verdict, filing: isOpen ? filingOf(rulebook.schemes.get(verdict.scheme)!, rulebook, commune) : null };
  });
}

/** How to ask for a scheme, as JSON; null where no document describes it. `commune` is an INSEE code, where known. */
export function filingOf(scheme: Scheme, rulebook: Rulebook, commune: string | null): FilingBody | null {
  const { filing, whomToAsk } = scheme;
  if (filing === undefined) return null;
  const { portal, form, papers, meetFirst, calendar, rules, reference, publishedOn } = filing;
  const sectors = rulebook.sectors.filter(({ service }) => whomToAsk.includes(service));
  return {
    portal: portal ?? null,
    form: form ?? null,
    papers: papers ?? [],
    meetFirst: meetFirst ?? [],
    calendar: calendar ?? null,
    rules: rules ?? [],
    sectors: sectors
      .filter(({ communes }) => commune === null || communes.some(({ code }) => code === commune))
      .map(({ service, label, communes }) => ({ service, label, citycodes: communes.map(({ code }) => code) })),
    reference,
    publishedOn: publishedOn ?? null,
  };
}

export interface FilingBody {
  readonly portal: string | null;
  readonly form: string | null;
  readonly papers: readonly string[];
  readonly meetFirst: readonly string[];
  readonly calendar: { readonly statedFor: number; readonly steps: readonly { when: string; what: string }[] } | null;
  readonly rules: readonly string[];
  /** The sectors of the services to ask: that of the commune, or all of them when it is not known. */
  readonly sectors: readonly { service: string; label: string; citycodes: readonly string[] }[];
  readonly reference: string;
  readonly publishedOn: string | null;
}
