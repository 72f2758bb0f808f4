import { parseAst } from 'vite';

/** A change to a text: the part from `start` to `end` becomes `replacement`. */
export interface Mutation {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

/** Returns every possible change of a TypeScript or YAML file, in the order of the text. */
export function mutationsOf(name: string, text: string): Mutation[] {
  return name.endsWith('.yaml') ? mutationsOfYaml(text) : mutationsOfCode(text);
}

/** Changes operators, conditions, numbers, booleans and statements, but not texts. */
function mutationsOfCode(text: string): Mutation[] {
  const found: Mutation[] = [];
  const add = (start: number, end: number, replacement: string) => found.push({ start, end, replacement });
  visit(parseAst(text, { lang: 'ts' }) as unknown as Node, (node) => {
    if (node.type === 'BinaryExpression' || node.type === 'LogicalExpression') {
      const { left, right, operator } = node as unknown as { left: Node; right: Node; operator: string };
      const at = text.indexOf(operator, left.end);
      for (const other of OPERATORS[operator] ?? []) if (at < right.start) add(at, at + operator.length, other);
    } else if (node.type === 'UnaryExpression' && node.operator === '!') {
      add(node.start, node.start + 1, '');
    } else if (node.type === 'IfStatement' || node.type === 'ConditionalExpression') {
      const test = node.test as Node;
      add(test.start, test.end, 'true');
      add(test.start, test.end, 'false');
    } else if (node.type === 'Literal' && typeof node.value === 'number') {
      add(node.start, node.end, `${node.value + 1}`);
    } else if (node.type === 'Literal' && typeof node.value === 'boolean') {
      add(node.start, node.end, String(!node.value));
    } else if (node.type === 'ExpressionStatement') {
      add(node.start, node.end, ';');
    } else if (node.type === 'ContinueStatement' || node.type === 'BreakStatement') {
      add(node.start, node.end, ';');
    }
  });
  return found.sort((a, b) => a.start - b.start);
}

/** Changes figures, days, booleans and verdicts of the rulebook, but not French texts or references. */
function mutationsOfYaml(text: string): Mutation[] {
  const found: Mutation[] = [];
  for (const { 0: match, index } of text.matchAll(
    /(?<=[:[,]\s*)(?:-?\d+(?:\.\d+)?|true|false|conditional|review|no)(?=\s*(?:[,\]}]|$))/gm,
  )) {
    found.push({ start: index, end: index + match.length, replacement: YAML_VALUES[match] ?? `${Number(match) + 1}` });
  }
  for (const { 0: day, index } of text.matchAll(/^\s*\d{4}-\d{2}-\d{2}(?=:)/gm)) {
    const next = day.endsWith('01') ? `${day.slice(0, -2)}02` : `${day.slice(0, -2)}01`;
    found.push({ start: index, end: index + day.length, replacement: next });
  }
  return found.sort((a, b) => a.start - b.start);
}

const OPERATORS: Readonly<Record<string, readonly string[]>> = {
  '===': ['!=='],
  '!==': ['==='],
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '&&': ['||'],
  '||': ['&&'],
  '??': ['&&'],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
};

const YAML_VALUES: Readonly<Record<string, string>> = {
  true: 'false',
  false: 'true',
  conditional: 'review',
  review: 'no',
  no: 'review',
};

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

function visit(node: Node, use: (node: Node) => void): void {
  // Types have no effect at run time.
  if (node.type.startsWith('TS') && !node.type.endsWith('Expression')) return;
  use(node);
  for (const child of Object.values(node)) {
    for (const each of Array.isArray(child) ? child : [child]) {
      if (typeof each === 'object' && each !== null && 'type' in each) visit(each as Node, use);
    }
  }
}
