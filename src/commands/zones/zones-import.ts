import { basename } from 'node:path';
import { readConfig } from '../../config.ts';
import { todayInParis } from '../../french/day.ts';
import { counted, figure, quantity, squareMetres } from '../../french/numbers.ts';
import { type Loaded, load } from '../../load.ts';
import { commitImport } from '../../zones/commit.ts';
import { type ImportDescription, type ImportPlan, planImport } from '../../zones/import.ts';
import { coverageNamed } from '../../zones/named-coverage.ts';
import { type PerimeterFile, readPerimeterFile } from '../../zones/perimeter-file.ts';
import type { Coverage, Kind } from '../../zones/zone.ts';
import { type Command, CommandError, numberOf, textOf, type Values } from '../command.ts';
import { encodingOf } from '../encoding-option.ts';

export const zonesImport: Command = {
  name: 'zones import',
  summary: 'lit un fichier de périmètres, en rend compte, et l’enregistre avec --commit',
  usage: 'zones import FICHIER --generation 2024 --kind qpv|qic [options] [--commit]',
  help: `Lit un GeoJSON, un GeoPackage, un Parquet, un shapefile, un dossier ou un zip de ces fichiers, comme celui de l’ANCT. Sans
--commit, dit seulement ce qui changerait. Avec --commit, ajoute une version et la rend courante ; les précédentes restent.

  --generation G       2015 ou 2024
  --kind K             qpv ou qic
  --crs EPSG:2154      le système de coordonnées, si le fichier ne le dit pas
  --encoding ENC       utf-8 ou iso-8859-1, si le fichier ne le dit pas
  --layer NOM          la couche, s’il y en a plusieurs
  --status S           official ou indicative (par défaut : seul un tracé qui fait foi est official)
  --precision M        précision du tracé en mètres (0,2 par défaut)
  --source TEXTE       qui a dessiné ces périmètres
  --licence TEXTE      à quelles conditions ils sont diffusés
  --coverage C         où le fichier est complet : france, metropole, agglomeration, des codes INSEE, ou un fichier
  --replace            les zones absentes du fichier perdent leur périmètre
  --commit             enregistre
  --json               le compte rendu pour un programme`,
  options: {
    generation: { type: 'string' },
    kind: { type: 'string' },
    crs: { type: 'string' },
    encoding: { type: 'string' },
    layer: { type: 'string' },
    status: { type: 'string' },
    precision: { type: 'string' },
    source: { type: 'string' },
    licence: { type: 'string' },
    coverage: { type: 'string' },
    replace: { type: 'boolean' },
    commit: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  async run(values, [path, ...others]) {
    if (path === undefined || others.length > 0) throw new CommandError('un fichier, un seul, était attendu');
    const loaded = load(readConfig());
    try {
      const described = await describe(values, loaded, basename(path));
      const file = await readPerimeterFile(path, readOptions(values));
      const base = loaded.current.zones.dataVersion;
      const description = { ...described, precision: described.precision + file.transformation.precision };
      const snapshot = loaded.versions.read(base);
      const planned = planImport(file, description, snapshot, loaded.registry, loaded.current.zones.communes);
      const plan = { ...planned, notices: [...planned.notices, ...defaultsOf(values)] };
      const summary = `${description.kind} ${description.generation} : ${basename(path)}`;
      const version =
        values.commit === true && plan.change !== null
          ? commitImport(loaded, base, plan.change, summary, todayInParis())
          : null;
      if (values.json === true) {
        const { change: _, ...report } = plan;
        process.stdout.write(`${JSON.stringify({ file: toReport(file), description, ...report, version }, null, 2)}\n`);
      } else process.stdout.write(inWords(file, description, plan, version));
      if (plan.problems.length > 0) {
        process.stderr.write('perimetre : rien n’a été enregistré, le fichier pose les problèmes ci-dessus\n');
        return 1;
      }
      return 0;
    } finally {
      loaded.close();
    }
  },
};

async function describe(values: Values, { registry }: Loaded, fileName: string): Promise<ImportDescription> {
  const generation = textOf(values, 'generation');
  const known = registry.generations.map(({ id }) => id);
  if (generation === undefined || !known.includes(generation)) {
    throw new CommandError(`--generation : ${known.join(' ou ')} était attendu`);
  }
  const kind = textOf(values, 'kind');
  if (kind !== 'qpv' && kind !== 'qic') throw new CommandError('--kind : qpv ou qic était attendu');
  const status = textOf(values, 'status') ?? 'indicative';
  if (status !== 'official' && status !== 'indicative') {
    throw new CommandError('--status : official ou indicative était attendu');
  }
  const precision = numberOf(textOf(values, 'precision') ?? '0.2');
  if (!(precision >= 0 && precision <= 1000)) {
    throw new CommandError('--precision : un nombre de mètres entre 0 et 1 000 était attendu');
  }
  const coverage = textOf(values, 'coverage');
  return {
    generation,
    kind: kind satisfies Kind,
    status,
    precision,
    source: textOf(values, 'source') ?? fileName,
    licence: textOf(values, 'licence') ?? 'non précisée',
    coverage: coverage === undefined ? undefined : await coverageNamed(coverage, registry),
    replace: values.replace === true,
  };
}

/** Returns a notice that lists the options with a default value, which the user should check. */
function defaultsOf(values: Values): string[] {
  const missing = ['status', 'precision', 'source', 'licence'].filter((name) => values[name] === undefined);
  return missing.length === 0 ? [] : [`pris par défaut, à préciser : ${missing.map((name) => `--${name}`).join(', ')}`];
}

function readOptions(values: Values) {
  const encoding = encodingOf(values);
  const crs = textOf(values, 'crs');
  const layer = textOf(values, 'layer');
  return { ...(encoding && { encoding }), ...(crs && { crs }), ...(layer && { layer }) } as Parameters<
    typeof readPerimeterFile
  >[1];
}

function toReport({ format, crs, transformation, encoding, features }: PerimeterFile) {
  return { format, crs, transformation, encoding, features: features.length };
}

/** The greatest number of items of a list. The JSON report has them all. */
const SHOWN = 30;

function inWords(
  file: PerimeterFile,
  description: ImportDescription,
  plan: ImportPlan,
  version: string | null,
): string {
  const by = (how: string) => plan.matched.filter((zone) => zone.by === how);
  const { name, precision } = file.transformation;
  const lines = [
    `${counted(plan.features, 'objet lu', 'objets lus')} (${file.format}, ${file.crs}, ${file.encoding})${
      precision > 0 ? ` ; ${name}, à ${quantity(precision, 'metres')} près` : ''
    }`,
    `${counted(plan.matched.length, 'zone', 'zones')} : ${by('code').length} par leur code, ${by('name').length} ` +
      `par leur nom, ${by('file').length} que le registre ne connaît pas`,
    `précision ${quantity(description.precision, 'metres')}, statut ${description.status}, source « ` +
      `${description.source} », licence « ${description.licence} »`,
    `complet ${coverageInWords(description.coverage)}`,
    ...section('Reconnues par leur nom', by('name'), (zone) => `${zone.id} « ${zone.name} » : « ${zone.fileName} »`),
    ...section('Zones que le registre ne connaît pas', by('file'), (zone) => `${zone.id} « ${zone.name} »`),
    ...section('Anneaux réparés', plan.repaired, ({ id, rings, areaBefore, areaAfter }) => {
      const moved = areaBefore === 0 ? '' : percent((areaAfter - areaBefore) / areaBefore);
      return (
        `${id} : ${counted(rings, 'anneau', 'anneaux')}, de ${squareMetres(areaBefore)} à ` +
        `${squareMetres(areaAfter)}${moved}`
      );
    }),
    ...section('Recouvrements', plan.overlaps, ({ a, b, area }) => `${a} et ${b} : ${squareMetres(area)}`),
    ...section('Premiers tracés', plan.differences.filter(isFirst), ({ id, area }) => `${id} : ${squareMetres(area)}`),
    ...section('Changements de tracé', changesOf(plan), ({ id, gained, lost }) => {
      return `${id} : gagne ${squareMetres(gained ?? 0)}, perd ${squareMetres(lost ?? 0)}`;
    }),
    ...section('En vigueur et absentes du fichier', plan.absent, (zone) =>
      zone.outcome === 'kept'
        ? `${zone.id} « ${zone.name} » garde son périmètre`
        : `${zone.id} « ${zone.name} » perd son périmètre`,
    ),
    ...section('Toujours sans périmètre', plan.stillMissing, (zone) => `${zone.id} « ${zone.name} »`),
    ...section('Remarques', plan.notices, (notice) => notice),
    ...section('Problèmes', plan.problems, (problem) => problem),
    version !== null
      ? `version ${version} enregistrée et courante`
      : plan.problems.length === 0
        ? 'rien n’est enregistré : ajoutez --commit'
        : '',
  ];
  return `${lines.filter((line) => line !== '').join('\n')}\n`;
}

type Difference = ImportPlan['differences'][number];

function isFirst({ gained }: Difference): boolean {
  return gained === null;
}

/** Returns the changes of at least half a square metre, the greatest first. */
function changesOf({ differences }: ImportPlan): Difference[] {
  const change = ({ gained, lost }: Difference) => (gained ?? 0) + (lost ?? 0);
  return differences
    .filter((difference) => !isFirst(difference) && change(difference) >= 0.5)
    .sort((a, b) => change(b) - change(a));
}

function coverageInWords(coverage: Coverage | undefined): string {
  if (coverage === undefined) return 'là où les périmètres en vigueur le sont (--coverage n’est pas donné)';
  if (coverage.type === 'everywhere') return 'partout en France';
  return coverage.type === 'area' ? 'dans l’aire donnée' : `dans les communes ${coverage.citycodes.join(', ')}`;
}

function section<T>(title: string, items: readonly T[], line: (item: T) => string): string[] {
  if (items.length === 0) return [];
  const rest = items.length - SHOWN;
  return [
    `${title} (${items.length})`,
    ...items.slice(0, SHOWN).map((item) => `  ${line(item)}`),
    ...(rest > 0 ? [`  … et ${rest} de plus : --json donne tout`] : []),
  ];
}

/** Returns ` (+12,357 %)`; an empty text when three decimals would be zero. */
function percent(value: number): string {
  const rounded = Math.round(value * 1e5) / 1e3;
  return rounded === 0 ? '' : ` (${rounded > 0 ? '+' : ''}${figure(rounded, 3)} %)`;
}
