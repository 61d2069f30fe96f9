// Between the caller's tensors and the bytes on the cable: sign, padding, tiles.
#pragma once

#include "package.h"

/** Decides how an output is undone and checks that every index stays inside its padded bytes. */
Status layout_prepare(Layer& layer);

/** From the caller's tensor, as written to `wire`, to what is sent: padding between executions, flipped sign. */
void input_prepare(const Layer& layer, u8* wire);

/**
 * From the bytes of one output, as received, to the caller's tensor: `layer.part_bytes` of it or what is left, from byte
 * `start` on, a multiple of them. The part is still in the processor's cache when the caller takes it; a whole tensor of
 * some MiB would cross memory twice more.
 */
void output_to_part(const Layer& layer, const u8* wire, u32 start, u8* part);
