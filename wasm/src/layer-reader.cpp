// Layers of an executable: sizes, dimensions, and how outputs are scattered.
#include "layout.h"
#include "package-reader.h"

namespace {

constexpr u32 kBufferPageBytes = 4096;
/** Larger than any layer that fits a package; keeps sums of sizes inside 32 bits. */
constexpr u32 kMaxLayerBytes = 1u << 28;

/** Schema numbers of `DataType`: bytes per element, 0 for numbers that do not exist. */
u32 bytes_per_element(i32 data_type) {
  switch (data_type) {
    case 0: case 8: return 1;
    case 1: case 3: case 4: case 9: return 2;
    case 2: case 5: return 4;
    default: return 0;
  }
}

}  // namespace

Status PackageReader::read_layers(FlatTable table, u32 field, Span<Layer>& layers, u32 batch_size) {
  FlatVector vector = table.vector(field, 4);
  layers = package_->arena.array<Layer>(vector.size);
  if (package_->arena.ran_out()) return ETPU_OUT_OF_MEMORY;
  bool is_output = field == 9;
  for (u32 index = 0; index < vector.size; index++) {
    FlatTable entry = table.table_of(vector, index);
    Layer& layer = layers[index];
    Status status = read_layer(entry, layer);
    if (status == ETPU_OK && is_output) status = read_output(entry, layer);
    if (status != ETPU_OK) return status;
    if (u64(layer.buffer_bytes) * batch_size > kMaxLayerBytes) return ETPU_PACKAGE_UNSUPPORTED;
  }
  return ETPU_OK;
}

/** Dimensions and sizes; the product of the dimensions must fit the padded size. */
Status PackageReader::read_layer(FlatTable table, Layer& layer) {
  if (!table) return ETPU_PACKAGE_DAMAGED;
  i32 size = table.int32(1);
  i32 y = table.int32(2), x = table.int32(3), z = table.int32(4);
  i32 executions = table.int32(9, 1);
  i32 data_type = table.int16(6);
  layer.element_bytes = bytes_per_element(data_type);
  if (size < 1 || y < 1 || x < 1 || z < 1 || executions < 1 || !layer.element_bytes) return ETPU_PACKAGE_DAMAGED;
  if (u64(size) * u64(executions) > kMaxLayerBytes) return ETPU_PACKAGE_UNSUPPORTED;
  layer.name = table.vector(0, 1).bytes();
  layer.y = static_cast<u32>(y);
  layer.x = static_cast<u32>(x);
  layer.z = static_cast<u32>(z);
  layer.executions = static_cast<u32>(executions);
  layer.is_signed = data_type == 8 || data_type == 9;
  layer.padded_bytes = static_cast<u32>(size) * layer.executions;
  layer.buffer_bytes = round_up(layer.padded_bytes, kBufferPageBytes);

  u64 elements = u64(layer.y) * layer.x;
  elements = elements > kMaxLayerBytes ? elements : elements * layer.z;
  FlatVector shape = table.table(11).vector(0, 8);
  if (shape.size) {
    elements = 1;
    for (u32 dim = 0; dim < shape.size && elements <= kMaxLayerBytes; dim++) {
      i32 start = shape.i32_at(2 * dim), end = shape.i32_at(2 * dim + 1);
      if (end < start || start < 0) return ETPU_PACKAGE_DAMAGED;
      elements *= u64(end - start) + 1;
    }
  }
  u64 tensor_bytes = elements * layer.element_bytes;
  if (elements > kMaxLayerBytes || tensor_bytes > static_cast<u32>(size)) return ETPU_PACKAGE_DAMAGED;
  layer.tensor_bytes = static_cast<u32>(tensor_bytes) * layer.executions;
  return ETPU_OK;
}

Status PackageReader::read_output(FlatTable table, Layer& layer) {
  constexpr u32 kOutputLayer = 1;
  FlatTable output = table.uint8(7) == kOutputLayer ? table.table(8) : FlatTable();
  FlatTable layout = output ? output.table(0) : FlatTable();
  if (layout) {
    // Sizes of these spans count entries of four bytes.
    auto entries = [&](u32 field) { return layout.vector(field, 4).bytes(); };
    layer.layout = {entries(0), entries(1), entries(2), entries(3), entries(4), entries(5)};
  }
  FlatTable info = output ? output.table(2) : FlatTable();
  Status status = info ? read_slices(info, layer) : ETPU_OK;
  return status == ETPU_OK ? layout_prepare(layer) : status;
}

Status PackageReader::read_slices(FlatTable info, Layer& layer) {
  FlatVector slices = info.vector(0, 4);
  FlatVector offsets = info.vector(1, 4);
  layer.slices = package_->arena.array<OutputSlice>(slices.size);
  if (package_->arena.ran_out()) return ETPU_OUT_OF_MEMORY;
  for (u32 index = 0; index < slices.size; index++) {
    OutputSlice& slice = layer.slices[index];
    FlatTable table = info.table_of(slices, index);
    FlatVector shape = table.table(0).vector(0, 8);
    FlatVector strides = table.vector(1, 4);
    if (shape.size > 5 || strides.size < shape.size) return ETPU_PACKAGE_LAYOUT;
    // Missing outer dimensions count as 1: entries stand right-aligned.
    for (u32 dim = 0; dim < 5; dim++) {
      u32 skipped = 5 - shape.size;
      bool is_given = dim >= skipped;
      i32 start = is_given ? shape.i32_at(2 * (dim - skipped)) : 0;
      i32 end = is_given ? shape.i32_at(2 * (dim - skipped) + 1) : 0;
      if (end < start) return ETPU_PACKAGE_LAYOUT;
      slice.dims[dim] = static_cast<u32>(end - start) + 1;
      slice.strides[dim] = is_given ? strides.i32_at(dim - skipped) : 0;
    }
    slice.offset_bytes = index < offsets.size ? static_cast<u32>(offsets.i32_at(index)) : 0;
  }
  return ETPU_OK;
}
