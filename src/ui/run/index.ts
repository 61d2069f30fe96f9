// The Run view, loaded when it is first shown: result, set-up column and the action in the header.
import './reef-run.ts';
import './reef-run-action.ts';
import './reef-run-column.ts';
