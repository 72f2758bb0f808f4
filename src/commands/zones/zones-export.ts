import { readConfig } from '../../config.ts';
import { TileArchiveWriter, tileNumber } from '../../files/gis/write/write-pmtiles.ts';
import { todayInParis } from '../../french/day.ts';
import { counted } from '../../french/numbers.ts';
import { type Loaded, load } from '../../load.ts';
import { layerOf } from '../../ogc/collection-layer.ts';
import { describeTiles } from '../../ogc/describe-tiles.ts';
import { COLLECTION_IDS, type CollectionId, type Interval } from '../../ogc/features.ts';
import { DEEPEST_ZOOM } from '../../ogc/tile-grid.ts';
import { pyramidOf } from '../../ogc/tile-pyramid.ts';
import { TileSet } from '../../ogc/tiles.ts';
import type { Kind } from '../../zones/zone.ts';
import type { Zones } from '../../zones/zones.ts';
import { type Command, CommandError, dateOf, expectNone, textOf, type Values } from '../command.ts';
import { writeWithSiblings } from '../whole-folder.ts';
import { formatNamed, isAlwaysWgs84, LAYER_FORMATS, type LayerFormat, writeLayer } from './export-file.ts';

export const zonesExport: Command = {
  name: 'zones export',
  summary: 'écrit les périmètres dans un fichier pour un SIG ou une carte du web',
  usage:
    'zones export --out FICHIER [--format F] [--date AAAA-MM-JJ | --generation G] [--kind qpv|qic] [--layer ' +
    'zones|bands|communes] ' +
    '[--crs EPSG:2154] [--data-version V]',
  help: `Le format est celui du nom : .geojson, .geojsonl (un objet par ligne), .geojsons (RFC 8142), .gpkg, .shp ou .zip (Shapefile),
.kml, .csv (géométrie en WKT), .parquet (GeoParquet), .pmtiles (tuiles vectorielles : quartiers, bande et communes ensemble).

  --out FICHIER        où écrire ; le fichier n’apparaît que complet
  --format F           ${LAYER_FORMATS.join(', ')} ou pmtiles, si le nom ne le dit pas
  --date AAAA-MM-JJ    les quartiers en vigueur ce jour-là (aujourd’hui par défaut)
  --generation G       tous ceux d’une génération, quel que soit le jour
  --kind K             qpv ou qic seulement
  --layer C            zones (par défaut), bands (la bande autour d’eux, pour l’affichage) ou communes
  --crs EPSG:2154      le système de coordonnées (WGS84 par défaut, chiffre pour chiffre comme ils sont conservés)
  --data-version V     une version antérieure des périmètres

Un quartier dont personne n’a publié le périmètre garde sa ligne, sans géométrie. Un Shapefile raccourcit les noms de colonnes.`,
  options: {
    out: { type: 'string' },
    format: { type: 'string' },
    date: { type: 'string' },
    generation: { type: 'string' },
    kind: { type: 'string' },
    layer: { type: 'string' },
    crs: { type: 'string' },
    'data-version': { type: 'string' },
  },
  async run(values, positionals) {
    expectNone(positionals);
    const asked = askedBy(values);
    const loaded = load(readConfig());
    try {
      checkGeneration(asked.generation, loaded);
      const version = textOf(values, 'data-version');
      const zones = version === undefined ? loaded.current.zones : loaded.current.of(version);
      const notes =
        asked.format === 'pmtiles' ? await writeTiles(asked, zones) : await writeZones(asked, asked.format, zones);
      process.stderr.write(`${notes.join('\n• ')}\n`);
      return 0;
    } finally {
      loaded.close();
    }
  },
};

interface Asked {
  readonly out: string;
  readonly format: LayerFormat | 'pmtiles';
  readonly collection: CollectionId;
  readonly interval: Interval;
  readonly generation: string | undefined;
  readonly kind: Kind | undefined;
  readonly crs: string | undefined;
}

