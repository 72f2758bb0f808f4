import type { Command } from '../../src/commands/command.ts';
import { NOTICE } from './notice.ts';

/** Returns the text of docs/cli.md: the help of every command, as `perimetre COMMAND --help` prints it. */
export function commandsPage(commands: readonly Command[]): string {
  return [
    NOTICE,
    '# The command line',
    '',
    INTRODUCTION,
    '',
    '| command | |',
    '|---|---|',
    ...commands.map(({ name, summary }) => `| [${name}](#${name.replaceAll(' ', '-')}) | ${summary} |`),
    '',
    EXAMPLES,
    ...commands.flatMap(section),
    '',
  ].join('\n');
}

const INTRODUCTION = `\
Each command prints this help with \`--help\`. In a clone, write \`npx perimetre\`; in the container, \`perimetre\`.
The text is in French, as everything that the commands print.

The exit code is 0 when all went well and 1 when nothing could be done; one line on standard error then gives the
reason. \`batch\` and \`rules check\` also end with 2: some rows are invalid, or some rules need another look.`;

function section({ name, usage, help }: Command): string[] {
  return ['', `## ${name}`, '', '```text', `perimetre ${usage}`, '', help, '```'];
}

const EXAMPLES = `## Examples

\`\`\`sh
npx perimetre lookup 2.6289 50.518 --date 2024-10-01              # one answer, in words
npx perimetre batch places.csv --out answers.csv                  # each row of a CSV with lon and lat
npx perimetre batch bati.gpkg --out bati-qpv.gpkg                 # polygons, in their own system
npx perimetre batch list.xlsx --out answers.xlsx --address num,voie --citycode insee   # addresses
npx perimetre streets --zone QN06208M --out voies.html            # its streets, number by number: a sheet to print
npx perimetre share public.xlsx --address adresse --citycode insee               # which share lives in a QPV
npx perimetre compare --perimeters draft.gpkg --points list.csv   # who would enter, and who would leave
npx perimetre zones import qic.gpkg --generation 2024 --kind qic  # what this file would change
npx perimetre zones export --out quartiers.gpkg --crs EPSG:2154   # the quarters for GIS software
npx perimetre data update                                         # the country, 2015, the communes, the addresses
npx perimetre rules check                                         # what the rulebook wants re-read
npx perimetre verify preuve.pdf                                   # is this proof genuine?
\`\`\``;
