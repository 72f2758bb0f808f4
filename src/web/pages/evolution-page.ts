import { todayInParis } from '../../french/day.ts';
import { byId, element } from '../dom.ts';
import { askCommunes } from '../quarters/commune-names.ts';
import { evolutionNodes } from '../quarters/evolution.ts';
import { mountMap } from '../quarters/mount-map.ts';
import { askGenerations, askQuarters, type Generation, type Quarter } from '../quarters/quarter.ts';
import { messageOf } from '../quarters/quarter-schemes.ts';

/** The page about the changes between generations. */
const container = byId('evolution');

try {
  const [communes, generations] = await Promise.all([askCommunes(), askGenerations()]);
  const [older, newer] = generations.slice(-2);
  if (older === undefined || newer === undefined) throw new Error('there are not two generations');
  const [before, after] = await Promise.all(
    [older, newer].map(({ id }) => askQuarters({ generation: id, bbox: communes.box })),
  );
  const { summary, details } = evolutionNodes(
    { generation: older, quarters: before! },
    { generation: newer, quarters: after! },
    communes,
  );
  byId('resume').replaceChildren(...summary);
  container.replaceChildren(...details);
  showOnMap(before!, older, newer);
} catch (error) {
  container.replaceChildren(element('p', { class: 'notice bad', role: 'alert' }, messageOf(error)));
} finally {
  container.removeAttribute('aria-busy');
}

/** Shows both generations at once, where the older is drawn. */
async function showOnMap(before: readonly Quarter[], older: Generation, newer: Generation): Promise<void> {
  if (before.every(({ geometry }) => geometry === null)) return;
  byId('carte').closest('section')!.hidden = false;
  const map = await mountMap(`Carte des quartiers de ${older.id} et de ${newer.id}`);
  await map?.showChange(older.to ?? older.from, newer.to ?? todayInParis());
}
