// Help beside the result, loaded when it is first asked for. The first visit's explanation is small and there at once.
export { ReefHelp } from './reef-help.ts';
