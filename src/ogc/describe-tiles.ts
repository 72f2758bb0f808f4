import { DEEPEST_ZOOM } from './tile-grid.ts';
import type { TileSet } from './tiles.ts';

/** What a tile set says of itself, by the names of TileJSON 3.0 and, within an archive, of PMTiles. */
export function describeTiles(set: TileSet, about: string): TileDescription {
  return {
    name: `Périmètre : ${about}`,
    description:
      'Quartiers prioritaires, bande de 300 m et communes. Tracés pour l’affichage : les réponses viennent des distances exactes.',
    attribution: set.attributions.map(asHtml).join(' ; '),
    version: '1.0.0',
    vector_layers: set.layers.map(({ id, description, minZoom, fields }) => ({
      id,
      description,
      minzoom: minZoom,
      maxzoom: DEEPEST_ZOOM,
      fields: Object.fromEntries(fields.map(({ name, description: says }) => [name, says])),
    })),
  };
}

/** Maps show an attribution as HTML; those who drew a perimeter are named as they wrote it. */
function asHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

export interface TileDescription {
  readonly name: string;
  readonly description: string;
  /** Who drew what is shown, and under what licence. */
  readonly attribution: string;
  /** That of the tiles' layers and fields, not of the data. */
  readonly version: string;
  readonly vector_layers: readonly object[];
}