function askedBy(values: Values): Asked {
  const out = textOf(values, 'out');
  if (out === undefined) throw new CommandError('--out : le nom du fichier à écrire était attendu');
  const format = formatOf(textOf(values, 'format'), out);
  const [date, generation] = [dateOf(values, 'date'), textOf(values, 'generation')];
  if (date !== undefined && generation !== undefined) {
    throw new CommandError('--date et --generation : l’un ou l’autre, une date étant d’une seule génération');
  }
  const kind = textOf(values, 'kind');
  if (kind !== undefined && kind !== 'qpv' && kind !== 'qic')
    throw new CommandError('--kind : qpv ou qic était attendu');
  const layer = textOf(values, 'layer');
  if (layer !== undefined && !(COLLECTION_IDS as readonly string[]).includes(layer)) {
    throw new CommandError(`--layer : ${COLLECTION_IDS.join(', ')} était attendu`);
  }
  if (layer === 'communes' && (kind ?? generation) !== undefined) {
    throw new CommandError('--kind et --generation ne valent pas pour les communes : il n’y en a qu’une liste');
  }
  const crs = textOf(values, 'crs');
  if (format === 'pmtiles' && (layer !== undefined || crs !== undefined)) {
    throw new CommandError(
      '--layer et --crs ne valent pas pour des tuiles : elles ont toutes les couches, dans la grille du web',
    );
  }
  if (format !== 'pmtiles' && isAlwaysWgs84(format) && crs !== undefined && !/^(EPSG:)?4326$|CRS84$/i.test(crs)) {
    throw new CommandError(
      `--crs : un fichier ${format} est toujours en WGS84 ; un .gpkg, un .shp ou un .csv peut être en ${crs}`,
    );
  }
  const day = date ?? (generation === undefined ? todayInParis() : null);
  return {
    out,
    format,
    collection: (layer ?? 'zones') as CollectionId,
    interval: { from: day, to: day },
    generation,
    kind,
    crs,
  };
}

function formatOf(named: string | undefined, out: string): Asked['format'] {
  const known = [...LAYER_FORMATS, 'pmtiles'] as const;
  const format = named === undefined ? formatNamed(out) : known.find((one) => one === named.toLowerCase());
  if (format !== undefined) return format;
  throw new CommandError(
    named === undefined
      ? `--out : un nom en ${known.map((one) => `.${one}`).join(', ')} était attendu, ou --format`
      : `--format : ${known.join(', ')} était attendu`,
  );
}

function checkGeneration(generation: string | undefined, { registry }: Loaded): void {
  const known = registry.generations.map(({ id }) => id);
  if (generation !== undefined && !known.includes(generation)) {
    throw new CommandError(`--generation : ${known.join(' ou ')} était attendu`);
  }
}

/** Returns the lines to print, the summary first. */
async function writeZones(asked: Asked, format: LayerFormat, zones: Zones): Promise<string[]> {
  const { head, features, count, missing } = layerOf(asked, zones);
  let notices: readonly string[] = [];
  await writeWithSiblings(asked.out, async (path) => {
    notices = await writeLayer(path, format, head, features);
  });
  return [
    `${counted(count, 'objet', 'objets')} dans ${asked.out} (${head.crs}, version ${zones.dataVersion})`,
    ...(missing.length > 0 ? [`sans géométrie, faute de périmètre : ${missing.join(', ')}`] : []),
    ...notices,
  ];
}

async function writeTiles({ out, interval, generation, kind }: Asked, zones: Zones): Promise<string[]> {
  const set = new TileSet(zones, { interval, generation, kind });
  const { bounds } = set;
  if (bounds === null) throw new Error('il n’y a rien à dessiner : aucune tuile n’est écrite');
  const [west, south, east, north] = bounds;
  const about = [
    generation === undefined ? 'quartiers' : `quartiers de la génération ${generation}`,
    ...(interval.from === null ? [] : [`en vigueur le ${interval.from}`]),
  ].join(' ');
  let count = 0;
  await writeWithSiblings(out, async (path) => {
    const archive = new TileArchiveWriter(path, {
      minZoom: 0,
      maxZoom: DEEPEST_ZOOM,
      bounds,
      center: [(west + east) / 2, (south + north) / 2, CENTRE_ZOOM],
      metadata: { ...describeTiles(set, about), type: 'overlay', dataVersion: zones.dataVersion },
    });
    for await (const { number, tile } of pyramidOf(set, tileNumber)) {
      archive.write(number, tile);
      count++;
    }
    archive.close();
  });
  const sum =
    `${counted(count, 'tuile', 'tuiles')} dans ${out} (niveaux 0 à ${DEEPEST_ZOOM}, version ` + `${zones.dataVersion})`;
  return [
    sum,
    ...(set.missing.length > 0 ? [`sans périmètre, montrés par leurs communes : ${set.missing.join(', ')}`] : []),
  ];
}

/** The zoom at which the agglomeration fills a screen. */
const CENTRE_ZOOM = 10;
