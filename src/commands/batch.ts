import cliProgress from 'cli-progress';
import { answerFile, type Progress, type Summary } from '../batch/run.ts';
import { readConfig } from '../config.ts';
import { todayInParis } from '../day.ts';
import { type ReferenceSystem, transformationOf } from '../geo/projection.ts';
import { load } from '../load.ts';
import { type Command, CommandError, dateOf, textOf, type Values } from './command.ts';

export const batch: Command = {
  name: 'batch',
  summary: 'répond à chaque ligne d’un fichier CSV',
  usage: 'batch ENTREE.csv --out SORTIE.csv [--date AAAA-MM-JJ] [--crs EPSG:2154] [--encoding ENC] [--data-version V]',
  help: `Lit un CSV (virgule, point-virgule ou tabulation ; UTF-8 ou ISO-8859-1) qui a des colonnes lon et lat (ou longitude
et latitude, ou x et y avec --crs), et si elles existent date, uncertainty (mètres) et citycode. Écrit ses colonnes telles
quelles, puis status, tier, inside, band, nearest, nearest_distance, certainty, generation, data_version, reason.

  --out FICHIER        où écrire ; le fichier n’apparaît que complet
  --from-stdin         lit l’entrée standard
  --to-stdout          écrit sur la sortie standard
  --date AAAA-MM-JJ    la date des lignes qui n’en portent pas (aujourd’hui par défaut)
  --crs EPSG:2154      le système des coordonnées, si ce n’est pas WGS84
  --encoding ENC       utf-8 ou iso-8859-1, si le fichier ne le laisse pas deviner
  --data-version V     répond avec une version antérieure des périmètres

Code de sortie : 0 si chaque ligne a sa réponse, 2 si certaines sont invalides, 1 si le fichier n’a pu être lu ou écrit.`,
  options: {
    out: { type: 'string' },
    'from-stdin': { type: 'boolean' },
    'to-stdout': { type: 'boolean' },
    date: { type: 'string' },
    crs: { type: 'string' },
    encoding: { type: 'string' },
    'data-version': { type: 'string' },
  },
  async run(values, positionals) {
    const [input, output] = endsOf(values, positionals);
    const date = dateOf(values, 'date') ?? todayInParis();
    const crs = textOf(values, 'crs');
    const version = textOf(values, 'data-version');
    const encoding = textOf(values, 'encoding')?.toLowerCase();
    if (encoding !== undefined && encoding !== 'utf-8' && encoding !== 'iso-8859-1') {
      throw new CommandError(`--encoding : « ${encoding} » n’est ni utf-8 ni iso-8859-1`);
    }
    const loaded = load(readConfig());
    try {
      const zones = version === undefined ? loaded.current.zones : loaded.current.of(version);
      const toWgs84 = crs === undefined ? undefined : tolerant(transformationOf(crs));
      const bar = process.stderr.isTTY ? progressBar() : null;
      const summary = await answerFile(input, output, { zones, date, encoding, toWgs84 }, bar?.update).finally(() =>
        bar?.stop(),
      );
      process.stderr.write(`${inWords(summary)}\n`);
      return summary.invalid > 0 ? 2 : 0;
    } finally {
      loaded.close();
    }
  },
};

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

/** A row outside the domain of the CRS is one bad row, not the end of the file. */
function tolerant(system: ReferenceSystem): (x: number, y: number) => readonly [number, number] {
  return (x, y) => {
    try {
      return system.toWgs84(x, y);
    } catch {
      return [Number.NaN, Number.NaN];
    }
  };
}

function progressBar(): { update: Progress; stop: () => void } {
  const bar = new cliProgress.SingleBar(
    {
      format: '{bar} {percentage} % | {rows} lignes | {speed} lignes/s | reste {eta_formatted}',
      barCompleteChar: '█',
      barIncompleteChar: '░',
      hideCursor: true,
    },
    cliProgress.Presets.rect,
  );
  const started = performance.now();
  let isStarted = false;
  return {
    update(rows, bytes, size) {
      const speed = NUMBER.format(Math.round((rows / (performance.now() - started)) * 1000));
      if (!isStarted) bar.start(size ?? bytes, 0, { rows: 0, speed });
      isStarted = true;
      // Nobody knows how long a pipe is: its bar is full as far as it goes.
      if (size === null) bar.setTotal(bytes);
      bar.update(bytes, { rows: NUMBER.format(rows), speed });
    },
    stop: () => bar.stop(),
  };
}

const NUMBER = new Intl.NumberFormat('fr-FR');

function inWords({ rows, ok, invalid, review, seconds }: Summary): string {
  const speed = NUMBER.format(Math.round(rows / Math.max(seconds, 0.001)));
  return `${NUMBER.format(rows)} lignes : ${NUMBER.format(ok)} répondues dont ${NUMBER.format(review)} à examiner, ${NUMBER.format(invalid)} invalides ; ${seconds.toFixed(1).replace('.', ',')} s, ${speed} lignes/s`;
}
