// Elements of a comparison; loaded when something is compared.
export { ReefCompare } from './reef-compare.ts';
