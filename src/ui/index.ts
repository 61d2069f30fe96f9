// What a person sees. Importing this registers every element; `<reef-app>` is the page.
export { ReefApp } from './shell/reef-app.ts';
export { applyTheme } from './theme/theme.ts';
export { keep, readKept } from './shell/kept-choice.ts';
