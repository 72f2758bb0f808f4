import { shortDate } from '../french/dates.ts';
import { escapeMarkup } from '../french/escape.ts';
import { certaintyLabels, departementsLabel, kindLabels } from '../french/labels.ts';
import { counted, quantity } from '../french/numbers.ts';
import { bound } from '../french/spacing.ts';
import type { CommuneLedger, ZoneLedger } from './street-ledger.ts';
import { rowsOf, type StreetRow } from './street-rows.ts';

/**
 * Returns the title and the HTML body of a ledger as a sheet to print, for an element of class `street-sheet` that
 * street-sheet.css lays out: A4, black on white.
 */
export function streetSheet(ledger: ZoneLedger | CommuneLedger, band: number | null): StreetSheet {
  const rows = rowsOf(ledger, band);
  const title = 'zone' in ledger ? `Voies du quartier ${ledger.zone.id}` : `${ledger.commune.city} : voies`;
  return {
    title: `${title}, au ${shortDate(ledger.date)}`,
    body: `<header>
${headingOf(ledger)}
${aboutOf(ledger)}
</header>
${rows.length > 0 ? tableOf(rows, 'zone' in ledger) : '<p class="none">Aucune voie connue.</p>'}
<footer>
<h2>Pour lire cette feuille</h2>
<ul>
${ledger.notes.map(({ message }) => `<li>${typeset(message)}`).join('\n')}
</ul>
<p>Cette feuille n’est pas une décision. Données\u00A0: ${typeset(ledger.attribution)}.
</footer>`,
  };
}

export interface StreetSheet {
  /** Text. */
  readonly title: string;
  /** HTML. */
  readonly body: string;
}

function headingOf(ledger: ZoneLedger | CommuneLedger): string {
  if ('commune' in ledger) {
    const { city, citycode } = ledger.commune;
    return (
      `<h1>${escapeMarkup(city)} <small>${citycode}</small></h1>\n<p class="lead">Voies de la commune, ` +
      'situées par rapport aux quartiers de la politique de la ville</p>'
    );
  }
  const { id, kind, name } = ledger.zone;
  const what = kindLabels[kind];
  return `<h1>${escapeMarkup(name)} <small>${escapeMarkup(id)}</small></h1>\n<p class="lead">Voies du ${what}</p>`;
}

function aboutOf(ledger: ZoneLedger | CommuneLedger): string {
  const { date, generation, dataVersion, addresses } = ledger;
  const precision = 'zone' in ledger ? ledger.zone.perimeter.precision : null;
  const facts = [
    ['Situation au', shortDate(date)],
    ['Quartiers', generation === null ? 'aucune génération en vigueur' : `génération ${generation}`],
    ['Périmètres', `version ${dataVersion}${precision === null ? '' : `, à ${quantity(precision, 'metres')} près`}`],
    ['Adresses', `chargées le ${shortDate(addresses.loadedOn)} (${departementsLabel(addresses.departements)})`],
  ];
  return `<dl>${facts.map(([what, fact]) => `<div><dt>${what}<dd>${escapeMarkup(fact!)}</div>`).join('')}</dl>`;
}

function tableOf(rows: readonly StreetRow[], isOfZone: boolean): string {
  const withCity = isOfZone && new Set(rows.map(({ city }) => city)).size > 1;
  const columns: readonly (readonly [head: string, width: number])[] = [
    ['Voie', 32],
    ...(withCity ? [['Commune', 14] as const] : []),
    ...(isOfZone ? [] : [['Quartier', 21] as const]),
    ['Situation', 28],
    ['Impairs dedans', 12],
    ['Pairs dedans', 11],
    ['À examiner', 14],
    ['Numéros connus', 7],
  ];
  const whole = columns.reduce((sum, [, width]) => sum + width, 0);
  const widths = columns.map(([, width]) => `<col width="${((100 * width) / whole).toFixed(1)}%">`);
  return `<p class="counts">${countsOf(rows)}</p>
<table>
<colgroup>${widths.join('')}</colgroup>
<thead><tr>${columns.map(([head]) => `<th scope="col">${head}`).join('')}</thead>
<tbody>
${rows.map((row) => lineOf(row, withCity, isOfZone)).join('\n')}
</tbody>
</table>`;
}

/** « 18 entièrement dedans, 28 en partie, 41 à examiner » */
function countsOf(rows: readonly StreetRow[]): string {
  // A street of several quarters has a row for each, the one with most of it first. It counts once.
  const streets = new Map<string, string>();
  for (const { name, citycode, oldcity, postcode, isFirm, situation } of rows) {
    const street = [name, citycode, oldcity, postcode].join('|');
    if (!streets.has(street)) streets.set(street, isFirm ? situation : certaintyLabels.review);
  }
  const counts = new Map<string, number>();
  for (const what of streets.values()) counts.set(what, (counts.get(what) ?? 0) + 1);
  const inWords = [...counts].sort(([, a], [, b]) => b - a).map(([what, count]) => `${count} ${what}`);
  return `${counted(streets.size, 'voie', 'voies')} : ${inWords.join(', ')}.`;
}

function lineOf(row: StreetRow, withCity: boolean, isOfZone: boolean): string {
  const { name, city, oldcity, zone, situation, isFirm, standing, known, unknown } = row;
  const quarter = [
    ...(zone ? [`${escapeMarkup(zone.name)} <small class="id">${escapeMarkup(zone.id)}</small>`] : []),
    ...(unknown.length > 0 ? [`<small>${unknownInWords(unknown)}</small>`] : []),
  ];
  const uncut = bound(situation);
  const review = [standing?.review.odd ?? [], standing?.review.even ?? []].filter((ranges) => ranges.length > 0);
  const cells = [
    ...(withCity ? [`<td>${escapeMarkup(city)}`] : []),
    ...(isOfZone ? [] : [`<td>${quarter.join('<br>')}`]),
    isFirm
      ? `<td class="${standing?.status ?? 'outside'}">${uncut}`
      : `<td>${uncut}, <em>${certaintyLabels.review}</em>`,
    `<td>${inWords(standing?.inside.odd ?? [])}`,
    `<td>${inWords(standing?.inside.even ?? [])}`,
    `<td>${review.map(inWords).join(' ; ')}`,
    `<td>${known}`,
  ];
  const old = oldcity === null ? '' : ` <small>${escapeMarkup(oldcity)}</small>`;
  return `<tr><th scope="row">${escapeMarkup(name)}${old}${cells.join('')}`;
}

/** Ranges that a line break does not cut. */
function inWords(ranges: readonly string[]): string {
  return ranges.map((range) => escapeMarkup(range.replaceAll(' ', '\u00A0'))).join(', ');
}

function unknownInWords(causes: readonly string[]): string {
  const ids = causes.filter((cause) => cause !== 'coverage');
  return [
    ...(ids.length > 0
      ? [`sans périmètre\u00A0: ${ids.map((id) => `<span class="id">${escapeMarkup(id)}</span>`).join(', ')}`]
      : []),
    ...(causes.includes('coverage') ? ['quartiers incomplets ici'] : []),
  ].join('\u00A0; ');
}

function typeset(text: string): string {
  return escapeMarkup(bound(text));
}
