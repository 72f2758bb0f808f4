import {
  type AnswerColumn,
  comparisonColumns,
  footprintColumns,
  matchColumns,
  placeColumns,
  schemeColumns,
} from '../../batch/answer-columns.ts';
import { declarations, type FactType } from '../../rules/application.ts';

const ANY_SCHEME = { id: 'DISPOSITIF' };

/** The help of `batch`. Its columns and facts come from their definitions. */
export const batchHelp = `\
Lit un CSV (virgule, point-virgule, tabulation ou barre ; UTF-8 ou windows-1252, dit ISO-8859-1) qui a des colonnes lon et
lat (ou longitude et latitude, ou x et y avec --crs), et si elles existent date (AAAA-MM-JJ ou JJ/MM/AAAA), uncertainty
(mètres) et citycode. Écrit ses colonnes telles quelles, puis les nôtres :

${columnsInHelp(placeColumns)}

  --out FICHIER        où écrire ; le fichier n’apparaît que complet
  --from-stdin         lit l’entrée standard
  --to-stdout          écrit sur la sortie standard
  --date AAAA-MM-JJ    la date des lignes qui n’en portent pas (aujourd’hui par défaut)
  --crs EPSG:2154      le système des coordonnées, si ce n’est pas WGS84
  --encoding ENC       utf-8 ou iso-8859-1, si le fichier ne le laisse pas deviner
  --layer NOM          la couche d’un GeoPackage, la feuille d’un classeur (la première visible par défaut)
  --data-version V     répond avec une version antérieure des périmètres
  --report FICHIER     un rapport de ce qui est répondu, en .html (une page qui se suffit, et ses chiffres à côté en .json) ou en
                       .json seul ; il ne dit rien d’une ligne que son numéro
  --resume             continue ce qu’une commande interrompue avait commencé, aux mêmes options
  --safe-csv           met une apostrophe devant ce qu’un tableur prendrait pour une formule
  --compare AVANT.csv  une réponse antérieure aux mêmes lignes : dit ce qui a changé depuis, derrière chaque ligne et, en
                       somme, sur l’erreur standard
  --key COLONNE        avec --compare, la colonne qui identifie les lignes ; sans elle, elles sont dans le même ordre

Avec --compare, derrière les autres colonnes :

${columnsInHelp(comparisonColumns([ANY_SCHEME]))}

D’autres formats que le CSV, l’entrée étant reconnue à ce qu’elle contient, la sortie à son extension :

  lus                  .csv .xlsx .geojson .geojsonl .geojsons .gpkg .parquet, et .shp (avec .dbf et .prj) ; un dossier ou un .zip de ceux-là
  écrits               .csv .xlsx .geojson .geojsonl .geojsons .gpkg .parquet

  perimetre batch batiments.gpkg --layer bati --out batiments-qpv.gpkg
  perimetre batch aides.xlsx --out aides.geojson

Géométries, colonnes et système de coordonnées sont gardés ; un GeoJSON s’écrit en WGS84. --crs accepte tout ce que proj4
lit : un code EPSG courant, « +proj=… », un WKT. En CSV et en Excel, la géométrie d’une couche s’ajoute en WKT.
Un classeur Excel est tout entier en mémoire ; les autres formats passent au fil. Lignes et polygones ont des colonnes de
plus, et leur nearest_distance est celle du point le plus proche, 0 dedans :

${columnsInHelp(footprintColumns)}

--resume et --compare ne vont que d’un CSV à un CSV, --safe-csv que vers un CSV.

Un fichier d’adresses plutôt que de coordonnées :

  --address COL,COL…   les colonnes de l’adresse, jointes dans cet ordre par une espace ; majuscules et minuscules
                       se valent ; des colonnes lon et lat ne sont alors pas lues, une colonne date l’est
  --citycode COL       la colonne du code INSEE : rien d’une autre commune ne répond ; vide, la commune est inconnue
  --postcode COL       la colonne du code postal

  perimetre batch aides.csv --out reponses.csv --address num,voie,cp,ville --citycode insee
  perimetre batch candidats.xlsx --out reponses.xlsx --address adresse --postcode cp

S’ajoutent :

${columnsInHelp(matchColumns)}

Le zéro de tête qu’un tableur a ôté aux codes leur est rendu (1004 se lit 01004). Si le texte peut désigner plusieurs
adresses, la réponse n’est sûre que si toutes s’accordent. Une adresse introuvable n’est pas hors de tout quartier : sa
réponse est unknown, à examiner. Les adresses sont cherchées dans le fichier chargé sur cette machine, s’il y en a un ; sinon
elles sont envoyées au géocodeur de l’État, 50 par seconde au plus (ADDRESS_PROVIDER en décide). Les lignes pour lesquelles
il n’a pas répondu sont invalides, et à relancer.

Les verdicts de dispositifs, ceux de POST /v1/eligibility pour le même lieu, la même date et les mêmes faits :

  --schemes ID,ID…           les dispositifs (GET /v1/schemes les liste)
  --fact FAIT=VALEUR         un fait de toutes les lignes ; l’option se répète
  --fact-column FAIT=COL     la colonne d’un fait ; une cellule vide laisse celui de --fact, ou aucun ; l’option se répète

  perimetre batch aides.csv --out reponses.csv --schemes bop-147,fcs --fact applicant=association --fact expenses=5000
  perimetre batch actions.xlsx --out reponses.xlsx --schemes fcs --fact-column publicShareFromQpv=part_qpv

S’ajoutent, pour chaque dispositif :

${columnsInHelp(schemeColumns([ANY_SCHEME]))}

Un fait qui compte et qui n’est pas donné devient une condition, jamais un refus. Les faits, et leurs valeurs :

${factsInHelp()}

Un nombre s’écrit 5000, 5 000, 0,8 ou 0.8, une part aussi 80 %, un montant aussi 5 000 €. Une cellule qui n’est pas une
valeur de son fait rend sa ligne invalide.

Interrompue (Ctrl-C, arrêt de la machine), la commande laisse SORTIE.csv.part et son journal SORTIE.csv.part.json, et la
même commande avec --resume continue ; sans --resume elle recommence. Une entrée standard ne se reprend pas.

Code de sortie : 0 si chaque ligne a sa réponse, 2 si certaines sont invalides, 1 si le fichier n’a pu être lu ou écrit.`;

/** Returns columns with their descriptions, one per line. */
function columnsInHelp(columns: readonly AnswerColumn<never>[]): string {
  const width = Math.max(21, ...columns.map(({ name }) => name.length + 2));
  return columns.map(({ name, description }) => `  ${name.padEnd(width)}${description}`).join('\n');
}

/** Returns facts with their values, one per line. */
function factsInHelp(): string {
  return Object.entries(declarations)
    .map(([name, type]) => `  ${name.padEnd(29)}${valuesInHelp(type)}`)
    .join('\n');
}

function valuesInHelp(type: FactType): string {
  switch (type.kind) {
    case 'yes-no':
      return 'oui ou non';
    case 'choice':
      return type.values.join(', ');
    case 'number':
      return type.what;
  }
}
