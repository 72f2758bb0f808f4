import type { LocalAddresses } from '../address/local/local-addresses.ts';
import { DEMO } from '../french/demo-banner.ts';
import { tierLabel } from '../french/labels.ts';
import { capitalised } from '../french/sentence.ts';
import { type AddressSituation, situationOfAddress } from '../situation/address-situation.ts';
import { situationOf } from '../situation/situation.ts';
import { type Tier, tiers } from '../situation/tier.ts';
import type { Zones } from '../zones/zones.ts';

/**
 * Returns made-up addresses to try: for each tier one whose answer is firm on a date (`YYYY-MM-DD`), and one without a
 * commune, which several communes have.
 */
export function exampleAddresses(addresses: LocalAddresses, zones: Zones, date: string): Examples {
  const byTier = new Map<Tier, string>();
  let ambiguous: string | null = null;
  const answerOf = (text: string) => situationOfAddress(addresses.search({ text, limit: 10 }), { text }, date, zones);
  for (const { label, housenumber, street, ...place } of addresses.sample(SAMPLED)) {
    const { tier } = situationOf(place, date, zones);
    if (!byTier.has(tier) && isFirm(answerOf(label).situation, tier)) byTier.set(tier, label);
    const withoutCommune = `${housenumber} ${street}`;
    if (ambiguous === null && answerOf(withoutCommune).situation.possibleTiers.length > 1) ambiguous = withoutCommune;
    if (ambiguous !== null && tiers.every((one) => byTier.has(one))) break;
  }
  return { byTier, ambiguous };
}

export interface Examples {
  readonly byTier: ReadonlyMap<Tier, string>;
  readonly ambiguous: string | null;
}

/** Returns what a person reads on a terminal when a demonstration has started: where to click, and what to try. */
export function invitation(url: string, { byTier, ambiguous }: Examples, band: number): string {
  const tried = [...byTier]
    .sort(([a], [b]) => ORDER.indexOf(a) - ORDER.indexOf(b))
    .map(([tier, label]): [string, string] => [label, capitalised(tierLabel(tier, band))]);
  if (ambiguous !== null) tried.push([ambiguous, 'À préciser : plusieurs communes ont cette adresse']);
  const width = Math.max(...tried.map(([label]) => label.length));
  return [
    DEMO,
    '',
    `  ${url}`,
    '',
    'Des adresses à essayer :',
    ...tried.map(([label, what]) => `  ${label.padEnd(width)}  ${what}`),
    '',
    'Pour les quartiers de 2015, donnez une date de 2016 à 2023. Ctrl+C arrête la démonstration.',
    '',
  ].join('\n');
}

function isFirm({ tier, certainty }: AddressSituation['situation'], expected: Tier): boolean {
  return tier === expected && certainty === 'firm';
}

const ORDER: readonly Tier[] = [...tiers, 'unknown'];
const SAMPLED = 2000;
