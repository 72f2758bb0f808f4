import { metres } from '../../french/numbers.ts';
import { streetCsv } from '../../streets/street-csv.ts';
import type { ZoneLedger } from '../../streets/street-ledger.ts';
import { ask } from '../api.ts';
import { element } from '../dom.ts';
import type { Quarter } from './quarter.ts';
import { messageOf } from './quarter-schemes.ts';

/**
 * Shows the files of a quarter: its perimeter, its band, its streets. `band` is the width in metres, where the service
 * returned it.
 */
export async function showDownloads(
  container: HTMLElement,
  quarter: Quarter,
  streets: Promise<ZoneLedger | null>,
  band: number | null,
): Promise<void> {
  const { id, generation, geometry } = quarter;
  const status = element('p', { role: 'status', class: 'soft' });
  const perimeter = `/v1/zones/${encodeURIComponent(id)}?generation=${encodeURIComponent(generation)}`;
  const files: HTMLElement[] = [];
  if (geometry !== null) {
    files.push(
      element(
        'a',
        { class: 'button', href: perimeter, download: fileName(quarter, 'perimetre', 'geojson') },
        'Périmètre (GeoJSON)',
      ),
      element(
        'button',
        { type: 'button', onclick: () => saveBand(quarter, status) },
        `Bande${band === null ? '' : ` de ${metres(band)}`} (GeoJSON)`,
      ),
    );
  }
  container.replaceChildren(...layout(files, status));
  const ledger = await streets;
  if (ledger !== null && ledger.streets.length > 0) {
    const name = fileName(quarter, 'voies', 'csv');
    const save = () => saveFile(name, 'text/csv;charset=utf-8', streetCsv(ledger, band));
    files.push(element('button', { type: 'button', onclick: save }, 'Voies (CSV)'));
  }
  container.replaceChildren(...layout(files, status));
}

function layout(files: readonly HTMLElement[], status: HTMLElement): HTMLElement[] {
  if (files.length === 0) return [element('p', {}, 'Sans tracé, il n’y a rien à télécharger pour ce quartier.')];
  return [
    element('div', { class: 'files' }, ...files),
    status,
    element(
      'p',
      { class: 'soft' },
      'La bande est un contour pour l’affichage : une réponse se fonde sur la distance au périmètre, mesurée sur ' +
        'le terrain, et non sur ce contour.',
    ),
  ];
}

/** Extracts the band of one quarter: the service returns the bands of a whole generation. */
async function saveBand(quarter: Quarter, status: HTMLElement): Promise<void> {
  status.textContent = 'Préparation du fichier…';
  try {
    const query = new URLSearchParams({ generation: quarter.generation, kind: quarter.kind });
    const { features } = await ask<{ features: readonly { properties: { id: string; metres: number } }[] }>(
      `/v1/bands?${query}`,
    );
    const band = features.find(({ properties }) => properties.id === quarter.id);
    if (band === undefined) throw new Error('no such band');
    saveFile(
      fileName(quarter, `bande-${band.properties.metres}-m`, 'geojson'),
      'application/geo+json',
      JSON.stringify(band),
    );
    status.textContent = '';
  } catch (error) {
    status.textContent = messageOf(error);
  }
}

function fileName({ id, generation }: Quarter, what: string, extension: string): string {
  return `${id}-${generation}-${what}.${extension}`;
}

function saveFile(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  element('a', { href: url, download: name }).click();
  // The browser reads the file after the click.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
