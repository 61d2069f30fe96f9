// The command palette and the list of keys, loaded when one of them is first asked for. What the page's keys need of the
// registry (commands.ts, keys.ts, perform.ts) is small and there from the start.
export { ReefPalette } from './reef-palette.ts';
export { ReefKeyList } from './reef-key-list.ts';
