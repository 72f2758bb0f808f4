import { pageText } from './markdown.ts';

export interface PageCommand {
  /** As it is printed, over as many lines. */
  readonly text: string;
  /** The output printed beneath its block, in the block that follows at once. */
  readonly output: string | null;
  /** What it needs that a test has not, from its comment `# needs …`; null for a command that is run. */
  readonly needs: string | null;
}

/** The commands of every block `sh` of a page, in order. */
export function pageCommands(page: string): PageCommand[] {
  const blocks = [
    ...pageText(page).matchAll(/^( *)```sh\n([\s\S]*?)^ *```\n(?:\n? *```(?:json|text)\n([\s\S]*?)^ *```)?/gm),
  ];
  return blocks.flatMap(([, , block, output]) => {
    const commands = commandsOf(block!);
    return commands.map((command, i) => ({
      ...command,
      output: i === commands.length - 1 ? (output ?? null) : null,
    }));
  });
}

function commandsOf(block: string): Omit<PageCommand, 'output'>[] {
  const commands: Omit<PageCommand, 'output'>[] = [];
  let blockNeeds: string | null = null;
  let lines: string[] = [];
  for (const line of block.split('\n')) {
    if (lines.length === 0) {
      if (line.trim() === '') continue;
      blockNeeds = /^\s*# needs (.+)$/.exec(line)?.[1] ?? blockNeeds;
      if (/^\s*#/.test(line)) continue;
    }
    lines.push(line);
    const text = lines.join('\n');
    if (!isWhole(text)) continue;
    commands.push({ text: text.trim(), needs: blockNeeds ?? /\s# needs (.+)$/.exec(text)?.[1] ?? null });
    lines = [];
  }
  if (lines.length > 0) throw new Error(`unfinished command: ${lines.join('\n')}`);
  return commands;
}

/** Whether no quote is open and no line is to be continued. */
function isWhole(text: string): boolean {
  return /^(?:\\[^\n]|'[^']*'|"(?:\\.|[^"\\])*"|\s#.*|[^\\'"])*$/.test(text);
}
