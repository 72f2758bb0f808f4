import { escapeMarkup } from '../french/escape.ts';
import { metres } from '../french/numbers.ts';
import { DEEPEST_ZOOM } from './tile-grid.ts';
import type { TileSet } from './tiles.ts';

/** Returns the description of a tile set with the names of TileJSON 3.0, which the metadata of PMTiles share. */
export function describeTiles(set: TileSet, about: string): TileDescription {
  return {
    name: `Périmètre : ${about}`,
    description:
      `Quartiers prioritaires, bande de ${metres(set.zones.distances.band)} et communes. Tracés pour l’affichage : ` +
      'les réponses viennent des distances exactes.',
    // Maps show it as HTML.
    attribution: set.attributions.map(escapeMarkup).join(' ; '),
    version: '1.0.0',
    vector_layers: set.layers.map(({ id, description, minZoom, fields }) => ({
      id,
      description,
      minzoom: minZoom,
      maxzoom: DEEPEST_ZOOM,
      fields: Object.fromEntries(fields.map(({ name, description }) => [name, description])),
    })),
  };
}

export interface TileDescription {
  readonly name: string;
  readonly description: string;
  /** The sources of the data and their licences, as HTML. */
  readonly attribution: string;
  /** The version of the layers and fields, not of the data. */
  readonly version: string;
  readonly vector_layers: readonly object[];
}
