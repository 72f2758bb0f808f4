import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/**
 * Returns the SIREN of the EPCI (établissement public de coopération intercommunale) of a commune of today, from the
 * list of the State; null for a commune of none, and for a code that is no commune's. The list is read at the first
 * question.
 */
export function epciOf(citycode: string): string | null {
  members ??= readMembers();
  return members.get(citycode) ?? null;
}

let members: ReadonlyMap<string, string> | undefined;

function readMembers(): Map<string, string> {
  const { resolve } = createRequire(import.meta.url);
  const list = JSON.parse(
    readFileSync(resolve('@etalab/decoupage-administratif/data/epci.json'), 'utf8'),
  ) as readonly Epci[];
  return new Map(list.flatMap(({ code, membres }) => membres.map((commune) => [commune.code, code] as const)));
}

/** The fields used of an entry of `epci.json`. */
interface Epci {
  /** SIREN. */
  readonly code: string;
  readonly membres: readonly { readonly code: string }[];
}
