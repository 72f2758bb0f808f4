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
npx perimetre lookup 2.6289 50.518 --date 2024-10-01                # one answer, in words
npx perimetre batch examples/data/places.csv --out answers.csv      # each row of a CSV with lon and lat
npx perimetre batch examples/data/projects.gpkg --layer buildings --out buildings.gpkg   # polygons, in their own system
npx perimetre compare --perimeters examples/data/qic-draft.geojson --kind qic --points examples/data/places.csv   # who would enter, who would leave
npx perimetre zones import examples/data/qic-draft.geojson --generation 2024 --kind qic   # what this file would change
npx perimetre zones export --out quartiers.gpkg --crs EPSG:2154     # the quarters for GIS software
npx perimetre rules check                                           # what the rulebook wants re-read
npx perimetre data update                                           # needs the network: the country, the communes, the addresses
npx perimetre verify preuve.pdf                                     # needs a proof (proof.md): is it genuine?
\`\`\`

With [made-up addresses](../examples/README.md#files-to-try), in a store of their own:

\`\`\`sh
export PERIMETRE_DB=var/examples/perimetre.db
npx perimetre data update --only addresses --from examples/data
npx perimetre batch examples/data/addresses.xlsx --out answers.xlsx --address num,voie --citycode insee
npx perimetre streets --zone QN06208M --out voies.html              # its streets, number by number: a sheet to print
npx perimetre share examples/data/addresses.xlsx --address num,voie --citycode insee   # which share lives in a QPV
\`\`\``;
