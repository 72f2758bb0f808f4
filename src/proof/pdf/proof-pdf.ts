import canonicalize from 'canonicalize';
import { longDate } from '../../french/dates.ts';
import { DEMO } from '../../french/demo-banner.ts';
import { kindNames } from '../../french/labels.ts';
import { metres } from '../../french/numbers.ts';
import { outcomeLabels } from '../../french/verdict-words.ts';
import { bestFirst } from '../../rules/answer.ts';
import type { Verdict } from '../../verdict.ts';
import type { SignedProof } from '../proof.ts';
import { shownBy } from '../prove.ts';
import { footprintOf } from '../question-geometry.ts';
import { typedAddress } from '../typed-address.ts';
import { ATTACHMENT_NAME } from './attachment.ts';
import { setInColumns } from './page-columns.ts';
import { COLORS, PAGE, Paper, TEXT_BOTTOM, TEXT_WIDTH, type Type } from './paper.ts';
import { type Box, drawMap, drawSwatch, type Legend, type MapPerimeter, type Scene } from './proof-map.ts';
import { drawQrCode } from './qr-code.ts';
import { questionInWords } from './question-in-words.ts';
import { certaintyInWords, extentOf, situationInWords } from './situation-in-words.ts';
import { areMany, type SchemeInWords, type Setting, verdictBlocks } from './verdict-blocks.ts';

/**
 * Renders a proof on one A4 page or a few, with the signed proof as attachment. The same proof gives the same bytes.
 */
export async function proofPdf(proof: SignedProof, context: ProofContext): Promise<Uint8Array> {
  const paper = new Paper(TITLE, SUBJECTS[proof.question.kind], proof.issuedOn);
  const { doc } = paper;
  const chunks: Uint8Array[] = [];
  doc.on('data', (chunk: Uint8Array) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => doc.once('end', resolve).once('error', reject));

  doc.addPage();
  const top = drawTop(paper, proof, context);
  drawVerdicts(paper, proof, context, top);
  drawFeet(paper, proof);
  attach(paper, proof);
  doc.end();
  await ended;
  return new Uint8Array(Buffer.concat(chunks));
}

export interface ProofContext {
  /** Quarters near the place, in the generation of the question. */
  readonly perimeters: readonly MapPerimeter[];
  /** What the rulebook of the proof calls each scheme and its place, by id of the scheme. */
  readonly schemes: ReadonlyMap<string, SchemeInWords>;
  /** URL of the verification page; null for the command line only. */
  readonly verifyUrl: string | null;
  /** Metres of the band on the map; no band when absent. */
  readonly band?: number;
}

const TITLE = 'Indication d’éligibilité';
const SUBJECTS: Readonly<Record<SignedProof['question']['kind'], string>> = {
  eligibility: 'Quartiers prioritaires et aides de la politique de la ville',
  'adulte-relais': 'Contrat adulte-relais : le domicile déclaré du candidat',
  'address-eligibility': 'Une adresse et les aides de la politique de la ville',
};
const VERIFY = 'Vérifier ce document';
const NO_DECISION = 'Ce document est une indication signée par ce service ; il n’est pas une décision de l’État.';
const OF_A_DEMO = `${DEMO}. Ce document est sans valeur.`;
const NO_PLACE = 'Le lieu n’est pas indiqué : ce document ne prouve rien d’une adresse particulière.';
const NOT_FOUND = 'L’adresse saisie n’a pas été trouvée : ce document ne prouve rien d’elle.';

const NO_FACTS = 'Ce document n’indique pas les faits déclarés, s’il y en a.';

const H1: Type = { size: 25, leading: 31, color: COLORS.ink, font: 'bold' };
const SUBTITLE: Type = { size: 12, leading: 15.5, color: COLORS.soft };
const ISSUER: Type = { size: 10, leading: 13, color: COLORS.soft };
const NAME: Type = { size: 9.6, leading: 13.8, color: COLORS.soft };
const REFERENCE: Type = { size: 11.5, leading: 14.5, color: COLORS.ink, font: 'bold' };
const NOTICE: Type = { size: 10.8, leading: 14.4, color: COLORS.ink, font: 'bold' };
const H2: Type = { size: 14, leading: 19, color: COLORS.ink, font: 'bold' };
const VALUE: Type = { size: 10.8, leading: 13.8, color: COLORS.ink };
const FACT: Type = { size: 10.5, leading: 13.4, color: COLORS.ink };
const SITUATION: Type = { size: 12, leading: 15.2, color: COLORS.ink, font: 'bold' };
const REASON: Type = { size: 10.5, leading: 13.2, color: COLORS.soft };
const CAPTION: Type = { size: 9, leading: 11.4, color: COLORS.soft };
const FOOT: Type = { size: 9, leading: 11, color: COLORS.soft };

