import { communesOfFrance, statedCommune } from '../address/communes-of-france.ts';
import { readConfig } from '../config.ts';
import { todayInParis } from '../french/day.ts';
import { certaintyLabels, kindNames, tierLabel } from '../french/labels.ts';
import { figure } from '../french/numbers.ts';
import { load } from '../load.ts';
import { type SituatedZone, type Situation, situationOf } from '../situation/situation.ts';
import { isExchanged } from '../zones/france.ts';
import type { Zones } from '../zones/zones.ts';
import { type Command, CommandError, dateOf, numberOf, textOf } from './command.ts';

export const lookup: Command = {
  name: 'lookup',
  summary: 'dit où se trouve un point',
  usage:
    'lookup LONGITUDE LATITUDE [--date AAAA-MM-JJ] [--uncertainty METRES] [--citycode CODE] [--data-version V] ' +
    '[--json]',
  help: `Degrés WGS84. Une longitude négative s’écrit telle quelle.

  --date AAAA-MM-JJ    aujourd’hui par défaut
  --uncertainty M      mètres dans lesquels se trouve le vrai lieu (0 par défaut)
  --citycode CODE      code INSEE de la commune, si elle est connue
  --data-version V     répond avec une version antérieure des périmètres
  --json               la réponse de GET /v1/lookup, pour un programme`,
  options: {
    date: { type: 'string' },
    uncertainty: { type: 'string' },
    citycode: { type: 'string' },
    'data-version': { type: 'string' },
    json: { type: 'boolean' },
  },
  async run(values, positionals) {
    if (positionals.length !== 2) throw new CommandError('une longitude et une latitude étaient attendues');
    const [lon, lat] = positionals.map(numberOf) as [number, number];
    if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) {
      throw new CommandError('la longitude et la latitude sont des degrés WGS84, de -180 à 180 et de -90 à 90');
    }
    if (isExchanged(lon, lat))
      throw new CommandError('longitude et latitude semblent inversées : la longitude vient d’abord');
    const uncertainty = numberOf(textOf(values, 'uncertainty') ?? '0');
    if (!(uncertainty >= 0 && uncertainty <= 100_000)) {
      throw new CommandError('--uncertainty : un nombre de mètres entre 0 et 100 000 était attendu');
    }
    const citycode = textOf(values, 'citycode');
    if (citycode !== undefined && !communesOfFrance().has(citycode)) {
      throw new CommandError('--citycode : le code INSEE d’une commune, présente ou ancienne, était attendu');
    }
    const commune = citycode === undefined ? {} : statedCommune(citycode);
    const version = textOf(values, 'data-version');
    const date = dateOf(values, 'date') ?? todayInParis();
    const loaded = load(readConfig());
    try {
      const zones = version === undefined ? loaded.current.zones : loaded.current.of(version);
      const situation = situationOf({ lon, lat, uncertainty, ...commune }, date, zones);
      process.stdout.write(
        values.json === true ? asJson(situation, lon, lat, uncertainty) : inWords(situation, zones.distances),
      );
      return 0;
    } finally {
      loaded.close();
    }
  },
};

function asJson(
  { memberships: _, date, generation, dataVersion, ...rest }: Situation,
  lon: number,
  lat: number,
  uncertainty: number,
) {
  return `${JSON.stringify({ date, generation, dataVersion, point: { lon, lat, uncertainty }, ...rest }, null, 2)}\n`;
}

function inWords(situation: Situation, { band, near }: Zones['distances']): string {
  const { date, generation, dataVersion, tier, certainty, possibleTiers, zones, reasons } = situation;
  const lines = [
    `${tier} — ${tierLabel(tier, band)}`,
    certainty === 'firm' ? certaintyLabels.firm : `${certaintyLabels.review} : ${possibleTiers.join(', ')}`,
    ...(zones.length > 0 ? zones.map(zoneInWords) : [`aucun quartier dessiné à moins de ${figure(near)} m`]),
    ...reasons.map(({ message }) => `• ${message}`),
    `au ${date}, génération ${generation ?? 'aucune'}, données ${dataVersion}`,
  ];
  return `${lines.join('\n')}\n`;
}

function zoneInWords({ id, kind, name, relation, boundaryDistance = 0, certainty }: SituatedZone): string {
  const metres = figure(Math.abs(boundaryDistance), 3);
  const where = {
    inside: `à l’intérieur, à ${metres} m de la limite`,
    band: `dans la bande, à ${metres} m`,
    near: `à ${metres} m`,
  };
  return `${kindNames[kind]} ${id} « ${name} » : ${where[relation]}${certainty === 'review' ? ' (à examiner)' : ''}`;
}
