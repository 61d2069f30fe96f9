// The Share view, loaded when it is first shown, or when the page has nothing else to do: printing is part of it.
import './reef-share-action.ts';
import './reef-share-column.ts';
import './reef-share.ts';
export { installPrinting } from './print.ts';
