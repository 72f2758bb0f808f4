import cliProgress from 'cli-progress';
import { AddressAnswer, type AddressCounts } from '../batch/address-answer.ts';
import { type BatchCounts, CsvAnswer } from '../batch/answer.ts';
import { answerFile, type Progress } from '../batch/run.ts';
import { readConfig } from '../config.ts';
import { todayInParis } from '../day.ts';
import { type ReferenceSystem, transformationOf } from '../geo/projection.ts';
import { load } from '../load.ts';
import { addressColumnsOf, expectAddresses } from './address-options.ts';
import { type Command, CommandError, dateOf, textOf, type Values } from './command.ts';
import { counted } from './counted.ts';

export const batch: Command = {
  name: 'batch',
  summary: 'répond à chaque ligne d’un fichier CSV',
  usage:
    'batch ENTREE.csv --out SORTIE.csv [--date AAAA-MM-JJ] [--crs EPSG:2154] [--encoding ENC] [--data-version V] ' +
    '[--address COL[,COL…] [--citycode COL] [--postcode COL]]',
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

Un fichier d’adresses plutôt que de coordonnées :

  --address COL,COL…   les colonnes de l’adresse, jointes dans cet ordre par une espace ; majuscules et minuscules
                       se valent ; des colonnes lon et lat ne sont alors pas lues, une colonne date l’est
  --citycode COL       la colonne du code INSEE : rien d’une autre commune ne répond ; vide, la commune est inconnue
  --postcode COL       la colonne du code postal

  perimetre batch aides.csv --out reponses.csv --address num,voie,cp,ville --citycode insee

Le zéro de tête qu’un tableur a ôté à ces codes leur est rendu (1004 se lit 01004). S’ajoutent matched_address, match_type
(housenumber, interpolated, street, locality, municipality), match_score, longitude, latitude et candidates, le nombre
des adresses que le texte peut désigner : s’il y en a plusieurs, la réponse n’est ferme que si toutes s’accordent. Une adresse
introuvable n’est pas hors de tout quartier : sa réponse est unknown, à examiner. Les adresses sont cherchées dans le
fichier chargé sur cette machine, s’il y en a un ; sinon elles sont envoyées au géocodeur de l’État, 50 par seconde au plus
(ADDRESS_PROVIDER en décide). Les lignes pour lesquelles il n’a pas répondu sont invalides, et à relancer.

Code de sortie : 0 si chaque ligne a sa réponse, 2 si certaines sont invalides, 1 si le fichier n’a pu être lu ou écrit.`,
  options: {
    out: { type: 'string' },
    'from-stdin': { type: 'boolean' },
    'to-stdout': { type: 'boolean' },
    date: { type: 'string' },
    crs: { type: 'string' },
    encoding: { type: 'string' },
    'data-version': { type: 'string' },
    address: { type: 'string' },
    citycode: { type: 'string' },
    postcode: { type: 'string' },
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
    const columns = addressColumnsOf(values);
    const config = readConfig();
    const loaded = load(config);
    try {
      const zones = version === undefined ? loaded.current.zones : loaded.current.of(version);
      const toWgs84 = crs === undefined ? undefined : tolerant(transformationOf(crs));
      if (columns) expectAddresses(loaded, config);
      const answer = columns
        ? new AddressAnswer({ zones, date, encoding, columns, addresses: loaded.addresses })
        : new CsvAnswer({ zones, date, encoding, toWgs84 });
      const bar = process.stderr.isTTY ? progressBar() : null;
      const summary = await answerFile<BatchCounts | AddressCounts>(input, output, answer, bar?.update).finally(() =>
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

function inWords(summary: (BatchCounts | AddressCounts) & { readonly seconds: number }): string {
  const { rows, ok, invalid, review, seconds } = summary;
  const speed = NUMBER.format(Math.round(rows / Math.max(seconds, 0.001)));
  const [found, unasked] = 'notFound' in summary ? addressesInWords(summary) : ['', ''];
  const answered = counted(ok, 'répondue', 'répondues');
  const refused = counted(invalid, 'invalide', 'invalides');
  return `${counted(rows, 'ligne', 'lignes')} : ${answered} dont ${NUMBER.format(review)} à examiner${found}, ${refused}${unasked} ; ${seconds.toFixed(1).replace('.', ',')} s, ${speed} lignes/s`;
}

function addressesInWords({ notFound, ambiguous, unasked }: AddressCounts): [found: string, unasked: string] {
  const missed = counted(notFound, 'adresse introuvable', 'adresses introuvables');
  return [
    ` (${missed}, ${counted(ambiguous, 'ambiguë', 'ambiguës')})`,
    unasked === 0 ? '' : ` dont ${NUMBER.format(unasked)} à relancer, le service d’adresses n’ayant pas répondu`,
  ];
}
