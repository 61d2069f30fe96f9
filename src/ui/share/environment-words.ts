// Browser, system and day in a few words, for a result to say where it comes from. Nothing that tells one person from another.

type Rule = readonly [name: string, found: RegExp];

/** The first that is found: browsers name those whose engine they share, so the more special ones come first. */
const BROWSERS: readonly Rule[] = [
  ['Edge', /\bEdg(?:A|iOS)?\/(\d+)/],
  ['Opera', /\bOPR\/(\d+)/],
  ['Firefox', /\b(?:Firefox|FxiOS)\/(\d+)/],
  ['Chrome', /\b(?:Headless)?(?:Chrome|CriOS)\/(\d+)/],
  ['Safari', /\bVersion\/(\d+)[\d.]* (?:Mobile\/\S+ )?Safari/],
];
const SYSTEMS: readonly Rule[] = [
  ['Android', /Android/],
  ['iOS', /iPhone|iPad/],
  ['ChromeOS', /CrOS/],
  ['Windows', /Windows/],
  ['macOS', /Mac OS X|Macintosh/],
  ['Linux', /Linux|X11/],
];

/** "Chrome 156 on Linux, 2026-11-24". */
export function environmentWords(userAgent: string, now: Date): string {
  const browser = firstFound(BROWSERS, userAgent) ?? 'A browser';
  const system = firstFound(SYSTEMS, userAgent);
  return `${browser}${system === null ? '' : ` on ${system}`}, ${dayOf(now)}`;
}

function firstFound(rules: readonly Rule[], text: string): string | null {
  for (const [name, pattern] of rules) {
    const found = pattern.exec(text);
    if (found !== null) return found[1] === undefined ? name : `${name} ${found[1]}`;
  }
  return null;
}

/** The day where the person is. */
function dayOf(now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${String(now.getFullYear())}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
