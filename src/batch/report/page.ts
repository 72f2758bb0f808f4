import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { longDate } from '../../french/dates.ts';
import { kindNames, tierNames } from '../../french/labels.ts';
import { counted, figure, metres, seconds, share } from '../../french/numbers.ts';
import { outcomeLabels, SIGN_DISC, verdictWords } from '../../french/verdict-words.ts';
import { answers } from '../../rules/answer.ts';
import type { Zones } from '../../zones/zones.ts';
import { changesSection } from './changes-section.ts';
import { histogramOf, plainBar, tierBar } from './charts.ts';
import type { CommuneFigures, Figures, QuarterFigures } from './figures.ts';
import { html, Markup } from './markup.ts';
import { tierInWords } from './reason-words.ts';
import { mapOf } from './report-map.ts';
import { rowNumbers, shownCount } from './row-words.ts';

/**
 * Returns the report as an HTML page without scripts and without other files. It has a light and a dark theme, and can
 * be printed.
 */
export function pageOf(figures: Figures, zones: Zones): string {
  const { run, rows } = figures;
  const { band } = zones.distances;
  const style = new Markup(STYLES.map((path) => readFileSync(join(import.meta.dirname, path), 'utf8')).join('\n'));
  return html`<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${run.file} : rapport de traitement</title>
<style>
${style}</style>
</head>
<body>
<main>
<header><p class="wordmark"><svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true"><path class="band" d="M9 5 24 4l5 13-9 11L5 24 3 13z"/><path class="zone" d="m12 11 9-1 2 7-6 6-7-3z"/></svg>Périmètre</p><p class="today">${longDate(run.day)}</p></header>
<h1>Rapport de traitement de ${run.file}</h1>
<p class="lead">${leadOf(figures)}</p>
<dl class="keys">
<div><dt>${rows.total > 1 ? 'lignes' : 'ligne'}</dt><dd>${shownCount(rows.total)}</dd></div>
<div class="firm"><dt>${rows.firm > 1 ? 'réponses sûres' : 'réponse sûre'}</dt><dd>${shownCount(rows.firm)}</dd><dd class="share">${share(rows.firm, rows.total)}</dd></div>
<div class="review"><dt>à examiner</dt><dd>${shownCount(rows.review)}</dd><dd class="share">${share(rows.review, rows.total)}</dd></div>
<div class="invalid"><dt>${rows.invalid > 1 ? 'invalides' : 'invalide'}</dt><dd>${shownCount(rows.invalid)}</dd><dd class="share">${share(rows.invalid, rows.total)}</dd></div>
</dl>
${figures.changes && changesSection(figures.changes, band)}
${tiersSection(figures, band)}
${verdictsSection(figures)}
${reasonsSection(figures)}
${mapSection(figures, zones)}
${distancesSection(figures, band)}
${quartersSection(figures.quarters, band)}
${communesSection(figures.communes)}
${oddSection(figures)}
${runSection(figures)}
</main>
<footer><p>Une réponse dit où est un lieu ; elle ne promet aucun financement et ne refuse rien d’elle-même. « À examiner » n’est pas « non » : une personne en décide, avec ce que la colonne reason dit de la ligne.</p>
<p>Un chiffre de quartier, de commune ou de maille de carte qui reposerait sur moins de ${figures.suppressedBelow} lignes n’est pas donné. Périmètres des QPV : ANCT, Licence Ouverte 2.0.</p></footer>
</body>
</html>
`.text;
}

/** The styles of the site, without those of fields, then those of the report. */
const STYLES = [
  ...['colours', 'text', 'header-and-footer', 'blocks', 'outcomes', 'motion-and-print'].map(
    (name) => `../../web/style/base/${name}.css`,
  ),
  ...['page.css', 'tables.css', 'drawings.css'],
  // Last, since it overrides the others.
  'narrow-and-print.css',
];

function leadOf({ rows, run }: Figures): string {
  const { total, firm, review, invalid } = rows;
  const parts = [
    `${share(firm, total)} ont une réponse sûre`,
    review === 0 ? 'aucune n’est à examiner' : `${share(review, total)} sont à examiner`,
    ...(invalid > 0 ? [`${share(invalid, total)} n’ont pu être lues`] : []),
  ];
  const sentence = `${parts.slice(0, -1).join(', ')} et ${parts.at(-1)}`;
  return (
    `Sur ${counted(total, 'ligne', 'lignes')}, ${sentence}. Les lignes sans date sont répondues pour le ` +
    `${longDate(run.date)}.`
  );
}

