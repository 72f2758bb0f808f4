import { element } from '../dom.ts';
import type { Communes } from './commune-names.ts';
import { askQuarters, type Generation, inhabitantsOf, pageOf, type Quarter } from './quarter.ts';
import { periodOf } from './quarter-facts.ts';
import { messageOf } from './quarter-schemes.ts';
import { isSuccessor } from './succession.ts';

/** Links the predecessor and the successor of a quarter. */
export async function showSuccession(
  container: HTMLElement,
  quarter: Quarter,
  { generations }: { readonly generations: readonly Generation[]; readonly communes: Communes },
): Promise<void> {
  try {
    const position = generations.findIndex(({ id }) => id === quarter.generation);
    const [older, newer] = await Promise.all([
      candidatesIn(generations[position - 1], quarter),
      candidatesIn(generations[position + 1], quarter),
    ]);
    const before = older?.find((one) => isSuccessor(quarter, one)) ?? null;
    const after = newer?.find((one) => isSuccessor(one, quarter)) ?? null;
    const latest = generations.at(-1)?.id;
    container.replaceChildren(
      ...(older === null ? [] : [linkTo(before, `Avant, dans la génération ${generations[position - 1]!.id}`, latest)]),
      ...(newer === null ? [] : [linkTo(after, `Après, dans la génération ${generations[position + 1]!.id}`, latest)]),
      element(
        'p',
        { class: 'soft' },
        before || after
          ? 'Les périmètres de deux générations ne sont pas les mêmes : être dans l’un ne dit rien de l’autre. '
          : '',
        element('a', { href: '/evolution' }, 'Ce qui a changé entre 2015 et 2024'),
      ),
    );
  } catch (error) {
    container.replaceChildren(element('p', { class: 'notice bad' }, messageOf(error)));
  } finally {
    container.removeAttribute('aria-busy');
  }
}

/** The quarters of another generation in the same communes; null where there is no such generation. */
async function candidatesIn(
  generation: Generation | undefined,
  { communes, kind }: Quarter,
): Promise<Quarter[] | null> {
  if (generation === undefined) return null;
  const lists = await Promise.all(communes.map((commune) => askQuarters({ generation: generation.id, kind, commune })));
  return lists.flat();
}

function linkTo(quarter: Quarter | null, when: string, latest: string | undefined): HTMLElement {
  if (quarter === null) return element('p', {}, `${when} : aucun quartier ne lui correspond.`);
  const inhabitants = inhabitantsOf(quarter);
  return element(
    'p',
    {},
    `${when} : `,
    element('a', { href: pageOf(quarter, latest) }, `${quarter.name} (${quarter.id})`),
    `, ${periodOf(quarter.inForce)}${inhabitants === null ? '' : `, ${inhabitants}`}.`,
  );
}