const GUTTER = 24;
const HALF = (TEXT_WIDTH - GUTTER) / 2;
const QR_SIZE = 72;

/** Draws everything above the verdicts; returns the `y` below it. */
function drawTop(paper: Paper, proof: SignedProof, context: ProofContext): number {
  const below = drawHeader(paper, proof, context.verifyUrl);
  const left = PAGE.left;
  const right = PAGE.left + HALF + GUTTER;
  const footprint = footprintOf(proof.question.body);
  const { perimeters, band = null } = context;
  const afterQuestion = drawQuestion(paper, proof, context.schemes, left, below);
  // A footprint without quarters would suggest that there are none.
  if (proof.place === null && (footprint === null || context.perimeters.length === 0)) {
    return Math.max(afterQuestion, drawSituation(paper, proof, band, right, below));
  }
  const afterSituation = drawSituation(paper, proof, band, left, afterQuestion + 9);
  const height = Math.min(MAP.highest, Math.max(MAP.lowest, afterSituation - below - MAP.legend));
  const { answer } = proof;
  const place = footprint === null ? proof.place : null;
  // A single distance does not describe a street or a commune, so none is drawn.
  const zones = extentOf(proof) === null ? answer.zones : answer.zones.map(({ boundaryDistance, ...zone }) => zone);
  const scene = { place, footprint, zones, perimeters, band };
  const afterMap = drawMapped(paper, scene, proof, { x: right, y: below + 3, width: HALF, height });
  return Math.max(afterSituation, afterMap);
}

/** Heights, in points. */
const MAP = { lowest: 150, highest: 236, legend: 16 } as const;

function drawHeader(
  paper: Paper,
  { demo, issuer, issuedOn, question, reference, place }: SignedProof,
  url: string | null,
) {
  const { doc, root } = paper;
  const part = paper.part('Sect');
  const width = TEXT_WIDTH - QR_SIZE - GUTTER;
  const { left } = PAGE;
  let y: number = PAGE.top;
  const from = issuer.url === null ? issuer.name : `${issuer.name} · ${issuer.url}`;
  y = paper.write(paper.lines(from, width, ISSUER), left, y, ISSUER, 'P', part) + 5;
  y = paper.write(paper.lines(TITLE, width, H1), left, y, H1, 'H1', part);
  y = paper.write(paper.lines(SUBJECTS[question.kind], width, SUBTITLE), left, y, SUBTITLE, 'P', part) + 8;
  const issued = `Établie le ${longDate(issuedOn)}, sous la référence`;
  y = paper.write(paper.lines(issued, width, NAME), left, y, NAME, 'P', part);
  y = paper.write(paper.lines(reference, width, REFERENCE), left, y + 0.5, REFERENCE, 'P', part);

  const x = PAGE.width - PAGE.right - QR_SIZE;
  const description = url === null ? `La référence de ce document : ${reference}.` : `Où vérifier ce document : ${url}`;
  paper.figure(`Code QR. ${description}`, [x, PAGE.top, x + QR_SIZE, PAGE.top + QR_SIZE], part, () =>
    drawQrCode(paper, url ?? reference, x, PAGE.top, QR_SIZE),
  );
  const caption = paper.lines(url === null ? 'Référence' : VERIFY, QR_SIZE + GUTTER, CAPTION);
  const under = PAGE.top + QR_SIZE + 3;
  if (url === null) paper.write(caption, x, under, CAPTION, 'P', part);
  else paper.writeLink(caption[0]!, x - 6, under, CAPTION, part, url, `${VERIFY} : ${url}`);

  y = Math.max(y, PAGE.top + QR_SIZE + 3 + CAPTION.leading) + 12;
  const warned = paper.part('Sect', root);
  const notices = [
    demo ? OF_A_DEMO : NO_DECISION,
    ...(place === null && footprintOf(question.body) === null
      ? [typedAddress(question) === null ? NO_PLACE : NOT_FOUND]
      : []),
  ];
  const lines = notices.map((notice) => paper.lines(notice, TEXT_WIDTH - 24, NOTICE));
  const height = lines.flat().length * NOTICE.leading + 12;
  paper.ornament(() => {
    doc.rect(left, y, TEXT_WIDTH, height).fill('#f3f5f9');
    doc.rect(left, y, 3, height).fill(COLORS.ink);
  });
  let at = y + 6;
  for (const own of lines) at = paper.write(own, left + 14, at, NOTICE, 'P', warned);
  return y + height + 15;
}