function tiersSection({ tiers, rows }: Figures, band: number): Markup {
  return html`<h2>Où se trouvent les lignes</h2>
<p class="soft">La partie pâle de chaque barre est à examiner.</p>
<table><thead><tr><th scope="col">Situation</th><th scope="col">sûres</th><th scope="col">à examiner</th><th scope="col">part</th></tr></thead><tbody>
${tiers.map(
  ({ tier, firm, review }) =>
    html`<tr><th scope="row">${tierInWords(tier, band)}${tierBar(tier, firm, review, rows.answered)}</th><td>${shownCount(firm)}</td><td>${shownCount(review)}</td><td>${share(firm + review, rows.answered)}</td></tr>`,
)}
</tbody><tfoot><tr><th scope="row">Ensemble des lignes répondues</th><td>${shownCount(rows.firm)}</td><td>${shownCount(rows.review)}</td><td>${share(rows.answered, rows.answered)}</td></tr></tfoot></table>`;
}

function verdictsSection({ verdicts }: Figures): Markup | null {
  if (verdicts.length === 0) return null;
  return html`<h2>Verdicts par dispositif</h2>
<div class="wide" role="region" aria-label="Verdicts par dispositif" tabindex="0"><table><thead><tr><th scope="col">Dispositif</th>${answers.map((answer) => html`<th scope="col">${signOf(answer)}${outcomeLabels[answer]}</th>`)}</tr></thead><tbody>
${verdicts.map(
  ({ scheme, label, rows }) =>
    html`<tr><th scope="row">${label}<small>${scheme}</small></th>${answers.map((answer) => html`<td>${part(rows?.[answer] ?? null)}</td>`)}</tr>`,
)}
</tbody></table></div>${
    verdicts.some(({ rows }) => rows === null)
      ? html`<p class="soft">n.\u00a0c. : les règles de ce dispositif nomment des quartiers ou des communes, et ses chiffres diraient ceux d’un quartier ou d’une commune qui ne sont pas donnés.</p>`
      : null
  }`;
}

function signOf(answer: keyof typeof verdictWords): Markup {
  return html`<svg class="verdict-sign" viewBox="0 0 24 24" aria-hidden="true"><path d="${SIGN_DISC}${verdictWords[answer].sign}"/></svg> `;
}

function reasonsSection({ reasons, missingPerimeters, invalid, rows }: Figures): Markup {
  return html`${
    reasons.length === 0
      ? null
      : html`<h2>Pourquoi des lignes sont à examiner</h2>
<p class="soft">Une ligne peut l’être pour plusieurs raisons.</p>
<table><thead><tr><th scope="col">Raison</th><th scope="col">lignes</th><th scope="col">part</th></tr></thead><tbody>
${reasons.map(
  ({ label, rows: concerned }) =>
    html`<tr><th scope="row">${label}${plainBar(concerned, rows.review, 'why')}</th><td>${shownCount(concerned)}</td><td>${share(concerned, rows.review)}</td></tr>`,
)}
</tbody></table>`
  }${
    missingPerimeters.length === 0
      ? null
      : html`<h3>Quartiers sans périmètre</h3>
<p class="soft">Charger leur périmètre rendrait sûres la plupart de ces lignes.</p>
${shortened(
  missingPerimeters,
  ({ id, name, rows }) => html`<tr><th scope="row">${name}<small>${id}</small></th><td>${shownCount(rows)}</td></tr>`,
  html`<th scope="col">Quartier</th><th scope="col">lignes qui en dépendent</th>`,
  'quartiers sans périmètre',
)}`
  }${
    invalid.length === 0
      ? null
      : html`<h2>Lignes invalides</h2>
<p class="soft">Elles sont dans la sortie, avec leur motif, et sans réponse. La première ligne d’un CSV est son en-tête.</p>
<table><thead><tr><th scope="col">Motif</th><th scope="col">lignes</th></tr></thead><tbody>
${invalid
  .slice(0, MOST_SHOWN)
  .map(
    ({ reason, rows: concerned, first }) =>
      html`<tr><th scope="row">${reason}${plainBar(concerned, rows.invalid, 'bad')}<small>${rowNumbers(first, concerned)}</small></th><td>${shownCount(concerned)}</td></tr>`,
  )}
</tbody></table>`
  }`;
}

