import type { Rulebook } from '../load-rulebook.ts';
import { legifranceUrl } from './legifrance.ts';

/** Every reference of a rulebook, once for each scheme and text, with its link where the rules have an identifier. */
export function referencesOf({ schemes }: Rulebook): ListedReference[] {
  return [...schemes.values()].flatMap((scheme) => {
    const found = new Map<string, ListedReference>();
    const visit = (part: unknown) => {
      if (typeof part !== 'object' || part === null) return;
      const { reference, legi } = part as { reference?: unknown; legi?: unknown };
      if (typeof reference === 'string') {
        const url = typeof legi === 'string' ? legifranceUrl(legi) : null;
        const key = `${reference} ${url}`;
        found.set(key, { scheme: scheme.id, reference, url, verifiedOn: scheme.verifiedOn });
      }
      Object.values(part).forEach(visit);
    };
    visit(scheme);
    return [...found.values()];
  });
}

export interface ListedReference {
  readonly scheme: string;
  readonly reference: string;
  readonly url: string | null;
  /** The day on which the file was last compared with its sources. */
  readonly verifiedOn: string;
}
