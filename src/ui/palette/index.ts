// The command palette and the list of keys, loaded when one of them is first asked for. What the page's keys
// do (perform-command.ts, with the registry in commands.ts) comes by itself, at the first sign of a person.
export { ReefPalette } from './reef-palette.ts';
export { ReefKeyList } from './reef-key-list.ts';
