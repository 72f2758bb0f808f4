import { type Dictionary, isDictionary, isReference, nameOf, PdfFile, type Reference, textOf } from './pdf-file.ts';
import { shownTexts } from './shown-text.ts';

/**
 * Lists what a PDF lacks of PDF/UA-1 (ISO 14289-1), each fault with its clause: the rules of veraPDF that apply to a
 * document without forms, tables, notes, layers, or embedded pages. An empty list is a document without a known fault.
 */
export function pdfUaFaults(bytes: Uint8Array): string[] {
  const file = new PdfFile(bytes);
  return [
    ...documentFaults(file),
    ...contentFaults(file),
    ...structureFaults(file),
    ...annotationFaults(file),
    ...fontFaults(file),
    ...attachmentFaults(file),
  ];
}

/** Elements of the structure tree, parents before children, in the order of reading. */
function structureOf(file: PdfFile): Element[] {
  const elements: Element[] = [];
  const visit = (reference: unknown, parent: Element | null) => {
    const dictionary = file.dictionary(reference);
    if (dictionary.S === undefined) return;
    const element: Element = {
      dictionary,
      reference: reference as Reference,
      role: nameOf(dictionary.S)!,
      parent,
      kids: [],
    };
    elements.push(element);
    parent?.kids.push(element);
    for (const kid of file.array(dictionary.K)) if (isReference(kid)) visit(kid, element);
  };
  const root = file.catalog.StructTreeRoot;
  for (const kid of root === undefined ? [] : file.array(file.dictionary(root).K)) visit(kid, null);
  return elements;
}

interface Element {
  readonly dictionary: Dictionary;
  readonly reference: Reference;
  readonly role: string;
  readonly parent: Element | null;
  readonly kids: Element[];
}

/** The text that a screen reader reads, element by element, in the order of the structure tree. */
export function readAloud(file: PdfFile): string[] {
  const contents = textByContent(file);
  return structureOf(file).flatMap(({ dictionary, role }) => {
    const replaced = textOf(dictionary.ActualText) ?? textOf(dictionary.Alt);
    const own = file.array(dictionary.K).map((kid) => contents.get(contentKey(kid, dictionary)) ?? '');
    const text = replaced ?? own.join('');
    return text === '' ? [] : [`${role}: ${text.replace(/\s+/g, ' ').trim()}`];
  });
}

function documentFaults(file: PdfFile): string[] {
  const { catalog } = file;
  const xmp = catalog.Metadata === undefined ? '' : file.stream(catalog.Metadata).bytes.toString('utf8');
  const marks = catalog.MarkInfo === undefined ? null : file.dictionary(catalog.MarkInfo);
  const viewer = catalog.ViewerPreferences === undefined ? null : file.dictionary(catalog.ViewerPreferences);
  return faults([
    [/^%PDF-1\.[0-7]$/.test(file.header), '6.1: no header of PDF 1.0 to 1.7'],
    [marks?.Marked === true, '6.2: not marked as tagged'],
    [marks?.Suspects !== true, '7.1-4: tags are suspect'],
    [/<pdfuaid:part>1<\/pdfuaid:part>/.test(xmp) && xmp.includes(PDF_UA), '5: no identifier of PDF/UA-1'],
    [/<dc:title>[\s\S]*<rdf:li[^>]*>[^<]+<\/rdf:li>[\s\S]*<\/dc:title>/.test(xmp), '7.1-9: no title in the metadata'],
    [viewer?.DisplayDocTitle === true, '7.1-10: the title is not displayed'],
    [catalog.StructTreeRoot !== undefined, '7.1-11: no structure tree'],
    [/^[a-z]{2}(-[A-Z]{2})?$/.test(textOf(catalog.Lang) ?? ''), '7.2: no language'],
  ]);
}

const PDF_UA = 'xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"';

