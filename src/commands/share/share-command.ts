import { adviceOn, noMistakes } from '../../batch/mistake.ts';
import { LEAST_PUBLISHED } from '../../batch/secrecy.ts';
import { readConfig } from '../../config.ts';
import { openLayer } from '../../files/open-layer.ts';
import { todayInParis } from '../../french/day.ts';
import { load } from '../../load.ts';
import { drawnGeneration } from '../../share/drawn-perimeters.ts';
import { HomeAnswers } from '../../share/home-answers.ts';
import { homesOf } from '../../share/list.ts';
import { placed } from '../../share/placed-homes.ts';
import { publishedShare } from '../../share/share.ts';
import { ShareCounter } from '../../share/share-counter.ts';
import { thresholdOf } from '../../share/threshold.ts';
import { isWithin } from '../../zones/zones.ts';
import { addressColumnsOf, expectAddresses } from '../batch/address-options.ts';
import { type Command, CommandError, dateOf, textOf, type Values } from '../command.ts';
import { encodingOf } from '../encoding-option.ts';
import { expectOtherFiles } from '../other-files.ts';
import { printNotices } from '../print-notices.ts';
import { writeWhole } from '../whole-file.ts';
import { leastPublishedOf, listOf, listOptions, selectionOf } from './list-options.ts';
import { type ShareReport, shareCsv, shareInWords, shareJson } from './share-words.ts';

export const share: Command = {
  name: 'share',
  summary: 'dit quelle part d’un public habite un QPV, sans rien dire de personne',
  usage:
    'share LISTE [--date AAAA-MM-JJ] [--programme-year AAAA] [--kind qpv|qic|both] [--address COL[,COL…] ' +
    '[--citycode COL] ' +
    '[--postcode COL]] [--key COL] [--out SOMMES.csv] [--json]',
  help: `Lit une liste de domiciles, une personne par ligne : un CSV, un classeur Excel, un GeoJSON, un GeoPackage, un Parquet ou un
shapefile, qui a des points, des colonnes lon et lat (ou x et y avec --crs), ou des adresses. Compte qui habite un quartier à
coup sûr, qui n’en habite aucun à coup sûr, qui est trop près d’une limite pour le dire, et qui n’est pas situé ; en tire entre
quoi se tient la part, et si elle atteint le seuil que demande le dispositif, quoi que deviennent les cas douteux.

  --date AAAA-MM-JJ      quels périmètres (aujourd’hui par défaut, ou le 1er janvier de l’année de programme)
  --programme-year AAAA  de quelle année est la règle (celle de la date par défaut)
  --kind K               qpv (par défaut : crédits de l’État, BOP 147), qic, ou both (Fonds de cohésion sociale)
  --address COL,COL…     les colonnes de l’adresse ; --citycode COL et --postcode COL la précisent, comme pour batch
  --crs EPSG:2154        le système des coordonnées, si la liste ne le dit pas et que ce n’est pas WGS84
  --layer NOM            la couche ou la feuille, s’il y en a plusieurs
  --encoding ENC         utf-8 ou iso-8859-1, si le fichier ne le laisse pas deviner
  --key COL              l’identifiant des personnes : de plusieurs lignes d’une même personne, la première compte, et le
                         nombre des autres est écrit ; NULL, NA, N/A, - et ? valent une case vide : chaque ligne compte
  --min-count N          le plus petit effectif qui soit écrit (${LEAST_PUBLISHED} par défaut, et au moins)
  --data-version V       une version antérieure des périmètres
  --out SOMMES.csv       écrit aussi les sommes dans un fichier
  --json                 les sommes pour un programme

Rien n’est gardé de la liste, et rien n’en est écrit que des sommes. Un effectif de 1 à ${LEAST_PUBLISHED - 1} est remplacé par « secret »,
et un autre avec lui si une soustraction le retrouvait (docs/share.md). Les adresses se cherchent comme pour batch.`,
  options: {
    ...listOptions,
    'programme-year': { type: 'string' },
    key: { type: 'string' },
  },
  async run(values, positionals) {
    const path = listOf(positionals);
    const selection = selectionOf(values, ['qpv', 'qic', 'both']) ?? 'qpv';
    const least = leastPublishedOf(values);
    const { date, programmeYear } = daysOf(values);
    const address = addressColumnsOf(values);
    const out = textOf(values, 'out');
    if (out !== undefined && !/\.csv$/i.test(out)) throw new CommandError('--out : un nom en .csv était attendu');
    expectOtherFiles([path], { '--out': out });
    const version = textOf(values, 'data-version');
    const config = readConfig();
    const loaded = load(config);
    try {
      const zones = version === undefined ? loaded.current.zones : loaded.current.of(version);
      const { generation } = drawnGeneration(zones, date, selection);
      if (address) expectAddresses(loaded, config);
      const layer = await openLayer(path, { layer: textOf(values, 'layer'), encoding: encodingOf(values) });
      printNotices(path, layer);
      const mistakes = noMistakes();
      const key = textOf(values, 'key');
      const repeats = { count: 0 };
      const homes = homesOf(layer, { address, crs: textOf(values, 'crs'), key, repeats, mistakes });
      const counter = new ShareCounter(new HomeAnswers(zones, date, selection), selection);
      for await (const [home] of placed(homes, loaded.addresses)) if (home !== null) counter.add(home);
      const threshold = thresholdOf(loaded.rulebook, selection, date, programmeYear);
      const published = publishedOrRefused(counter, threshold?.percent ?? null, least);
      const report: ShareReport = {
        date,
        programmeYear,
        selection,
        generation: generation.id,
        dataVersion: zones.dataVersion,
        rulesVersion: loaded.rulebook.rulesVersion,
        minCount: least,
        repeated: key === undefined ? null : repeats.count,
        threshold,
        isOfAnotherGeneration: !isWithin(`${programmeYear}-01-01`, generation),
        isIncomplete: counter.counts.unlocated.unasked > 0,
        advice: adviceOn(mistakes, published.total),
        ...published,
      };
      if (out !== undefined) writeWhole(out, shareCsv(report));
      process.stdout.write(values.json === true ? shareJson(report) : shareInWords(report));
      return 0;
    } finally {
      loaded.close();
    }
  },
};

function publishedOrRefused(counter: ShareCounter, threshold: number | null, least: number) {
  try {
    return publishedShare(counter.counts, threshold, least);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Error(
      `la liste compte moins de ${least} personnes : aucune part n’en est dite, elle en dirait trop de chacune`,
      { cause: error },
    );
  }
}

/** The date of the perimeters and the programme year of the rule. When one is missing, it follows from the other. */
function daysOf(values: Values): { date: string; programmeYear: number } {
  const written = textOf(values, 'programme-year');
  if (written !== undefined && !/^20\d\d$/.test(written)) {
    throw new CommandError('--programme-year : une année de quatre chiffres était attendue');
  }
  const date = dateOf(values, 'date') ?? (written === undefined ? todayInParis() : `${written}-01-01`);
  return { date, programmeYear: Number(written ?? date.slice(0, 4)) };
}
