import type { AddressStatus } from '../../address/addresses.ts';
import { longDate } from '../../french/dates.ts';
import { counted } from '../../french/numbers.ts';
import type { Kind } from '../../zones/zone.ts';
import type { GenerationZones, Zones } from '../../zones/zones.ts';

/**
 * Returns what a person at a terminal reads when the service starts: where to click, which data answers, and what is
 * missing, with the command that brings it.
 */
export function startReport({ url, publicUrl, zones, addresses }: Started): string {
  const missing = missingData(zones, addresses);
  const rows: (readonly [string, string])[] = [
    ...zones.generations.flatMap((generation) => generationRows(generation)),
    ['Communes', communesInWords(zones)],
    ['Adresses', addressesInWords(addresses)],
  ];
  return [
    '',
    `Périmètre répond : ${url}/`,
    ...(publicUrl === null ? [] : [`  adresse publique : ${publicUrl}/`]),
    `  les quartiers    ${url}/quartiers`,
    `  l’API            ${url}/docs`,
    '',
    `Données, version ${zones.dataVersion} :`,
    ...rows.map(([name, content]) => `  ${name.padEnd(16)} ${content}`),
    ...(missing.size === 0 ? [] : ['', 'Ce qui manque, et la commande qui l’apporte :']),
    ...[...missing].flatMap(([command, what]) => [...what.map((one) => `  ${one}`), `    npx perimetre ${command}`]),
    '',
    'Ctrl+C arrête le service.',
    '',
    '',
  ].join('\n');
}

export interface Started {
  /** Where this machine reaches the service, without a final slash. */
  readonly url: string;
  readonly publicUrl: string | null;
  readonly zones: Zones;
  readonly addresses: Pick<AddressStatus, 'provider' | 'file' | 'local'>;
}

/** Returns the URL at which a browser of this machine reaches an address and a port that were listened to. */
export function localUrl(address: string, port: number): string {
  const host = ['0.0.0.0', '::', '127.0.0.1', '::1'].includes(address)
    ? 'localhost'
    : address.includes(':')
      ? `[${address}]`
      : address;
  return `http://${host}:${port}`;
}

const KINDS: readonly Kind[] = ['qpv', 'qic'];

function generationRows(zones: GenerationZones): [string, string][] {
  return KINDS.flatMap((kind): [string, string][] => {
    const drawn = zones.drawn.filter(({ zone }) => zone.kind === kind).length;
    const missing = zones.missing.filter((zone) => zone.kind === kind).length;
    if (drawn + missing === 0) return [];
    const parts = [
      ...(drawn > 0 ? [counted(drawn, 'périmètre', 'périmètres')] : []),
      ...(missing > 0 ? [`${counted(missing, 'quartier', 'quartiers')} sans périmètre`] : []),
    ];
    return [[`${kind.toUpperCase()} de ${zones.generation.id}`, parts.join(', ')]];
  });
}

function communesInWords({ communes }: Zones): string {
  const contours = communes.areas.filter(({ isContour }) => isContour).length;
  return contours > 0
    ? counted(contours, 'contour', 'contours')
    : `sans contours (${counted(communes.areas.length, 'rectangle', 'rectangles')})`;
}

function addressesInWords({ provider, file, local }: Started['addresses']): string {
  if (provider === 'off') return 'aucune recherche (ADDRESS_PROVIDER=off)';
  const state = local
    ? `fichier du ${longDate(local.loadedOn)}, ${counted(local.addresses, 'adresse', 'adresses')} ` +
      `(${local.departements.length > 1 ? 'départements' : 'département'} ${local.departements.join(', ')})`
    : FILES[file ?? 'unused'];
  const asksState = provider === 'geoplateforme' || provider === 'local-then-geoplateforme';
  return asksState ? `${state} ; demandées au géocodeur de l’État, par le réseau` : state;
}

const FILES: Readonly<Record<NonNullable<AddressStatus['file']> | 'unused', string>> = {
  loaded: 'fichier chargé',
  absent: 'aucun fichier',
  refused: 'fichier refusé, abîmé ou d’une autre version',
  checking: 'fichier en cours de vérification',
  unused: 'sans fichier',
};

/** What is missing, by the command that brings it. */
function missingData(
  { generations, communes }: Zones,
  { provider, file }: Started['addresses'],
): Map<string, string[]> {
  const missing = new Map<string, string[]>();
  const add = (command: string, what: string) => missing.set(command, [...(missing.get(command) ?? []), what]);
  for (const { generation, missing: undrawn } of generations) {
    for (const kind of KINDS) {
      const { length } = undrawn.filter((zone) => zone.kind === kind);
      if (length === 0) continue;
      const name = `${kind.toUpperCase()} de ${generation.id}`;
      const command = kind === 'qpv' ? UPDATE : `zones import FICHIER --generation ${generation.id} --kind ${kind}`;
      add(command, length === 1 ? `le périmètre d’un ${name}` : `les périmètres de ${length} ${name}`);
    }
  }
  if (generations.some(({ coverage }) => coverage.qpv.type !== 'everywhere')) {
    add(UPDATE, 'les quartiers du reste de la France');
  }
  if (!communes.areas.some(({ isContour }) => isContour)) add(UPDATE, 'les contours des communes');
  if (provider !== 'off' && (file === 'absent' || file === 'refused')) {
    add(`${UPDATE} --only addresses`, 'les adresses, pour les chercher sur cette machine');
  }
  return missing;
}

const UPDATE = 'data update';