function mapSection({ map, generations, odd, suppressedBelow }: Figures, zones: Zones): Markup | null {
  if (map === null) return null;
  const hidden = [
    ...(map.tooFew > 0
      ? [counted(map.tooFew, 'ligne, trop isolée, n’est pas dessinée', 'lignes, trop isolées, ne sont pas dessinées')]
      : []),
    ...(map.outside > 0
      ? [
          `${counted(map.outside, 'ligne est', 'lignes sont')} loin des autres ou dans une autre partie de la ` +
            'France, hors de la carte',
        ]
      : []),
    ...(odd.outOfFrance.count > 0
      ? [`${counted(odd.outOfFrance.count, 'ligne est', 'lignes sont')} hors de France`]
      : []),
  ];
  return html`<h2>Carte</h2>
<figure>${mapOf(map, zones, generations[0]?.id ?? null)}
<figcaption>Lignes par maille. Une maille qui aurait moins de ${suppressedBelow} lignes est jointe à ses voisines, ou laissée vide.${hidden.length > 0 ? ` ${hidden.join(' ; ')}.` : ''}</figcaption></figure>`;
}

function distancesSection({ distances }: Figures, band: number): Markup | null {
  const { bins, deeperInside, nearNone } = distances;
  const measured = bins.reduce((sum, { rows }) => sum + rows, 0);
  if (measured + deeperInside === 0) return null;
  const last = bins.at(-1)!.to;
  return html`<h2>Distance à la limite la plus proche</h2>
<p class="soft">En mètres sur le sol, par 25 m : à gauche de 0 dans un quartier, à droite au-dehors ; le second trait est à ${metres(band)}.</p>
<figure>${histogramOf(distances, band)}
<figcaption>${counted(nearNone, 'ligne est', 'lignes sont')} à plus de ${last} m de tout quartier dont le périmètre est chargé${deeperInside > 0 ? ` ; ${counted(deeperInside, 'ligne est', 'lignes sont')} à plus de ${last} m à l’intérieur` : ''}.</figcaption></figure>
<details><summary>Les chiffres</summary>
<table><thead><tr><th scope="col">Distance</th><th scope="col">lignes</th></tr></thead><tbody>
${bins.map(({ from, to, rows }) => html`<tr><th scope="row">${from < 0 ? `de ${-to} à ${-from} m à l’intérieur` : `de ${from} à ${to} m au-dehors`}</th><td>${shownCount(rows)}</td></tr>`)}
</tbody></table></details>`;
}

function quartersSection(quarters: readonly QuarterFigures[], band: number): Markup | null {
  if (quarters.length === 0) return null;
  const row = ({ id, name, kind, inside, band }: QuarterFigures) =>
    html`<tr><th scope="row">${name}<small>${kind === null ? '' : `${kindNames[kind]} `}${id}</small></th><td>${part(inside)}</td><td>${shownCount(band)}</td></tr>`;
  return html`<h2>Par quartier</h2>
${quarters.some(({ inside }) => inside === null) ? html`<p class="soft">${NOT_PUBLISHED}</p>` : null}
${shortened(quarters, row, html`<th scope="col">Quartier</th><th scope="col">dedans</th><th scope="col">à moins de ${metres(band)}</th>`, 'quartiers')}`;
}

function communesSection({ known, others, unknown }: CommuneFigures): Markup | null {
  if (known.length === 0 && others.communes === 0) return null;
  const row = ({ citycode, name, rows, tiers }: CommuneFigures['known'][number]) =>
    html`<tr><th scope="row">${name ?? citycode}${name === null ? null : html`<small>${citycode}</small>`}</th>${tiers.map((count) => html`<td>${part(count)}</td>`)}<td>${shownCount(rows)}</td></tr>`;
  const head = html`<th scope="col">Commune</th>${Object.values(tierNames).map((name) => html`<th scope="col">${name}</th>`)}<th scope="col">lignes</th>`;
  return html`<h2>Par commune</h2>
<p class="soft">La commune que dit la ligne, sinon celle du quartier où elle est ; ${counted(unknown, 'ligne n’a', 'lignes n’ont')} ni l’une ni l’autre.${
    others.communes > 0
      ? ` ${counted(others.communes, 'autre commune a', 'autres communes ont')} trop peu de lignes pour être ` +
        `montrées (${shownCount(others.rows)} en tout).`
      : ''
  }${known.some(({ tiers }) => tiers.includes(null)) ? ` ${NOT_PUBLISHED}` : ''}</p>
${known.length === 0 ? null : shortened(known, row, head, 'communes')}`;
}

/** Returns a part of a sum. A null part may have any count, since it may be hidden with a smaller one. */
function part(count: number | null): string {
  return count === null ? 'n.\u00a0c.' : shownCount(count);
}