function drawQuestion(
  paper: Paper,
  proof: SignedProof,
  schemes: ProofContext['schemes'],
  x: number,
  top: number,
): number {
  const part = paper.part('Sect');
  let y = paper.write(paper.lines('La question', HALF, H2), x, top, H2, 'H2', part) + 1;
  const { asked, facts } = questionInWords(proof, schemes);
  const list = paper.list(part);
  for (const { name, value } of asked) {
    const item = paper.part('LI', list);
    const names = paper.lines(name, NAME_WIDTH - 6, NAME);
    const values = paper.lines(value, HALF - NAME_WIDTH, VALUE);
    const below = paper.write(names, x, y, NAME, 'Lbl', item);
    y = Math.max(paper.write(values, x + NAME_WIDTH, y, VALUE, 'LBody', item), below) + 1.5;
  }
  if (facts.length > 0) {
    y = paper.write(paper.lines(DECLARED, HALF, NAME), x, y + 3, NAME, 'P', part);
    const declared = paper.list(part);
    for (const { name, value } of facts) {
      const runs = [
        { text: `${name} : `, color: COLORS.soft },
        { text: value, font: 'bold' as const },
      ];
      y = paper.write(paper.lines(runs, HALF, FACT), x, y, FACT, 'LBody', paper.part('LI', declared));
    }
  }
  if (!shownBy(proof).facts) y = paper.write(paper.lines(NO_FACTS, HALF, FACT), x, y + 2, FACT, 'P', part);
  return y;
}

const DECLARED = 'Déclaré, sans être vérifié :';
/** Width of the names beside the question. */
const NAME_WIDTH = 72;

function drawSituation(paper: Paper, proof: SignedProof, band: number | null, x: number, top: number): number {
  const part = paper.part('Sect');
  let y = paper.write(paper.lines('La situation', HALF, H2), x, top, H2, 'H2', part) + 1;
  y = paper.write(paper.lines(situationInWords(proof, band), HALF, SITUATION), x, y, SITUATION, 'P', part) + 3;
  const { answer } = proof;
  y = paper.write(paper.lines(certaintyInWords(answer, band), HALF, VALUE), x, y, VALUE, 'P', part) + 2;
  for (const { message } of answer.reasons) {
    y = paper.write(paper.lines(message, HALF, REASON), x, y, REASON, 'P', part) + 1;
  }
  return y;
}

