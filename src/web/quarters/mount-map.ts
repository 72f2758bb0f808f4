import { byId } from '../dom.ts';
import type { SiteMap } from '../map/map.ts';

/** Mounts the map in a page that works without it; null where it does not load, and its container is then removed. */
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
