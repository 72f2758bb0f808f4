import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Member, membersOf } from '../../src/files/gis/read/json-members.ts';

async function* inPieces(text: string, cuts: readonly number[]): AsyncGenerator<string> {
  let from = 0;
  for (const cut of [...cuts.map((share) => Math.floor(share * text.length)), text.length].sort((a, b) => a - b)) {
    yield text.slice(from, cut);
    from = cut;
  }
}

async function members(text: string, cuts: readonly number[] = []): Promise<Member[]> {
  const found: Member[] = [];
  for await (const member of membersOf(inPieces(text, cuts), 'features')) found.push(member);
  return found;
}

describe('the members of a JSON object', () => {
  const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 });

  it('are those of JSON.parse, for any division into pieces', async () => {
    const object = fc.dictionary(
      fc.oneof(
        fc.string().filter((key) => key !== '__proto__' && key !== 'features'),
        fc.constant('a"\\}'),
      ),
      fc.jsonValue(),
    );
    await fc.assert(
      fc.asyncProperty(
        object,
        fc.array(fc.jsonValue()),
        cuts,
        fc.constantFrom(0, 2),
        async (root, list, at, indent) => {
          const text = JSON.stringify({ ...root, features: list, last: 1 }, null, indent);
          const found = await members(text, at);
          const own = found.filter(({ isItem }) => !isItem).map(({ key, text: value }) => [key, JSON.parse(value)]);
          expect(Object.fromEntries(own)).toEqual(JSON.parse(JSON.stringify({ ...root, last: 1 })));
          const items = found.filter(({ isItem }) => isItem).map(({ text: value }) => JSON.parse(value));
          expect(items).toEqual(JSON.parse(JSON.stringify(list)));
        },
      ),
    );
  });

  it('are never half an object', async () => {
    const whole = JSON.stringify({ type: 'x', features: [{ a: [1, '}'] }, {}], b: { c: 1 } });
    for (let end = 0; end < whole.length; end++) {
      await expect(members(whole.slice(0, end))).rejects.toThrow('pas un document JSON entier');
    }
    await expect(members(`${whole}x`)).rejects.toThrow('pas un seul objet');
    await expect(members('[]')).rejects.toThrow('pas un seul objet');
  });
});
