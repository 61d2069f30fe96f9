// A strict reader of the little XML that drawings are made of, for tests: it throws where a browser would refuse.

export interface XmlElement {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

interface Open {
  tag: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  text: string;
}

const TOKEN = /<\?xml[^?]*\?>|<\/([\w-]+)>|<([\w-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;
const NOT_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

export function parseXml(text: string): XmlElement {
  if (NOT_XML.test(text)) throw new Error('A character that XML has no place for.');
  const root: Open = { tag: '', attributes: {}, children: [], text: '' };
  const open: Open[] = [root];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(text);
    if (found === null) throw new Error(`Not well-formed: ${text.slice(at, at + 80)}`);
    readToken(found, open);
  }
  const [element, ...others] = root.children;
  if (open.length > 1 || element === undefined || others.length > 0 || root.text.trim() !== '')
    throw new Error('Not one element.');
  return element;
}

function readToken(found: RegExpExecArray, open: Open[]): void {
  const [, closing, opening, attributes, isEmpty, content] = found;
  const parent = open.at(-1);
  if (parent === undefined) throw new Error('Closed once too often.');
  if (closing !== undefined) {
    if (parent.tag !== closing) throw new Error(`</${closing}> ends <${parent.tag}>.`);
    open.pop();
  } else if (opening !== undefined) {
    const element: Open = {
      tag: opening,
      attributes: attributesOf(attributes ?? ''),
      children: [],
      text: '',
    };
    parent.children.push(element);
    if (isEmpty === '') open.push(element);
  } else if (content !== undefined) parent.text += unescape(content);
}

function attributesOf(text: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name = '', value = ''] of text.matchAll(/([\w:-]+)="([^"]*)"/g)) {
    if (name in attributes) throw new Error(`${name} is there twice.`);
    attributes[name] = unescape(value);
  }
  return attributes;
}

function unescape(text: string): string {
  return text.replace(/&(\w*);?/g, (whole, name: string) => {
    const character = ENTITIES[name];
    if (character === undefined || !whole.endsWith(';')) throw new Error(`What is ${whole}?`);
    return character;
  });
}

export function allElements(element: XmlElement): readonly XmlElement[] {
  return [element, ...element.children.flatMap(allElements)];
}