/** Everything that is painted is in the structure tree or an artifact, never both. */
function contentFaults(file: PdfFile): string[] {
  const found: string[] = [];
  const parents = parentTree(file);
  for (const page of file.pages) {
    const dictionary = file.dictionary(page);
    const owners = file.array(parents.get(Number(dictionary.StructParents)) ?? []);
    const marks: Mark[] = [];
    const seen = new Set<number>();
    for (const { operator, operands } of file.operations(page)) {
      const isInArtifact = marks.some(({ tag }) => tag === 'Artifact');
      const isInTagged = marks.some(({ content }) => content !== null);
      if (operator === 'BDC' || operator === 'BMC') {
        const tag = nameOf(operands[0])!;
        const content = isDictionary(operands[1]) && operands[1].MCID !== undefined ? Number(operands[1].MCID) : null;
        if (tag === 'Artifact' && isInTagged) found.push('7.1-1: an artifact in tagged content');
        if (content !== null && isInArtifact) found.push('7.1-2: tagged content in an artifact');
        if (content !== null) {
          if (seen.has(content)) found.push(`7.1: content ${content} appears twice`);
          seen.add(content);
          const owner = owners[content];
          if (!isReference(owner)) found.push(`7.1-12: content ${content} has no element`);
          else if (nameOf(file.dictionary(owner).S) !== tag) found.push(`7.1: content ${content} is no ${tag}`);
        }
        marks.push({ tag, content });
      } else if (operator === 'EMC') {
        if (marks.pop() === undefined) found.push('7.1: the end of content that did not begin');
      } else if (PAINTS.has(operator) && !isInArtifact && !isInTagged) {
        found.push(`7.1-3: ${operator} is neither tagged nor an artifact`);
      }
    }
    if (marks.length > 0) found.push('7.1: content that does not end');
  }
  return found;
}

interface Mark {
  readonly tag: string;
  readonly content: number | null;
}

const PAINTS = new Set(['Tj', 'TJ', "'", '"', 'S', 's', 'f', 'F', 'f*', 'B', 'B*', 'b', 'b*', 'Do', 'sh', 'BI']);

function structureFaults(file: PdfFile): string[] {
  const found: string[] = [];
  const elements = structureOf(file);
  let level = 0;
  for (const { dictionary, reference, role, parent, kids } of elements) {
    const roles = kids.map((kid) => kid.role);
    const within = parent?.role ?? null;
    if (!STANDARD.has(role)) found.push(`7.1-5: ${role} is no standard type`);
    if (dictionary.P === undefined) found.push(`7.1-12: ${role} has no parent`);
    if (role === 'L' && roles.some((kid) => kid !== 'LI')) found.push(`7.2-19: a list of ${roles}`);
    if (role === 'L' && !isDictionary(file.resolve(dictionary.A))) found.push('7.6: a list without its numbering');
    if (role === 'LI' && within !== 'L') found.push('7.2-17: an item out of a list');
    if (role === 'LI' && roles.join() !== 'LBody' && roles.join() !== 'Lbl,LBody')
      found.push(`7.2-20: an item of ${roles}`);
    if ((role === 'LBody' || role === 'Lbl') && within !== 'LI') found.push(`7.2-18: ${role} out of an item`);
    if (role === 'Figure' && !textOf(dictionary.Alt)) found.push('7.3-1: a figure without alternative text');
    if (/^H[1-6]$/.test(role)) {
      if (Number(role[1]) > level + 1) found.push(`7.4.2-1: ${role} after H${level}`);
      level = Number(role[1]);
    }
    if (kids.length === 0 && file.array(dictionary.K).length === 0)
      found.push(`7.1: an empty ${role} ${reference.object}`);
  }
  if (elements.length > 0 && (elements[0]!.role !== 'Document' || elements.filter((one) => !one.parent).length > 1)) {
    found.push('7.1: the root is no document');
  }
  if (level === 0) found.push('7.4: no heading');
  return found;
}

const STANDARD = new Set(['Document', 'Sect', 'P', 'H1', 'H2', 'H3', 'L', 'LI', 'Lbl', 'LBody', 'Figure', 'Link']);

function annotationFaults(file: PdfFile): string[] {
  const parents = parentTree(file);
  return file.pages.flatMap((page) => {
    const { Annots, Tabs } = file.dictionary(page);
    return file.array(Annots).flatMap((reference) => {
      const annotation = file.dictionary(reference);
      const parent = parents.get(Number(annotation.StructParent));
      const element = parent === undefined ? null : file.dictionary(parent);
      const references = element === null ? [] : file.array(element.K).filter(isDictionary);
      const own = references.find(({ Obj }) => isReference(Obj) && Obj.object === (reference as Reference).object);
      return faults([
        [nameOf(annotation.Subtype) === 'Link', '7.18.1-1: an annotation that is no link'],
        [!!textOf(annotation.Contents), '7.18.5-2: a link without a description'],
        [element !== null && nameOf(element.S) === 'Link', '7.18.5-1: a link out of the structure tree'],
        [own !== undefined && nameOf(own.Type) === 'OBJR', '7.18.5: a link to which its element does not refer'],
        [isReference(own?.Pg) && own.Pg.object === page.object, '7.18.5: a link referred to on another page'],
        [nameOf(Tabs) === 'S', '7.18.3-1: the tab order is not that of the structure'],
      ]);
    });
  });
}