const NOT_PUBLISHED = 'n.\u00a0c. : non communiqué, une des parts reposant sur trop peu de lignes.';

/** Returns a table with its first rows visible, and the others in a closed block. */
function shortened<Row>(rows: readonly Row[], markup: (row: Row) => Markup, head: Markup, what: string): Markup {
  const table = (some: readonly Row[], label: string) =>
    html`<div class="wide" role="region" aria-label="${label}" tabindex="0"><table><thead><tr>${head}</tr></thead><tbody>
${some.map(markup)}
</tbody></table></div>`;
  const [first, rest] = [rows.slice(0, MOST_SHOWN), rows.slice(MOST_SHOWN, MOST_LISTED)];
  const left = rows.length - first.length - rest.length;
  return html`${table(first, `Les premiers ${what}`)}${
    rest.length === 0
      ? null
      : html`<details><summary>${shownCount(rest.length)} autres ${what}</summary>${table(rest, `Les autres ${what}`)}${left > 0 ? html`<p class="soft">${shownCount(left)} autres sont dans le fichier .json.</p>` : null}</details>`
  }`;
}

function oddSection({ odd }: Figures): Markup | null {
  const found = [
    ...(odd.outOfFrance.count > 0
      ? [['Hors de France', odd.outOfFrance.count, rowNumbers(odd.outOfFrance.rows, odd.outOfFrance.count)] as const]
      : []),
    ...(odd.onLimit.count > 0
      ? [
          [
            'Exactement sur la limite d’un quartier',
            odd.onLimit.count,
            rowNumbers(odd.onLimit.rows, odd.onLimit.count),
          ] as const,
        ]
      : []),
    ...odd.repeated.map(
      ({ atLeast, row }) =>
        [
          'La même position, de nombreuses fois : souvent celle d’un centre de commune',
          atLeast,
          `ainsi la ligne ${shownCount(row)}`,
        ] as const,
    ),
  ];
  if (found.length === 0) return null;
  return html`<h2>Lignes à regarder</h2>
<p class="soft">Des numéros seulement : leur contenu n’est pas dans ce rapport. Une position répétée l’est au moins ce nombre de fois.</p>
<table><thead><tr><th scope="col">Ce qui étonne</th><th scope="col">lignes</th></tr></thead><tbody>
${found.map(([what, count, where]) => html`<tr><th scope="row">${what}<small>${where}</small></th><td>${shownCount(count)}</td></tr>`)}
</tbody></table>`;
}

function runSection({ run, time, generations }: Figures): Markup {
  const { each, slowest } = time;
  return html`<h2>Comment ces réponses ont été faites</h2>
<dl class="facts">
<dt>Date des lignes sans date</dt><dd>${longDate(run.date)}</dd>
<dt>Générations</dt><dd>${generations
    .map(({ id, rows }) => `${id ?? 'aucune en vigueur'} : ${counted(rows, 'ligne', 'lignes')}`)
    .join(' ; ')}</dd>
<dt>Version des périmètres</dt><dd>${run.dataVersion}</dd>
${run.rulesVersion === null ? null : html`<dt>Version des règles</dt><dd>${run.rulesVersion}</dd>`}
<dt>Version du programme</dt><dd>${run.program}</dd>
<dt>Options</dt><dd>${Object.entries(run.options)
    .map(([name, value]) => `${name} ${value}`)
    .join(' ; ')}</dd>
<dt>Durée</dt><dd>${seconds(run.seconds)}${each === null ? '' : ` ; ${micro(each)} par ligne répondue, en moyenne`}</dd>
</dl>
${
  slowest.length === 0
    ? null
    : html`<details><summary>Les lignes les plus lentes</summary>
<table><caption>Le temps est mesuré par groupes de lignes, écriture comprise, lecture et disque non compris ; pour une adresse, attente du géocodeur comprise.</caption><thead><tr><th scope="col">Lignes</th><th scope="col">temps par ligne</th></tr></thead><tbody>
${slowest.map(({ first, last, each }) => html`<tr><th scope="row">${first === last ? shownCount(first) : `${shownCount(first)} à ${shownCount(last)}`}</th><td>${micro(each)}</td></tr>`)}
</tbody></table></details>`
}`;
}

const MOST_SHOWN = 20;
const MOST_LISTED = 500;

function micro(microseconds: number): string {
  if (microseconds >= 1000) return `${figure(microseconds / 1000)} ms`;
  return `${figure(Number(microseconds.toPrecision(2)), 4)} µs`;
}
