import { type ReportFiles, reportFiles } from '../../batch/report/write.ts';
import { readConfig } from '../../config.ts';
import { todayInParis } from '../../french/day.ts';
import { load } from '../../load.ts';
import { type Command, CommandError, dateOf, textOf, type Values } from '../command.ts';
import { encodingOf } from '../encoding-option.ts';
import { addressColumnsOf, expectAddresses } from './address-options.ts';
import { answerCsv } from './batch-csv.ts';
import { batchHelp } from './batch-help.ts';
import { layerFormat } from './layer-format.ts';
import { rowsToWgs84 } from './rows-crs.ts';
import { expectSchemes, schemesOf } from './scheme-options.ts';

export const batch: Command = {
  name: 'batch',
  summary: 'répond à chaque ligne d’un fichier : CSV, Excel, GeoJSON, GeoPackage, Parquet, shapefile',
  usage:
    'batch ENTREE (--out SORTIE | --to-stdout) [--date AAAA-MM-JJ] [--crs EPSG:2154] [--encoding ENC] [--layer NOM] ' +
    '[--data-version V] [--address COL[,COL…] [--citycode COL] [--postcode COL]] ' +
    '[--schemes ID[,ID…] [--fact FAIT=VALEUR] [--fact-column FAIT=COL]] ' +
    '[--report RAPPORT.html] [--resume] [--safe-csv] [--compare AVANT.csv [--key COL]]',
  help: batchHelp,
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
    schemes: { type: 'string' },
    fact: { type: 'string', multiple: true },
    'fact-column': { type: 'string', multiple: true },
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
    expectSchemes(values);
    const format = layerFormat(input, output, values);
    const config = readConfig();
    const loaded = load(config);
    try {
      if (columns) expectAddresses(loaded, config);
      const schemes = schemesOf(values, loaded.rulebook);
      const zones = version === undefined ? loaded.current.zones : loaded.current.of(version);
      if (format !== null) {
        // Imported on demand: the libraries of the other formats take time and memory that a CSV does not need.
        const { answerLayerFile } = await import('./batch-layer.ts');
        const layer = textOf(values, 'layer');
        const addresses = columns ? { geocoder: loaded.addresses, columns } : undefined;
        return await answerLayerFile({
          ...{ input, output, format, zones, date, crs, encoding, layer, addresses, schemes, isSafe, report },
          rulesVersion: loaded.rulebook.rulesVersion,
          isDemo: loaded.isDemo,
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
          schemes,
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