/** Draws the map and its explanation; returns the `y` below them. */
function drawMapped(paper: Paper, scene: Scene, proof: SignedProof, box: Box): number {
  const part = paper.part('Sect');
  const { x, y, width, height } = box;
  const drawn = scene.place?.positions
    ? ` La voie y est dessinée par ses ${scene.place.positions.length} numéros connus.`
    : '';
  const alt = `Plan du lieu, le nord en haut.${drawn} ${situationInWords(proof, scene.band)}`;
  let legend: Legend = { kinds: [], hasBand: false, hasDoubt: false };
  paper.figure(alt, [x, y, x + width, y + height], part, () => {
    legend = drawMap(paper, scene, box);
  });
  const entries: readonly {
    readonly what: Legend['kinds'][number] | 'band' | 'place' | 'doubt';
    readonly text: string;
  }[] = [
    {
      what: 'place',
      text: scene.place === null ? 'tracé' : scene.place.positions ? 'numéros connus de la voie' : 'lieu',
    },
    ...(legend.hasDoubt ? [{ what: 'doubt' as const, text: 'doute' }] : []),
    ...legend.kinds.map((kind) => ({ what: kind, text: kindNames[kind] })),
    ...(legend.hasBand && scene.band !== null
      ? [{ what: 'band' as const, text: `moins de ${metres(scene.band)}` }]
      : []),
  ];
  const list = paper.list(part);
  let top = y + height + 5;
  let at = x;
  for (const { what, text } of entries) {
    const wide = (what === 'place' ? 9.5 : 13) + paper.widthOf(text, CAPTION);
    if (at > x && at + wide > x + width) {
      at = x;
      top += CAPTION.leading;
    }
    const sign = { x: at, y: top + 2.4, width: 10, height: 7 };
    paper.ornament(() => {
      if (what === 'place' && scene.place === null) {
        paper.doc
          .lineWidth(1.1)
          .rect(at + 0.5, top + 3, 6.5, 5.5)
          .stroke(COLORS.place);
      } else if (what === 'place') paper.doc.circle(at + 3.2, top + 5.8, 3).fill(COLORS.place);
      else if (what === 'doubt') {
        paper.doc
          .circle(at + 4.5, top + 5.8, 3.8)
          .lineWidth(0.8)
          .dash(1.8, { space: 1.3 })
          .stroke(COLORS.place)
          .undash();
      } else drawSwatch(paper, what, sign);
    });
    const words = at + (what === 'place' ? 9.5 : 13);
    paper.write(paper.lines(text, width, CAPTION), words, top, CAPTION, 'LBody', paper.part('LI', list));
    at += wide + 9;
  }
  return top + CAPTION.leading;
}

function drawVerdicts(paper: Paper, proof: SignedProof, context: ProofContext, top: number): void {
  const { verdicts } = proof.answer;
  const part = paper.part('Sect');
  const { left } = PAGE;
  let y = top + 13;
  if (y > TEXT_BOTTOM - LOWEST_ANSWER) {
    paper.doc.addPage();
    y = PAGE.top;
  } else {
    paper.ornament(() => {
      const { doc } = paper;
      doc
        .moveTo(left, y)
        .lineTo(left + TEXT_WIDTH, y)
        .lineWidth(0.7)
        .stroke(COLORS.line);
    });
    y += 10;
  }
  const heading = [
    { text: verdicts.length > 1 ? 'Les réponses' : 'La réponse' },
    ...(verdicts.length > 1
      ? [{ text: `  ${countsInWords(verdicts)}`, font: 'regular' as const, color: COLORS.soft }]
      : []),
  ];
  y = paper.write(paper.lines(heading, TEXT_WIDTH, H2), left, y, H2, 'H2', part) + 2;

  const printed = {
    verdicts,
    schemes: context.schemes,
    alreadyPrinted: new Set(proof.answer.reasons.map(({ message }) => message)),
    note: { title: VERIFY, text: howToVerify(proof, context.verifyUrl) },
  };
  const isPlaceNamed = verdicts.some(({ scheme }) => context.schemes.has(scheme));
  const hasBoxes = verdicts.some(({ conditions }) => conditions.length > 0);
  const keyOf = ({ isBrief }: Setting) => {
    const sentences = [
      ...(isPlaceNamed ? [verdicts.length > 1 ? PLACES_KEY : PLACE_KEY] : []),
      ...(isBrief && hasBoxes ? [BOX_KEY] : []),
    ];
    return paper.lines(sentences.join(' '), TEXT_WIDTH, FACT);
  };
  const settings = areMany(verdicts) ? [BRIEFLY] : [ACROSS, IN_COLUMNS, BRIEFLY];
  const trials = settings.map((setting) => {
    const key = keyOf(setting);
    const from = y + key.length * FACT.leading + 7;
    const heights = [TEXT_BOTTOM - from, TEXT_BOTTOM - PAGE.top];
    const blocks = verdictBlocks(paper, part, printed, setting);
    return { ...setting, key, from, pages: setInColumns(blocks, setting.count, heights) };
  });
  // Uses the larger type and the full texts where they take no more pages.
  const { pages, width, key, from } = trials.reduce((best, other) =>
    other.pages.length < best.pages.length ? other : best,
  );
  if (key.length > 0) paper.write(key, left, y, FACT, 'P', part);
  pages.forEach(({ columns }, i) => {
    if (i > 0) paper.doc.addPage();
    columns.forEach((column, j) => {
      for (const { piece, top } of column) piece.draw(left + j * (width + GUTTER), (i > 0 ? PAGE.top : from) + top);
    });
  });
}

