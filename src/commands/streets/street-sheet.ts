import { shortDate } from '../../french/dates.ts';
import { escapeMarkup } from '../../french/escape.ts';
import { certaintyLabels, kindLabels } from '../../french/labels.ts';
import { counted, quantity } from '../../french/numbers.ts';
import { bound } from '../../french/spacing.ts';
import { type CommuneLedger, named, type ZoneLedger } from '../../streets/street-ledger.ts';
import { rowsOf, type StreetRow } from '../../streets/street-rows.ts';

/** Returns a ledger as a sheet to print: one HTML file without other resources, A4, black on white. */
export function streetSheet(ledger: ZoneLedger | CommuneLedger, band: number): string {
  const rows = rowsOf(ledger, band);
  const title = 'zone' in ledger ? `Voies du quartier ${ledger.zone.id}` : `${ledger.commune.city} : voies`;
  return `<!doctype html>
<html lang="fr">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeMarkup(`${title}, au ${shortDate(ledger.date)}`)}</title>
<style>${STYLE}</style>
<header>
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
</footer>
</html>
`;
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
    ['Adresses', `chargées le ${shortDate(addresses.loadedOn)} (${named(addresses.departements)})`],
  ];
  return `<dl>${facts.map(([what, fact]) => `<div><dt>${what}<dd>${escapeMarkup(fact!)}</div>`).join('')}</dl>`;
}

function tableOf(rows: readonly StreetRow[], isOfZone: boolean): string {
  const withCity = isOfZone && new Set(rows.map(({ city }) => city)).size > 1;
  const columns: readonly (readonly [head: string, width: number])[] = [
    ['Voie', 25],
    ...(withCity ? [['Commune', 14] as const] : []),
    ...(isOfZone ? [] : [['Quartier', 21] as const]),
    ['Situation', 22],
    ['Impairs dedans', 15],
    ['Pairs dedans', 15],
    ['À examiner', 15],
    ['Numéros connus', 8],
  ];
  const whole = columns.reduce((sum, [, width]) => sum + width, 0);
  const widths = columns.map(([, width]) => `<col style="width:${((100 * width) / whole).toFixed(1)}%">`);
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
      : `<td>${uncut}<br><em>${certaintyLabels.review}</em>`,
    `<td>${inWords(standing?.inside.odd ?? [])}`,
    `<td>${inWords(standing?.inside.even ?? [])}`,
    `<td>${review.map(inWords).join('<br>')}`,
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

const STYLE = `
:root { color-scheme: light; }
body { font: 10.5pt/1.4 system-ui, "Segoe UI", "Liberation Sans", Arial, sans-serif; color: #111; background: #fff;
  max-width: 62rem; margin: 2rem auto; padding: 0 1.5rem; }
h1 { font-size: 1.7em; line-height: 1.2; margin: 0; font-weight: 600; }
h1 small { font-size: .6em; font-weight: 400; color: #555; white-space: nowrap; }
.lead { margin: .2em 0 1em; color: #444; }
dl { display: flex; flex-wrap: wrap; gap: .4em 2.5em; margin: 0; padding: .7em 0; border: solid #999; border-width: 1px 0; }
dt { font-size: .8em; color: #555; }
dd { margin: 0; }
.counts, .none { margin: 1em 0 .8em; }
table { border-collapse: collapse; table-layout: fixed; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .3em .8em .3em 0; border-bottom: 1px solid #ddd; overflow-wrap: break-word; }
th { font-weight: 600; }
thead th { font-size: .8em; color: #333; border-bottom: 1.5px solid #111; vertical-align: bottom; }
small { color: #555; font-weight: 400; }
.id { white-space: nowrap; }
.inside { font-weight: 600; }
.band, .outside { color: #555; }
em { font-size: .88em; }
th:last-child, td:last-child { text-align: right; padding-right: 0; }
footer { margin-top: 2em; font-size: .85em; color: #333; break-inside: avoid; }
h2 { font-size: 1.05em; margin: 0 0 .3em; }
ul { margin: 0 0 .8em; padding-left: 1.2em; }
@page { size: A4; margin: 14mm 13mm 16mm; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; } }
@media print {
  body { max-width: none; margin: 0; padding: 0; font-size: 8.5pt; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
}
`;
