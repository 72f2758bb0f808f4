import { adviceOn, noMistakes } from '../../batch/mistake.ts';
import { readConfig } from '../../config.ts';
import type { Feature } from '../../files/feature.ts';
import { openLayer } from '../../files/open-layer.ts';
import { load } from '../../load.ts';
import { Comparison } from '../../share/home-comparison.ts';
import { homesOf } from '../../share/list.ts';
import { placed } from '../../share/placed-homes.ts';
import { publishedChanges } from '../../share/published-changes.ts';
import type { Kind } from '../../zones/zone.ts';
import { addressColumnsOf, expectAddresses } from '../batch/address-options.ts';
import { type Command, CommandError, expectNone, textOf } from '../command.ts';
import { encodingOf } from '../encoding-option.ts';
import { expectOtherFiles } from '../other-files.ts';
import { printNotices } from '../print-notices.ts';
import { stopOnSignal } from '../stop-on-signal.ts';
import { writeWhole } from '../whole-file.ts';
import { ChangeRows } from './compare-rows.ts';
import { sidesOfDraft, sidesOfGenerations } from './compare-sides.ts';
import { type ChangeReport, changesCsv, changesInWords, changesJson } from './compare-words.ts';
import { leastPublishedOf, listOptions, selectionOf } from './list-options.ts';

export const compare: Command = {
  name: 'compare',
  summary: 'dit qui entre dans un quartier et qui en sort, si un tracé en remplaçait un autre',
  usage:
    'compare --perimeters BROUILLON | --generations 2015,2024  --points LISTE [--kind qpv|qic] [--date AAAA-MM-JJ] ' +
    '[--address COL[,COL…]] [--rows SORTIE] [--out SOMMES.csv] [--json]',
  help: `Pose la même liste de domiciles, une personne par ligne, à deux jeux de périmètres. Compte qui entre dans un quartier, qui y
reste, qui en sort, quartier par quartier et situation par situation ; les cas douteux sont comptés à part.

  --perimeters FICHIER   un brouillon (mêmes formats que zones import), mis à la place des périmètres qu’il nomme ; les autres
                         restent, et rien n’en est enregistré
  --generations G,G      d’une génération à une autre, « 2015,2024 » ; chacune à la date donnée si elle est alors en vigueur,
                         sinon à son dernier jour si elle est finie
  --points LISTE         la liste : mêmes formats et mêmes colonnes que pour share
  --kind K               qpv (par défaut) ou qic
  --date AAAA-MM-JJ      aujourd’hui par défaut
  --precision M          précision du brouillon en mètres (0,2 par défaut)
  --address COL,COL…     les colonnes de l’adresse ; --citycode COL et --postcode COL la précisent, comme pour batch
  --crs EPSG:2154        le système des coordonnées de la liste ; --layer NOM sa couche, --encoding ENC son encodage
  --perimeters-crs, --perimeters-layer     ceux du brouillon
  --rows SORTIE          écrit aussi la liste ligne à ligne, avec la situation avant et après, le quartier, et change ;
                         c’est un fichier de données personnelles (.csv, .xlsx, .geojson, .gpkg, .parquet)
  --min-count N          le plus petit effectif qui soit écrit dans les sommes (5 par défaut, et au moins)
  --data-version V       une version antérieure des périmètres
  --out SOMMES.csv       écrit aussi les sommes dans un fichier
  --json                 les sommes pour un programme

Sans --rows, rien n’est écrit de la liste que des sommes, où un effectif de 1 à 4 est remplacé par « secret » (docs/share.md).`,
  options: {
    ...listOptions,
    perimeters: { type: 'string' },
    'perimeters-crs': { type: 'string' },
    'perimeters-layer': { type: 'string' },
    generations: { type: 'string' },
    points: { type: 'string' },
    precision: { type: 'string' },
    rows: { type: 'string' },
  },
  async run(values, positionals) {
    expectNone(positionals);
    const list = textOf(values, 'points');
    if (list === undefined) throw new CommandError('--points LISTE était attendu');
    if ((textOf(values, 'perimeters') === undefined) === (textOf(values, 'generations') === undefined)) {
      throw new CommandError('--perimeters ou --generations, l’un des deux, était attendu');
    }
    const kind: Kind = selectionOf(values, ['qpv', 'qic']) ?? 'qpv';
    const least = leastPublishedOf(values);
    const address = addressColumnsOf(values);
    const out = textOf(values, 'out');
    if (out !== undefined && !/\.csv$/i.test(out)) throw new CommandError('--out : un nom en .csv était attendu');
    const path = textOf(values, 'rows');
    expectOtherFiles([list, textOf(values, 'perimeters')], { '--rows': path, '--out': out });
    const config = readConfig();
    const loaded = load(config);
    try {
      const isOfGenerations = textOf(values, 'perimeters') === undefined;
      const { before, after, draft } = isOfGenerations
        ? sidesOfGenerations(values, kind, loaded)
        : await sidesOfDraft(values, kind, loaded);
      if (address) expectAddresses(loaded, config);
      const layer = await openLayer(list, { layer: textOf(values, 'layer'), encoding: encodingOf(values) });
      printNotices(list, layer);
      const mistakes = noMistakes();
      const homes = homesOf(layer, { address, crs: textOf(values, 'crs'), mistakes });
      const comparison = new Comparison(kind, before, after);
      const rows = path === undefined ? null : new ChangeRows(path, layer);
      const published = await counted(placed(homes, loaded.addresses), comparison, rows, () =>
        publishedOrRefused(
          () => publishedChanges(comparison.counts, kind, [before.generation, after.generation], least),
          least,
        ),
      );
      const zones = [...before.generation.drawn, ...after.generation.drawn];
      const report: ChangeReport = {
        kind,
        before: { date: before.date, generation: before.generation.generation.id },
        after: { date: after.date, generation: after.generation.generation.id },
        dataVersion: before.zones.dataVersion,
        minCount: least,
        draft,
        isIncomplete: comparison.isIncomplete,
        advice: adviceOn(mistakes, published.total),
        names: new Map(zones.map(({ zone }) => [zone.id, zone.name])),
        ...published,
      };
      if (path !== undefined) {
        process.stderr.write(`${path} dit de chacun où il habite : c’est un fichier de données personnelles\n`);
      }
      if (out !== undefined) writeWhole(out, changesCsv(report));
      process.stdout.write(values.json === true ? changesJson(report) : changesInWords(report));
      return 0;
    } finally {
      loaded.close();
    }
  },
};

/**
 * Compares every home and writes the rows when requested. Returns the result of `publish`, the published counts.
 * Removes the rows when nothing may be published.
 */
async function counted<T>(
  homes: ReturnType<typeof placed<Feature>>,
  comparison: Comparison,
  rows: ChangeRows | null,
  publish: () => T,
): Promise<T> {
  const stop = stopOnSignal(rows !== null);
  try {
    for await (const [home, feature] of homes) {
      if (stop.signal.aborted) throw new Error('interrompu : rien n’est écrit');
      const compared = home === null ? null : comparison.add(home);
      await rows?.write(feature, compared);
    }
    const published = publish();
    await rows?.finish();
    return published;
  } catch (error) {
    await rows?.abandon();
    throw error;
  } finally {
    stop.forget();
  }
}

function publishedOrRefused<T>(publish: () => T, least: number): T {
  try {
    return publish();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Error(`la liste compte moins de ${least} personnes : rien n’en est dit, cela en dirait trop de chacune`, {
      cause: error,
    });
  }
}
