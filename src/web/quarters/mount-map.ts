import { byId } from '../dom.ts';
import type { SiteMap } from '../map/map.ts';

/**
 * The map, for a page that already says everything without it; null where it does not come, and its place is then taken
 * away.
 */
export async function mountMap(label: string): Promise<SiteMap | null> {
  const container = byId('carte');
  try {
    const { openMap } = await import('../map/map.ts');
    return await openMap(container, { label });
  } catch {
    container.closest('section')?.remove();
    return null;
  }
}
