import { type ReportFiles, reportFiles } from '../../batch/report/write.ts';
import { readConfig } from '../../config.ts';
import { todayInParis } from '../../french/day.ts';
import { load } from '../../load.ts';
import { type Command, CommandError, dateOf, textOf, type Values } from '../command.ts';
import { encodingOf } from '../encoding-option.ts';
import { addressColumnsOf, expectAddresses } from './address-options.ts';
import { answerCsv } from './batch-csv.ts';
import { layerFormat } from './layer-format.ts';
import { rowsToWgs84 } from './rows-crs.ts';

export const batch: Command = {
  name: 'batch',
  summary: 'répond à chaque ligne d’un fichier : CSV, Excel, GeoJSON, GeoPackage, Parquet, shapefile',
  usage:
    'batch ENTREE --out SORTIE [--date AAAA-MM-JJ] [--crs EPSG:2154] [--encoding ENC] [--layer NOM] ' +
    '[--data-version V] ' +
    '[--address COL[,COL…] [--citycode COL] [--postcode COL]] [--report RAPPORT.html] [--resume] [--safe-csv] ' +
    '[--compare AVANT.csv [--key COL]]',
  help: `Lit un CSV (virgule, point-virgule, tabulation ou barre ; UTF-8 ou windows-1252, dit ISO-8859-1) qui a des colonnes lon et
lat (ou longitude et latitude, ou x et y avec --crs), et si elles existent date (AAAA-MM-JJ ou JJ/MM/AAAA), uncertainty
(mètres) et citycode. Écrit ses colonnes telles quelles, puis status, tier, inside, band, nearest, nearest_distance,
certainty, generation, data_version, reason.

  --out FICHIER        où écrire ; le fichier n’apparaît que complet
  --from-stdin         lit l’entrée standard
  --to-stdout          écrit sur la sortie standard
  --date AAAA-MM-JJ    la date des lignes qui n’en portent pas (aujourd’hui par défaut)
  --crs EPSG:2154      le système des coordonnées, si ce n’est pas WGS84
  --encoding ENC       utf-8 ou iso-8859-1, si le fichier ne le laisse pas deviner
  --layer NOM          la couche d’un GeoPackage, la feuille d’un classeur (la première visible par défaut)
  --data-version V     répond avec une version antérieure des périmètres
  --report FICHIER     un rapport de ce qui est répondu, en .html (une page qui se suffit, et ses chiffres à côté en .json) ou en
                       .json seul ; il ne dit rien d’une ligne que son numéro
  --resume             continue ce qu’une commande interrompue avait commencé, aux mêmes options
  --safe-csv           met une apostrophe devant ce qu’un tableur prendrait pour une formule
  --compare AVANT.csv  une réponse antérieure aux mêmes lignes : dit ce qui a changé depuis (colonnes change, previous_tier
                       et previous_inside ; une ligne de plus sur l’erreur standard)
  --key COLONNE        avec --compare, la colonne qui identifie les lignes ; sans elle, elles sont dans le même ordre

D’autres formats que le CSV, l’entrée étant reconnue à ce qu’elle contient, la sortie à son extension :

  lus                  .csv .xlsx .geojson .geojsonl .geojsons .gpkg .parquet, et .shp (avec .dbf et .prj) ; un dossier ou un .zip de ceux-là
  écrits               .csv .xlsx .geojson .geojsonl .geojsons .gpkg .parquet

  perimetre batch batiments.gpkg --layer bati --out batiments-qpv.gpkg
  perimetre batch aides.xlsx --out aides.geojson

Géométries, colonnes et système de coordonnées sont gardés ; un GeoJSON s’écrit en WGS84. --crs accepte tout ce que proj4
lit : un code EPSG courant, « +proj=… », un WKT. Lignes et polygones ont trois colonnes de plus : farthest_distance (mètres
du point le plus éloigné), share (la plus grande part dans une même zone, de 0 à 1) et shares (cette part, zone par zone) ;
leur nearest_distance est celle du point le plus proche, 0 dedans. En CSV et en Excel, la géométrie d’une couche s’ajoute en
WKT. Un classeur Excel est tout entier en mémoire ; les autres formats passent au fil.
--resume et --compare ne vont que d’un CSV à un CSV, --safe-csv que vers un CSV.

Un fichier d’adresses plutôt que de coordonnées :

  --address COL,COL…   les colonnes de l’adresse, jointes dans cet ordre par une espace ; majuscules et minuscules
                       se valent ; des colonnes lon et lat ne sont alors pas lues, une colonne date l’est
  --citycode COL       la colonne du code INSEE : rien d’une autre commune ne répond ; vide, la commune est inconnue
  --postcode COL       la colonne du code postal

  perimetre batch aides.csv --out reponses.csv --address num,voie,cp,ville --citycode insee
  perimetre batch candidats.xlsx --out reponses.xlsx --address adresse --postcode cp

Le zéro de tête qu’un tableur a ôté à ces codes leur est rendu (1004 se lit 01004). S’ajoutent matched_address, match_type
(housenumber, interpolated, street, locality, municipality), match_score, longitude, latitude et candidates, le nombre
des adresses que le texte peut désigner : s’il y en a plusieurs, la réponse n’est sûre que si toutes s’accordent. Une adresse
introuvable n’est pas hors de tout quartier : sa réponse est unknown, à examiner. Les adresses sont cherchées dans le
fichier chargé sur cette machine, s’il y en a un ; sinon elles sont envoyées au géocodeur de l’État, 50 par seconde au plus
(ADDRESS_PROVIDER en décide). Les lignes pour lesquelles il n’a pas répondu sont invalides, et à relancer.

Interrompue (Ctrl-C, arrêt de la machine), la commande laisse SORTIE.csv.part et son journal SORTIE.csv.part.json, et la
même commande avec --resume continue ; sans --resume elle recommence. Une entrée standard ne se reprend pas.

Code de sortie : 0 si chaque ligne a sa réponse, 2 si certaines sont invalides, 1 si le fichier n’a pu être lu ou écrit.`,
  options: {
    out: { type: 'string' },
    'from-stdin': { type: 'boolean' },
    'to-stdout': { type: 'boolean' },
    date: { type: 'string' },
    crs: { type: 'string' },
    encoding: { type: 'string' },
    layer: { type: 'string' },
    'data-version': { type: 'string' },
    address: { type: 'string' },
    citycode: { type: 'string' },
    postcode: { type: 'string' },
    resume: { type: 'boolean' },
    'safe-csv': { type: 'boolean' },
    compare: { type: 'string' },
    key: { type: 'string' },
    report: { type: 'string' },
  },
  async run(values, positionals) {
    const [input, output] = endsOf(values, positionals);
    const date = dateOf(values, 'date') ?? todayInParis();
    const crs = textOf(values, 'crs');
    const version = textOf(values, 'data-version');
    const encoding = encodingOf(values);
    const previous = textOf(values, 'compare');
    const key = textOf(values, 'key');
    if (key !== undefined && previous === undefined) throw new CommandError('--key ne va qu’avec --compare');
    const isSafe = values['safe-csv'] === true;
    const isResumed = values.resume === true;
    if (isResumed && (input === '-' || output === '-')) {
      throw new CommandError('--resume : une entrée ou une sortie standard ne se reprend pas, il y faut deux fichiers');
    }
    const report = reportOf(values);
    const columns = addressColumnsOf(values);
    const format = layerFormat(input, output, values);
    const config = readConfig();
    const loaded = load(config);
    try {
      if (columns) expectAddresses(loaded, config);
      const zones = version === undefined ? loaded.current.zones : loaded.current.of(version);
      if (format !== null) {
        // What reads and writes the other formats takes its time to come, and its memory: a CSV does without.
        const { answerLayerFile } = await import('./batch-layer.ts');
        const layer = textOf(values, 'layer');
        const addresses = columns ? { geocoder: loaded.addresses, columns } : undefined;
        return await answerLayerFile({
          ...{ input, output, format, zones, date, crs, encoding, layer, addresses, isSafe, report },
        });
      }
      const toWgs84 = rowsToWgs84(crs);
      return await answerCsv(
        {
          input,
          output,
          zones,
          date,
          encoding,
          crs,
          toWgs84,
          columns,
          isResumed,
          isSafe,
          previous,
          key,
          report,
        },
        loaded,
      );
    } finally {
      loaded.close();
    }
  },
};

function reportOf(values: Values): ReportFiles | null {
  const path = textOf(values, 'report');
  if (path === undefined) return null;
  const files = reportFiles(path);
  if (files === null) throw new CommandError(`--report : un nom en .html ou en .json était attendu, pas « ${path} »`);
  return files;
}

function endsOf(values: Values, positionals: readonly string[]): [input: string, output: string] {
  const out = textOf(values, 'out');
  const fromStdin = values['from-stdin'] === true;
  const toStdout = values['to-stdout'] === true;
  if (fromStdin ? positionals.length > 0 : positionals.length !== 1) {
    throw new CommandError('un fichier d’entrée, un seul, était attendu (ou --from-stdin)');
  }
  if (toStdout === (out !== undefined)) throw new CommandError('--out SORTIE.csv ou --to-stdout était attendu');
  const input = fromStdin ? '-' : positionals[0]!;
  return [input, out ?? '-'];
}
