// Forgiving search: every word that is typed must be somewhere in a command's title or other words; as the start of a
// word, inside one, with a letter wrong, or as letters in order. Better kinds of match come first.
import type { Command } from './command-types.ts';

/** Scores of one typed word; the sum over all words ranks a command. */
const SCORE = { whole: 8, start: 6, inside: 4, typo: 2, letters: 1 } as const;
/** A match in the title is worth more than one in the other words. */
const TITLE_BONUS = 1;
/** Shorter words are too easily something else with one letter wrong. */
const TYPO_FROM = 4;
/** Letters in order, spread over more than so many times the typed length, are chance. */
const MOST_SPREAD = 3;

/** Commands that match, best first; equal ones stay in their order. Nothing typed = those that are listed. */
export function searchCommands(query: string, commands: readonly Command[]): readonly Command[] {
  const typed = wordsOf(query);
  if (typed.length === 0) return commands.filter((command) => command.isListed);
  const found = commands
    .map((command) => ({ command, ...scoreOf(typed, command) }))
    .filter((entry) => entry.score > 0);
  // Guesses help only where nothing else is found.
  const sure = found.filter((entry) => !entry.isGuess);
  return (sure.length > 0 ? sure : found)
    .toSorted((one, other) => other.score - one.score)
    .map((entry) => entry.command);
}

interface Score {
  /** 0 = no match. */
  readonly score: number;
  /** True where some word is there only with a letter wrong, or as letters in order. */
  readonly isGuess: boolean;
}

const NO_MATCH: Score = { score: 0, isGuess: false };

function scoreOf(typed: readonly string[], command: Command): Score {
  const title = wordsOf(command.title);
  const others = wordsOf(`${command.words ?? ''} ${command.group}`);
  let total = 0;
  let isGuess = false;
  for (const word of typed) {
    const inTitle = Math.max(bestWord(word, title), lettersInOrder(word, title.join('')));
    const score = Math.max(inTitle > 0 ? inTitle + TITLE_BONUS : 0, bestWord(word, others));
    if (score === 0) return NO_MATCH;
    total += score;
    isGuess ||= score < SCORE.inside;
  }
  // What can be chosen comes before what cannot, among equals.
  return { score: total + (command.unavailable === null ? 0.5 : 0), isGuess };
}

function bestWord(typed: string, words: readonly string[]): number {
  let best = 0;
  for (const word of words) best = Math.max(best, wordScore(typed, word));
  // "resnet50" is written "ResNet-50".
  if (best < SCORE.start && words.join('').includes(typed)) best = Math.max(best, SCORE.inside);
  return best;
}

function wordScore(typed: string, word: string): number {
  if (word === typed) return SCORE.whole;
  if (word.startsWith(typed)) return SCORE.start;
  if (typed.length > 1 && word.includes(typed)) return SCORE.inside;
  if (typed.length >= TYPO_FROM && isOneEditFromStart(typed, word)) return SCORE.typo;
  return 0;
}

/** True where `typed` is the start of `word` but for one letter: another, missing, one too many, or two swapped. */
function isOneEditFromStart(typed: string, word: string): boolean {
  let at = 0;
  while (at < typed.length && typed[at] === word[at]) at++;
  const rest = typed.slice(at);
  const wordRest = word.slice(at);
  return (
    wordRest.slice(1).startsWith(rest.slice(1)) ||
    wordRest.slice(1).startsWith(rest) ||
    wordRest.startsWith(rest.slice(1)) ||
    wordRest.startsWith(`${rest[1] ?? ''}${rest[0] ?? ''}${rest.slice(2)}`)
  );
}

function lettersInOrder(typed: string, text: string): number {
  if (typed.length < 2) return 0;
  const first = text.indexOf(typed[0] ?? '');
  if (first < 0) return 0;
  let at = first;
  for (const letter of typed.slice(1)) {
    at = text.indexOf(letter, at + 1);
    if (at < 0) return 0;
  }
  return at - first < typed.length * MOST_SPREAD ? SCORE.letters : 0;
}

function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}.]+/u)
    .filter((word) => word !== '');
}
