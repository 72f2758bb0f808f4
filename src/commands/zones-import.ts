import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { readConfig } from '../config.ts';
import { type Loaded, load } from '../load.ts';
import { todayInParis } from '../today.ts';
import { commitImport } from '../zones/commit.ts';
import { type ImportDescription, type ImportPlan, planImport } from '../zones/import.ts';
import { coverageNamed } from '../zones/named-coverage.ts';
import { type PerimeterFile, readPerimeterFile } from '../zones/read/perimeter-file.ts';
import type { Kind } from '../zones/zone.ts';
import { type Command, CommandError, textOf, type Values } from './command.ts';

export const zonesImport: Command = {
  name: 'zones import',
  summary: 'lit un fichier de périmètres, en rend compte, et l’enregistre avec --commit',
  usage: 'zones import FICHIER --generation 2024 --kind qpv|qic [options] [--commit]',
  help: `Lit un GeoJSON, un GeoPackage, un Shapefile (fichier, dossier ou zip) ou le zip de l’ANCT. Sans --commit, dit seulement
ce qui changerait. Avec --commit, ajoute une version et la rend courante ; les précédentes restent.

  --generation G       2015 ou 2024
  --kind K             qpv ou qic
  --crs EPSG:2154      le système de coordonnées, si le fichier ne le dit pas
  --encoding ENC       utf-8 ou iso-8859-1, si le fichier ne le dit pas
  --layer NOM          la couche, s’il y en a plusieurs
  --status S           official (par défaut) ou indicative
  --precision M        précision du tracé en mètres (0,2 par défaut)
  --source TEXTE       qui a dessiné ces périmètres
  --licence TEXTE      à quelles conditions ils sont diffusés
  --coverage C         où le fichier est complet : france, metropole, agglomeration, des codes INSEE, ou un GeoJSON
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
      const described = describe(values, loaded, basename(path));
      const file = await readPerimeterFile(path, readOptions(values));
      const description = { ...described, precision: described.precision + file.transformation.precision };
      const snapshot = loaded.versions.read(loaded.current.zones.dataVersion);
      const plan = planImport(file, description, snapshot, loaded.registry, loaded.current.zones.communes);
      const isCommitted = values.commit === true && plan.change !== null;
      const version = isCommitted
        ? commitImport(
            loaded,
            plan.change,
            `${description.kind} ${description.generation} : ${basename(path)}`,
            todayInParis(),
          )
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

function describe(values: Values, { registry }: Loaded, fileName: string): ImportDescription {
  const generation = textOf(values, 'generation');
  const known = registry.generations.map(({ id }) => id);
  if (generation === undefined || !known.includes(generation)) {
    throw new CommandError(`--generation : ${known.join(' ou ')} était attendu`);
  }
  const kind = textOf(values, 'kind');
  if (kind !== 'qpv' && kind !== 'qic') throw new CommandError('--kind : qpv ou qic était attendu');
  const status = textOf(values, 'status') ?? 'official';
  if (status !== 'official' && status !== 'indicative') {
    throw new CommandError('--status : official ou indicative était attendu');
  }
  const precision = Number((textOf(values, 'precision') ?? '0.2').replace(',', '.'));
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
    coverage:
      coverage === undefined ? undefined : coverageNamed(coverage, registry, (path) => readFileSync(path, 'utf8')),
    replace: values.replace === true,
  };
}

function readOptions(values: Values) {
  const encoding = textOf(values, 'encoding')?.toLowerCase();
  if (encoding !== undefined && encoding !== 'utf-8' && encoding !== 'iso-8859-1') {
    throw new CommandError('--encoding : utf-8 ou iso-8859-1 était attendu');
  }
  const crs = textOf(values, 'crs');
  const layer = textOf(values, 'layer');
  return { ...(encoding && { encoding }), ...(crs && { crs }), ...(layer && { layer }) } as Parameters<
    typeof readPerimeterFile
  >[1];
}

function toReport({ format, crs, transformation, encoding, features }: PerimeterFile) {
  return { format, crs, transformation, encoding, features: features.length };
}

/** Beyond this a list is cut: the JSON report has it whole. */
const SHOWN = 30;

function inWords(
  file: PerimeterFile,
  description: ImportDescription,
  plan: ImportPlan,
  version: string | null,
): string {
  const byHow = (how: string) => plan.matched.filter(({ by }) => by === how).length;
  const lines = [
    `${plan.features} objets lus (${file.format}, ${file.crs}, ${file.encoding})${
      file.transformation.precision > 0
        ? ` ; ${file.transformation.name}, à ${metres(file.transformation.precision)} près`
        : ''
    }`,
    `${plan.matched.length} zones : ${byHow('code')} reconnues par leur code, ${byHow('name')} par leur nom, ${byHow('file')} inconnues du registre`,
    `précision ${metres(description.precision)}, statut ${description.status}, source « ${description.source} », licence « ${description.licence} »`,
    ...section('Anneaux réparés', plan.repaired, ({ id, rings, areaBefore, areaAfter }) => {
      const moved = areaBefore === 0 ? '' : ` (${percent((areaAfter - areaBefore) / areaBefore)})`;
      return `${id} : ${rings}, de ${squareMetres(areaBefore)} à ${squareMetres(areaAfter)}${moved}`;
    }),
    ...section('Recouvrements', plan.overlaps, ({ a, b, area }) => `${a} et ${b} : ${squareMetres(area)}`),
    ...section('Changements de tracé', plan.differences.filter(changes), ({ id, gained, lost, area }) =>
      gained === null || lost === null
        ? `${id} : n’avait pas de périmètre (${squareMetres(area)})`
        : `${id} : gagne ${squareMetres(gained)}, perd ${squareMetres(lost)}`,
    ),
    ...section('En vigueur et absentes du fichier', plan.absent, ({ id, name, outcome }) =>
      outcome === 'kept' ? `${id} « ${name} » garde son périmètre` : `${id} « ${name} » perd son périmètre`,
    ),
    ...section('Toujours sans périmètre', plan.stillMissing, ({ id, name }) => `${id} « ${name} »`),
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

function changes({ gained, lost }: ImportPlan['differences'][number]): boolean {
  return gained === null || lost === null || gained + lost >= 0.5;
}

function section<T>(title: string, items: readonly T[], line: (item: T) => string): string[] {
  if (items.length === 0) return [];
  const rest = items.length - SHOWN;
  return [
    `${title} (${items.length})`,
    ...items.slice(0, SHOWN).map((item) => `  ${line(item)}`),
    ...(rest > 0 ? [`  … et ${rest} autres : --json les donne tous`] : []),
  ];
}

function metres(value: number): string {
  return `${value.toLocaleString('fr-FR')} m`;
}

function squareMetres(value: number): string {
  return `${Math.round(value).toLocaleString('fr-FR')} m²`;
}

function percent(value: number): string {
  return `${value > 0 ? '+' : ''}${(value * 100).toLocaleString('fr-FR', { maximumFractionDigits: 3 })} %`;
}