function fontFaults(file: PdfFile): string[] {
  return file.pages.flatMap((page) => {
    const fonts = file.dictionary(file.dictionary(file.dictionary(page).Resources).Font ?? Object.create(null));
    const embedded = Object.values(fonts).map((font) => file.dictionary(font));
    const notComposite = embedded.filter(({ Subtype }) => nameOf(Subtype) !== 'Type0');
    if (notComposite.length > 0) return [`7.21.4.1-1: ${notComposite.length} fonts are not embedded`];
    return [...embedded.flatMap((font) => ofFont(file, font)), ...glyphFaults(file, page)];
  });
}

function ofFont(file: PdfFile, font: Dictionary): string[] {
  const descendant = file.dictionary(file.array(font.DescendantFonts)[0]);
  const descriptor = file.dictionary(descendant.FontDescriptor);
  return faults([
    [
      descriptor.FontFile2 !== undefined && file.stream(descriptor.FontFile2).bytes.length > 1000,
      '7.21.4.1-1: no file',
    ],
    [nameOf(descendant.CIDToGIDMap) === 'Identity', '7.21.3.2-1: no map to the glyphs'],
    [nameOf(font.Encoding) === 'Identity-H', '7.21.3.1-1: another encoding'],
    [font.ToUnicode !== undefined, '7.21.7: no map to Unicode'],
    [descriptor.CIDSet === undefined, '7.21.4.2-2: a set of glyphs that may be incomplete'],
  ]);
}

function glyphFaults(file: PdfFile, page: Reference): string[] {
  return shownTexts(file, page).flatMap(({ glyphs, characters }) =>
    faults([
      [!glyphs.includes(0), `7.21.8-1: a glyph is missing in « ${characters.join('')} »`],
      [!characters.includes(null), `7.21.7-1: a glyph has no text in « ${characters.join('')} »`],
      [!/[\0\ufeff\ufffe]/.test(characters.join('')), '7.21.7-2: a glyph stands for no character'],
    ]),
  );
}

function attachmentFaults(file: PdfFile): string[] {
  return file.array(file.catalog.AF).flatMap((reference) => {
    const { F, UF, EF } = file.dictionary(reference);
    return faults([[EF === undefined || (!!textOf(F) && !!textOf(UF)), '7.11-1: an attachment without its name']]);
  });
}

function parentTree(file: PdfFile): ReadonlyMap<number, unknown> {
  const root = file.catalog.StructTreeRoot;
  if (root === undefined) return new Map();
  const numbers = file.array(file.dictionary(file.dictionary(root).ParentTree).Nums);
  return new Map(
    numbers.flatMap((key, i): [number, unknown][] => (i % 2 === 0 ? [[Number(key), numbers[i + 1]]] : [])),
  );
}

/** The text of each marked content, by its page and number. */
function textByContent(file: PdfFile): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const page of file.pages) {
    const shown = shownTexts(file, page)[Symbol.iterator]();
    const marks: (number | null)[] = [];
    for (const { operator, operands } of file.operations(page)) {
      if (operator === 'BDC' || operator === 'BMC') {
        marks.push(isDictionary(operands[1]) && operands[1].MCID !== undefined ? Number(operands[1].MCID) : null);
      } else if (operator === 'EMC') marks.pop();
      else if (operator === 'TJ' || operator === 'Tj') {
        const text = shown.next().value?.characters.join('') ?? '';
        const content = marks.findLast((mark) => mark !== null);
        if (content === undefined) continue;
        const key = `${page.object} ${content}`;
        texts.set(key, (texts.get(key) ?? '') + text);
      }
    }
  }
  return texts;
}

function contentKey(kid: unknown, { Pg }: Dictionary): string {
  const page = (isDictionary(kid) ? kid.Pg : Pg) as Reference | undefined;
  return `${page?.object} ${isDictionary(kid) ? String(kid.MCID) : String(kid)}`;
}

function faults(rules: readonly (readonly [isMet: boolean, fault: string])[]): string[] {
  return rules.filter(([isMet]) => !isMet).map(([, fault]) => fault);
}