const PLACE_KEY = 'La réponse vaut si le lieu de la question est celui qui compte pour le dispositif.';
const PLACES_KEY =
  'Chaque réponse vaut si le lieu de la question est celui qui compte pour le dispositif, nommé avec elle.';
/** Replaces the title of each list in brief. */
const BOX_KEY = 'Les cases vides : ce qui reste à justifier.';
/** Points below which no heading of the answers is left alone at the foot of a page. */
const LOWEST_ANSWER = 100;

const ACROSS = { width: TEXT_WIDTH, isSmall: false, isBrief: false, count: 1 } satisfies Setting & { count: number };
const IN_COLUMNS = { ...ACROSS, width: HALF, isSmall: true, count: 2 };
const BRIEFLY = { ...IN_COLUMNS, isBrief: true };

/** « 2 oui · 9 sous conditions » */
function countsInWords(verdicts: readonly Verdict[]): string {
  return bestFirst(verdicts.map(({ verdict }) => verdict))
    .map((answer) => `${verdicts.filter(({ verdict }) => verdict === answer).length} ${outcomeLabels[answer]}`)
    .join(' · ');
}

function howToVerify({ signature, dataVersion, rulesVersion, answer }: SignedProof, url: string | null): string {
  const generation = answer.generation === null ? 'aucune connue à cette date' : `génération ${answer.generation}`;
  const where = url === null ? 'avec la commande « perimetre verify »' : `sur ${url}`;
  return (
    `La question, la réponse et leur signature (${signature.algorithm}, clé ${signature.key}) sont jointes à ce ` +
    `PDF dans ${ATTACHMENT_NAME} : cette page n’en est que la lecture. Elles se vérifient ${where}. ` +
    `Version des données : ${dataVersion}. Version des règles : ${rulesVersion}. Géographie prioritaire : ` +
    `${generation}.`
  );
}

/** Writes the page number and the reference at the foot of every page. */
function drawFeet(paper: Paper, { demo, reference }: SignedProof): void {
  const { doc } = paper;
  const { count } = doc.bufferedPageRange();
  for (let i = 0; i < count; i++) {
    doc.switchToPage(i);
    paper.ornament(() => {
      const y = PAGE.height - 40;
      doc
        .moveTo(PAGE.left, y)
        .lineTo(PAGE.left + TEXT_WIDTH, y)
        .lineWidth(0.7)
        .stroke(COLORS.line);
      paper.drawLines(paper.lines(reference, TEXT_WIDTH, FOOT), PAGE.left, y + 6, FOOT);
      const page = `Page ${i + 1} sur ${count}`;
      const right = PAGE.left + TEXT_WIDTH - paper.widthOf(page, FOOT);
      paper.drawLines(paper.lines(page, TEXT_WIDTH, FOOT), right, y + 6, FOOT);
      const middle = demo ? DEMO : 'Indication signée, et non décision de l’État';
      const centre = PAGE.left + (TEXT_WIDTH - paper.widthOf(middle, FOOT)) / 2;
      paper.drawLines(paper.lines(middle, TEXT_WIDTH, FOOT), centre, y + 6, FOOT);
    }, 'Pagination');
  }
}

/** Attaches the signed form (RFC 8785) with its signature. */
function attach({ doc }: Paper, proof: SignedProof): void {
  const day = new Date(`${proof.issuedOn}T00:00:00Z`);
  const options: PDFKit.Mixins.PDFAttachmentOptions & { readonly relationship: 'Data' } = {
    name: ATTACHMENT_NAME,
    type: 'application/json',
    description: 'La question, la réponse et leur signature',
    relationship: 'Data',
    creationDate: day,
    modifiedDate: day,
  };
  doc.file(Buffer.from(canonicalize(proof)!, 'utf8'), options);
}
