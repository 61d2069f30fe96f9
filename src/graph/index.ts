// Turns a Model into a Graph: execution order, depth, cut tensors. No costs of the chip in here (edgetpu/).
export type * from './types.ts';
