#include "layout.h"

namespace {

i32 entry(Span<const u8> table, u32 index) { return load<i32>(table.data + 4 * index); }

/** Element index of the first channel of pixel (y, x): edgetpu-usb.md 9.3. */
i32 pixel_index(const OutputLayout& layout, u32 y, u32 x) {
  i32 tile = entry(layout.y_to_tile, y) + entry(layout.x_to_tile, x);
  return entry(layout.tile_offsets, static_cast<u32>(tile)) + entry(layout.y_to_row, y) * entry(layout.x_to_stride, x) +
         entry(layout.x_to_offset, x);
}

Status check_tiles(const Layer& layer) {
  const OutputLayout& layout = layer.layout;
  if (layout.y_to_tile.size < layer.y || layout.y_to_row.size < layer.y) return ETPU_PACKAGE_LAYOUT;
  if (layout.x_to_tile.size < layer.x || layout.x_to_offset.size < layer.x || layout.x_to_stride.size < layer.x) {
    return ETPU_PACKAGE_LAYOUT;
  }
  u32 elements = layer.padded_bytes / layer.element_bytes;
  for (u32 y = 0; y < layer.y; y++) {
    for (u32 x = 0; x < layer.x; x++) {
      i32 tile = entry(layout.y_to_tile, y) + entry(layout.x_to_tile, x);
      if (tile < 0 || static_cast<u32>(tile) >= layout.tile_offsets.size) return ETPU_PACKAGE_LAYOUT;
      i32 index = pixel_index(layout, y, x);
      if (index < 0 || static_cast<u32>(index) > elements || layer.z > elements - static_cast<u32>(index)) {
        return ETPU_PACKAGE_LAYOUT;
      }
    }
  }
  return ETPU_OK;
}

/** The last element that a slice reads, and whether the slices fill the tensor. */
Status check_slices(const Layer& layer) {
  u64 total = 0;
  for (const OutputSlice& slice : layer.slices) {
    u64 count = 1;
    u64 last = 0;
    for (u32 dim = 0; dim < 5; dim++) {
      if (slice.strides[dim] < 0) return ETPU_PACKAGE_LAYOUT;
      count *= slice.dims[dim];
      last += u64(slice.dims[dim] - 1) * static_cast<u32>(slice.strides[dim]);
      if (count > layer.tensor_bytes || last > layer.padded_bytes) return ETPU_PACKAGE_LAYOUT;
    }
    if (slice.offset_bytes + (last + 1) * layer.element_bytes > layer.padded_bytes) return ETPU_PACKAGE_LAYOUT;
    total += count;
  }
  return total * layer.element_bytes == layer.tensor_bytes ? ETPU_OK : ETPU_PACKAGE_LAYOUT;
}

void copy_run(u8* to, const u8* from, u32 count) {
  // An instruction per copy costs more than a few moves; most runs of small layers are short.
  if (count >= 32) return copy_bytes(to, from, count);
  for (; count >= 4; count -= 4, to += 4, from += 4) store(to, load<u32>(from));
  for (; count; count--) *to++ = *from++;
}

u32 row_bytes_of(const Layer& layer) { return layer.x * layer.z * layer.element_bytes; }

void untile(const Layer& layer, const u8* wire, u32 first_row, u32 end_row, u8* tensor) {
  u32 pixel_bytes = layer.z * layer.element_bytes;
  for (u32 y = first_row; y < end_row; y++) {
    for (u32 x = 0; x < layer.x;) {
      i32 start = pixel_index(layer.layout, y, x);
      u32 run = 1;
      // Without padding between pixels a whole row of a tile is one piece.
      while (x + run < layer.x && pixel_index(layer.layout, y, x + run) == start + static_cast<i32>(run * layer.z)) run++;
      copy_run(tensor, wire + static_cast<u32>(start) * layer.element_bytes, run * pixel_bytes);
      tensor += run * pixel_bytes;
      x += run;
    }
  }
}

void copy_slices(const Layer& layer, const u8* wire, u8* tensor) {
  for (const OutputSlice& slice : layer.slices) {
    const u8* from = wire + slice.offset_bytes;
    u32 at[5] = {0, 0, 0, 0, 0};
    for (bool more = true; more;) {
      u32 index = 0;
      for (u32 dim = 0; dim < 5; dim++) index += at[dim] * static_cast<u32>(slice.strides[dim]);
      copy_run(tensor, from + index * layer.element_bytes, layer.element_bytes);
      tensor += layer.element_bytes;
      more = false;
      for (u32 dim = 5; dim-- > 0;) {
        if (++at[dim] < slice.dims[dim]) {
          more = true;
          break;
        }
        at[dim] = 0;
      }
    }
  }
}

void flip_sign(u8* bytes, u32 count, u32 element_bytes) {
  // Little-endian: the sign bit is in the last byte of each element.
  if (element_bytes == 1) {
    for (u32 index = 0; index < count; index++) bytes[index] ^= 0x80;
    return;
  }
  for (u32 index = element_bytes - 1; index < count; index += element_bytes) bytes[index] ^= 0x80;
}

/** As much of a tensor as stays in the fastest caches. */
constexpr u32 kPartBytes = 32 * 1024;

u32 part_bytes_of(const Layer& layer) {
  switch (layer.form) {
    case FORM_PLAIN:
      return min_of(kPartBytes, layer.tensor_bytes);
    case FORM_TILED: {
      u32 row = max_of(row_bytes_of(layer), 1);
      return min_of(max_of(kPartBytes / row, 1) * row, layer.tensor_bytes);
    }
    default:
      return layer.tensor_bytes;
  }
}

Status choose_form(Layer& layer) {
  bool is_one_dimensional = layer.y == 1 && layer.x == 1;
  if (layer.slices.size) {
    if (layer.executions != 1) return ETPU_PACKAGE_LAYOUT;
    layer.form = FORM_SLICES;
    bool is_whole = layer.slices.size == 1 && layer.padded_bytes == layer.tensor_bytes;
    if (is_whole) layer.form = FORM_PLAIN;
    return is_whole ? ETPU_OK : check_slices(layer);
  }
  if (is_one_dimensional) {
    layer.form = layer.executions == 1 ? FORM_PLAIN : FORM_DROP_PADDING;
    return ETPU_OK;
  }
  bool has_layout = layer.layout.tile_offsets.size != 0;
  if (layer.executions != 1 || !has_layout) {
    layer.form = FORM_PLAIN;
    return layer.padded_bytes == layer.tensor_bytes ? ETPU_OK : ETPU_PACKAGE_LAYOUT;
  }
  layer.form = FORM_TILED;
  if (u64(layer.y) * row_bytes_of(layer) != layer.tensor_bytes) return ETPU_PACKAGE_LAYOUT;
  return check_tiles(layer);
}

}  // namespace

