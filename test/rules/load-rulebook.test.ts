import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, parse as parsePath } from 'node:path';
import { load as parse } from 'js-yaml';
import { afterAll, describe, expect, it } from 'vitest';
import { loadRulebook, RulebookError } from '../../src/rules/load-rulebook.ts';
import { rulesFolder, sampleFolder } from './samples.ts';

const badRules = join(import.meta.dirname, '..', 'bad-rules');
const manifest = parse(readFileSync(join(badRules, 'manifest.yml'), 'utf8')) as Record<string, string>;
const temporary = mkdtempSync(join(tmpdir(), 'perimetre-rules-'));
afterAll(() => rmSync(temporary, { recursive: true }));

/** A folder with the shared services and the files of one fixture. */
function folderOf(fixture: string): string {
  const folder = join(temporary, fixture);
  cpSync(join(rulesFolder, 'shared'), join(folder, 'shared'), { recursive: true });
  const files = readdirSync(badRules);
  if (files.includes(`${fixture}.yaml`)) cpSync(join(badRules, `${fixture}.yaml`), join(folder, `${fixture}.yaml`));
  // Invalid YAML has another extension, so that the formatter ignores it.
  else if (files.includes(`${fixture}.txt`)) cpSync(join(badRules, `${fixture}.txt`), join(folder, `${fixture}.yaml`));
  else cpSync(join(badRules, fixture), folder, { recursive: true });
  return folder;
}

function problemsOf(folder: string): readonly string[] {
  try {
    loadRulebook(folder);
  } catch (error) {
    if (error instanceof RulebookError) return error.problems;
    throw error;
  }
  return [];
}

describe('a malformed file is refused with the name of the file and of the key', () => {
  for (const [fixture, expected] of Object.entries(manifest)) {
    it(fixture, () => {
      const problems = problemsOf(folderOf(fixture));
      expect(
        problems.some((problem) => problem.startsWith(expected)),
        problems.join('\n'),
      ).toBe(true);
    });
  }

  it('has one line of the manifest for each fixture', () => {
    const fixtures = readdirSync(badRules)
      .filter((file) => file !== 'manifest.yml')
      .map((file) => parsePath(file).name);
    expect(Object.keys(manifest).sort()).toEqual(fixtures.sort());
  });
});

describe('loading', () => {
  it('lists every problem of every file at once', () => {
    const folder = join(temporary, 'several');
    cpSync(folderOf('unknown-key'), folder, { recursive: true });
    cpSync(folderOf('missing-key'), folder, { recursive: true });
    expect(problemsOf(folder)).toEqual(['missing-key.yaml: label: manque', 'unknown-key.yaml: colour: clé inconnue']);
  });

  it('refuses an empty folder', () => {
    const folder = join(temporary, 'empty');
    mkdirSync(folder);
    expect(problemsOf(folder)).toEqual([
      'shared/services.yaml: le fichier manque',
      `${folder}: aucun dispositif (*.yaml) n’y est`,
    ]);
  });

  it('refuses a limit without a service', () => {
    const folder = join(temporary, 'limits');
    cpSync(folderOf('unknown-key'), folder, { recursive: true });
    rmSync(join(folder, 'unknown-key.yaml'));
    cpSync(sampleFolder('limits'), folder, { recursive: true });
    writeFileSync(
      join(folder, 'shared', 'services.yaml'),
      'services: {agglomeration: {label: A}}\nlimits: {qpv: anct, qic: agglomeration}\n',
    );
    expect(problemsOf(folder)).toEqual(['shared/services.yaml: limits.qpv: anct n’est pas un des services']);
  });

  it('accepts the sample that the malformed files are derived from', () => {
    expect([...loadRulebook(sampleFolder('sound')).schemes.keys()]).toEqual(['sample']);
  });
});

describe('the shipped rulebook', () => {
  const rulebook = loadRulebook(rulesFolder);

  it('lists every distance that a situation must distinguish', () => {
    expect(rulebook.distances).toEqual([300, 500]);
  });

  it('has a version that changes only with the files', () => {
    expect(rulebook.rulesVersion).toMatch(/^2026-11-21\.[0-9a-f]{8}$/);
    expect(loadRulebook(rulesFolder).rulesVersion).toBe(rulebook.rulesVersion);
    const folder = join(temporary, 'changed');
    cpSync(rulesFolder, folder, { recursive: true });
    const file = join(folder, 'fcs.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('value: 2000', 'value: 2001'));
    expect(loadRulebook(folder).rulesVersion).not.toBe(rulebook.rulesVersion);
  });

  it('names a service to ask for every scheme', () => {
    for (const scheme of rulebook.schemes.values()) expect(scheme.whomToAsk.length, scheme.id).toBeGreaterThan(0);
  });
});