Status layout_prepare(Layer& layer) {
  Status status = choose_form(layer);
  if (status == ETPU_OK) layer.part_bytes = part_bytes_of(layer);
  return status;
}

void input_prepare(const Layer& layer, u8* wire) {
  if (layer.is_signed) flip_sign(wire, layer.tensor_bytes, layer.element_bytes);
  // Every execution is padded on its own: spread them out, the last one first.
  u32 kept = layer.tensor_bytes / layer.executions;
  u32 step = layer.padded_bytes / layer.executions;
  for (u32 run = layer.executions; step != kept && run-- > 1;) __builtin_memmove(wire + run * step, wire + run * kept, kept);
}

void output_to_part(const Layer& layer, const u8* wire, u32 start, u8* part) {
  u32 count = min_of(layer.part_bytes, layer.tensor_bytes - start);
  switch (layer.form) {
    case FORM_PLAIN:
      copy_bytes(part, wire + start, count);
      break;
    case FORM_DROP_PADDING: {
      u32 kept = layer.tensor_bytes / layer.executions;
      u32 step = layer.padded_bytes / layer.executions;
      for (u32 run = 0; run < layer.executions; run++) copy_bytes(part + run * kept, wire + run * step, kept);
      break;
    }
    case FORM_TILED:
      untile(layer, wire, start / row_bytes_of(layer), (start + count) / row_bytes_of(layer), part);
      break;
    case FORM_SLICES:
      copy_slices(layer, wire, part);
      break;
  }
  if (layer.is_signed) flip_sign(part, count, layer.element_bytes);
}
