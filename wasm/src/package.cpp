#include "package.h"

#include "flat-table.h"
#include "layout.h"

namespace {

/** The runtime version that this code speaks; newer packages are refused (edgetpu-usb.md 7.3). */
constexpr i32 kRuntimeVersion = 14;
constexpr u32 kBufferPageBytes = 4096;
/** Larger than any layer that fits a package; keeps sums of sizes inside 32 bits. */
constexpr u32 kMaxLayerBytes = 1u << 28;
constexpr u32 kMaxBatch = 256;

Layer* find_layer(Span<Layer> layers, Span<const u8> name) {
  for (Layer& layer : layers) {
    if (same_bytes(layer.name, name)) return &layer;
  }
  return nullptr;
}

i32 layer_index(const Executable& executable, Role role, Span<const u8> name) {
  if (role != ROLE_INPUT && role != ROLE_OUTPUT) return -1;
  Span<Layer> layers = role == ROLE_INPUT ? executable.inputs : executable.outputs;
  Layer* found = find_layer(layers, name);
  return found ? static_cast<i32>(found - layers.data) : -1;
}

/** Schema numbers of `DataType`: bytes per element, 0 for numbers that do not exist. */
u32 bytes_per_element(i32 data_type) {
  switch (data_type) {
    case 0: case 8: return 1;
    case 1: case 3: case 4: case 9: return 2;
    case 2: case 5: return 4;
    default: return 0;
  }
}

class Reader {
 public:
  Reader(Package* package, Span<u8> bytes) : package_(package), bytes_(bytes) {}

  Status read();

 private:
  Status read_executable(Executable& executable, Span<const u8> bytes);
  Status read_layers(FlatTable table, u32 field, Span<Layer>& layers, u32 batch_size);
  Status read_layer(FlatTable table, Layer& layer);
  Status read_output(FlatTable table, Layer& layer);
  Status read_slices(FlatTable info, Layer& layer);
  Status read_chunks(FlatTable table, Executable& executable);
  Status read_hints(FlatTable table, Executable& executable);
  Status read_hint(FlatTable table, Executable& executable, Hint& hint);
  Status read_transfer(FlatTable value, const Executable& executable, Hint& hint);
  Status assign_roles();
  Status allocate_buffers(Executable& executable);

  u8* writable(Span<const u8> view) { return bytes_.data + (view.data - bytes_.data); }

  Package* package_;
  Span<u8> bytes_;
  FlatBuffer current_;
};

Status Reader::read() {
  FlatBuffer outer{bytes_.data, bytes_.size};
  FlatTable table = FlatTable::root(&outer);
  if (!table) return ETPU_PACKAGE_DAMAGED;
  if (table.int32(0) > kRuntimeVersion) return ETPU_PACKAGE_TOO_NEW;
  if (table.int32(5) == -1 || table.vector(6, 4).size) return ETPU_PACKAGE_UNSUPPORTED;
  Span<const u8> nested = table.vector(1, 1).bytes();
  if (outer.is_damaged || nested.size < 8) return ETPU_PACKAGE_DAMAGED;

  FlatBuffer list{nested.data, nested.size};
  FlatVector serialized = FlatTable::root(&list).vector(0, 4);
  if (list.is_damaged) return ETPU_PACKAGE_DAMAGED;
  if (serialized.size < 1 || serialized.size > 3) return ETPU_PACKAGE_UNSUPPORTED;
  package_->executables = package_->arena.array<Executable>(serialized.size);
  if (package_->arena.ran_out()) return ETPU_OUT_OF_MEMORY;
  for (u32 index = 0; index < serialized.size; index++) {
    Span<const u8> bytes = flat_vector_at(&list, list.follow(serialized.at + 4 * index), 1).bytes();
    if (list.is_damaged) return ETPU_PACKAGE_DAMAGED;
    Status status = read_executable(package_->executables[index], bytes);
    if (status != ETPU_OK) return status;
  }
  return assign_roles();
}

Status Reader::read_executable(Executable& executable, Span<const u8> bytes) {
  current_ = {bytes.data, bytes.size};
  FlatTable table = FlatTable::root(&current_);
  if (!table) return ETPU_PACKAGE_DAMAGED;
  i32 type = table.int16(13);
  i32 batch_size = table.int32(3);
  i32 scratch_bytes = table.int32(4);
  if (type < 0 || type > 2 || batch_size < 1 || batch_size > static_cast<i32>(kMaxBatch) || scratch_bytes < 0) {
    return ETPU_PACKAGE_DAMAGED;
  }
  executable.type = static_cast<ExecutableType>(type);
  executable.batch_size = static_cast<u32>(batch_size);
  executable.scratch_bytes = static_cast<u32>(scratch_bytes);
  executable.token = table.uint64(14);
  executable.chip = table.vector(10, 1).bytes();
  Span<const u8> parameters = table.vector(6, 1).bytes();
  executable.parameters = {parameters.size ? writable(parameters) : nullptr, parameters.size};

  Status status = read_layers(table, 8, executable.inputs, executable.batch_size);
  if (status == ETPU_OK) status = read_layers(table, 9, executable.outputs, executable.batch_size);
  if (status == ETPU_OK) status = read_chunks(table, executable);
  if (status == ETPU_OK) status = read_hints(table, executable);
  if (status == ETPU_OK) status = allocate_buffers(executable);
  if (package_->arena.ran_out()) return ETPU_OUT_OF_MEMORY;
  return current_.is_damaged ? ETPU_PACKAGE_DAMAGED : status;
}

Status Reader::read_layers(FlatTable table, u32 field, Span<Layer>& layers, u32 batch_size) {
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
Status Reader::read_layer(FlatTable table, Layer& layer) {
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

Status Reader::read_output(FlatTable table, Layer& layer) {
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

Status Reader::read_slices(FlatTable info, Layer& layer) {
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

Status Reader::read_chunks(FlatTable table, Executable& executable) {
  FlatVector vector = table.vector(5, 4);
  if (!vector.size) return ETPU_PACKAGE_DAMAGED;
  executable.chunks = package_->arena.array<Chunk>(vector.size);
  if (package_->arena.ran_out()) return ETPU_OUT_OF_MEMORY;
  for (u32 index = 0; index < vector.size; index++) {
    FlatTable entry = table.table_of(vector, index);
    Chunk& chunk = executable.chunks[index];
    Span<const u8> bytes = entry.vector(0, 1).bytes();
    if (!bytes.size) return ETPU_PACKAGE_DAMAGED;
    u8* copy = package_->arena.bytes(bytes.size + kHeadroom);
    FlatVector fields = entry.vector(1, 4);
    chunk.fields = package_->arena.array<FieldOffset>(fields.size);
    if (package_->arena.ran_out()) return ETPU_OUT_OF_MEMORY;
    chunk.data = copy + kHeadroom;
    chunk.size = bytes.size;
    copy_bytes(chunk.data, bytes.data, bytes.size);
    for (u32 at = 0; at < fields.size; at++) {
      FlatTable field = entry.table_of(fields, at);
      FlatTable meta = field.table(0);
      i32 role = meta.int16(0), batch = meta.int32(1), bit = field.int32(1);
      if (role < 0 || role > 3 || batch < 0 || bit < 0 || u64(bit) + 32 > u64(bytes.size) * 8) return ETPU_PACKAGE_DAMAGED;
      auto kind = static_cast<Role>(role);
      i32 layer = layer_index(executable, kind, meta.vector(2, 1).bytes());
      chunk.fields[at] = {kind, meta.int16(3) == 1, static_cast<u32>(batch), layer, static_cast<u32>(bit)};
    }
  }
  return ETPU_OK;
}

Status Reader::read_hints(FlatTable table, Executable& executable) {
  FlatTable list = table.table(7);
  executable.is_deterministic = list.uint8(1) != 0;
  FlatVector vector = list.vector(0, 4);
  executable.hints = package_->arena.array<Hint>(vector.size);
  for (auto& states : executable.states) states = package_->arena.array<HintState>(vector.size);
  if (package_->arena.ran_out()) return ETPU_OUT_OF_MEMORY;
  for (u32 index = 0; index < vector.size; index++) {
    Status status = read_hint(list.table_of(vector, index), executable, executable.hints[index]);
    if (status != ETPU_OK) return status;
  }
  return ETPU_OK;
}

Status Reader::read_hint(FlatTable table, Executable& executable, Hint& hint) {
  FlatTable value = table.table(1);
  if (!value) return ETPU_PACKAGE_DAMAGED;
  hint.layer = -1;
  switch (table.uint8(0)) {
    case 1:
      hint.kind = table.int16(2) == 1 ? HINT_IN : HINT_OUT;
      return read_transfer(value, executable, hint);
    case 2: {
      i32 chunk = value.int32(0);
      if (chunk < 0 || static_cast<u32>(chunk) >= executable.chunks.size) return ETPU_PACKAGE_DAMAGED;
      hint.kind = HINT_INSTRUCTIONS;
      hint.tag = TAG_INSTRUCTIONS;
      hint.index = static_cast<u32>(chunk);
      hint.size = executable.chunks[hint.index].size;
      return ETPU_OK;
    }
    case 3: {
      i32 interrupt = value.int16(0);
      if (interrupt < 0 || interrupt > 3) return ETPU_PACKAGE_DAMAGED;
      hint.kind = HINT_INTERRUPT;
      hint.index = static_cast<u32>(interrupt);
      return ETPU_OK;
    }
    case 4:
      hint.kind = HINT_FENCE;
      return ETPU_OK;
    default:
      return ETPU_PACKAGE_DAMAGED;
  }
}

/** Which way a transfer goes follows from what it refers to; only scratch goes both ways (edgetpu-usb.md 6.4). */
Status Reader::read_transfer(FlatTable value, const Executable& executable, Hint& hint) {
  FlatTable meta = value.table(0);
  i32 role = meta.int16(0), batch = meta.int32(1);
  i32 offset = value.int32(1), size = value.int32(2);
  if (role < 0 || role > 3 || offset < 0 || size < 1) return ETPU_PACKAGE_DAMAGED;
  hint.role = static_cast<Role>(role);
  hint.layer = layer_index(executable, hint.role, meta.vector(2, 1).bytes());
  if (batch < 0 || static_cast<u32>(batch) >= executable.batch_size) return ETPU_PACKAGE_DAMAGED;
  hint.batch = static_cast<u32>(batch);
  hint.offset = static_cast<u32>(offset);
  hint.size = static_cast<u32>(size);

  u32 available = 0;
  switch (hint.role) {
    case ROLE_INPUT:
      hint.kind = HINT_OUT;
      hint.tag = TAG_INPUT;
      available = hint.layer < 0 ? 0 : executable.inputs[static_cast<u32>(hint.layer)].buffer_bytes;
      break;
    case ROLE_OUTPUT:
      hint.kind = HINT_IN;
      hint.tag = TAG_OUTPUT;
      available = hint.layer < 0 ? 0 : executable.outputs[static_cast<u32>(hint.layer)].padded_bytes;
      break;
    case ROLE_PARAMETER:
      hint.kind = HINT_OUT;
      hint.tag = TAG_PARAMETERS;
      available = executable.parameters.size;
      break;
    case ROLE_SCRATCH:
      hint.tag = hint.kind == HINT_IN ? TAG_OUTPUT : TAG_INPUT;
      available = executable.scratch_bytes;
      break;
  }
  return u64(hint.offset) + hint.size <= available ? ETPU_OK : ETPU_PACKAGE_DAMAGED;
}

/** edgetpu-usb.md 6.1; beside it, an EXECUTION_ONLY part never stands alone: the chip would wait for parameters. */
Status Reader::assign_roles() {
  Executable* by_type[3] = {nullptr, nullptr, nullptr};
  for (Executable& executable : package_->executables) by_type[executable.type] = &executable;
  Executable* caching = by_type[PARAMETER_CACHING];
  Executable* execution = by_type[EXECUTION_ONLY];
  Executable* alone = by_type[STAND_ALONE];
  switch (package_->executables.size) {
    case 1:
      if (!alone) return ETPU_PACKAGE_NO_CACHING_PART;
      package_->main = alone;
      break;
    case 2:
      if (!caching || !execution) return ETPU_PACKAGE_UNSUPPORTED;
      if (caching->token == 0) return ETPU_PACKAGE_NO_TOKEN;
      package_->caching = caching;
      package_->main = execution;
      break;
    default:
      if (!caching || !execution || !alone) return ETPU_PACKAGE_UNSUPPORTED;
      package_->main = alone;
  }
  return ETPU_OK;
}

Status Reader::allocate_buffers(Executable& executable) {
  Arena& arena = package_->arena;
  executable.scratch = executable.scratch_bytes ? arena.bytes(executable.scratch_bytes) : nullptr;
  for (u32 slot = 0; slot < package_->slots; slot++) {
    for (Layer& layer : executable.inputs) {
      u8* block = arena.bytes(layer.buffer_bytes * executable.batch_size + kHeadroom);
      layer.wire[slot] = block ? block + kHeadroom : nullptr;
    }
    for (Layer& layer : executable.outputs) {
      layer.wire[slot] = arena.bytes(layer.buffer_bytes * executable.batch_size);
      layer.tensor[slot] = arena.bytes(layer.tensor_bytes * executable.batch_size);
    }
  }
  return arena.ran_out() ? ETPU_OUT_OF_MEMORY : ETPU_OK;
}

Status check_chips(const Package& package, bool allows_virtual_chip) {
  for (const Executable& executable : package.executables) {
    bool is_real = equals_text(executable.chip, "beagle") || equals_text(executable.chip, "beagle_fpga");
    bool is_virtual = equals_text(executable.chip, "reef-virtual");
    if (is_virtual && !allows_virtual_chip) return ETPU_PACKAGE_VIRTUAL_CHIP;
    if (!is_real && !is_virtual) return ETPU_PACKAGE_WRONG_CHIP;
  }
  return ETPU_OK;
}

u32 address_of(const Executable& executable, const FieldOffset& field, u32 slot) {
  switch (field.role) {
    case ROLE_PARAMETER:
      return reinterpret_cast<u32>(executable.parameters.data);
    case ROLE_SCRATCH:
      return reinterpret_cast<u32>(executable.scratch);
    default: {
      if (field.layer < 0 || field.batch >= executable.batch_size) return 0;
      Span<Layer> layers = field.role == ROLE_INPUT ? executable.inputs : executable.outputs;
      const Layer& layer = layers[static_cast<u32>(field.layer)];
      return reinterpret_cast<u32>(layer.wire[slot]) + field.batch * layer.buffer_bytes;
    }
  }
}

void write_bits(u8* bytes, u32 bit, u32 value) {
  u8* at = bytes + bit / 8;
  u32 shift = bit % 8;
  if (shift == 0) return store(at, value);
  // 32 bits at an odd place touch five bytes; the checks made sure that they are there.
  u64 keep = ~(u64(0xffffffff) << shift);
  u64 old = load<u32>(at) | u64(at[4]) << 32;
  u64 merged = (old & keep) | u64(value) << shift;
  store(at, static_cast<u32>(merged));
  at[4] = static_cast<u8>(merged >> 32);
}

}  // namespace

Status package_create(Span<u8> bytes, u32 slots, bool allows_virtual_chip, Package** result) {
  auto* package = reinterpret_cast<Package*>(heap_alloc(sizeof(Package)));
  if (!package) return ETPU_OUT_OF_MEMORY;
  package->slots = slots;
  package->bytes = bytes.data;
  Status status = Reader(package, bytes).read();
  if (status == ETPU_OK) status = check_chips(*package, allows_virtual_chip);
  if (status != ETPU_OK) {
    package->arena.release();
    heap_free(reinterpret_cast<u8*>(package));
    return status;
  }
  *result = package;
  return ETPU_OK;
}

void package_destroy(Package* package) {
  package->arena.release();
  heap_free(package->bytes);
  heap_free(reinterpret_cast<u8*>(package));
}

void chunk_patch(const Executable& executable, Chunk& chunk, u32 slot) {
  for (const FieldOffset& field : chunk.fields) {
    bool is_absent = (field.role == ROLE_PARAMETER && !executable.parameters.size) ||
                     (field.role == ROLE_SCRATCH && !executable.scratch_bytes);
    if (is_absent) continue;
    // Addresses of WebAssembly memory have 32 bits: the upper half is zero.
    write_bits(chunk.data, field.bit, field.is_upper ? 0 : address_of(executable, field, slot));
  }
}

u8* hint_data(const Executable& executable, const Hint& hint, u32 slot) {
  switch (hint.role) {
    case ROLE_PARAMETER:
      return executable.parameters.data + hint.offset;
    case ROLE_SCRATCH:
      return executable.scratch + hint.offset;
    default: {
      Span<Layer> layers = hint.role == ROLE_INPUT ? executable.inputs : executable.outputs;
      const Layer& layer = layers[static_cast<u32>(hint.layer)];
      return layer.wire[slot] + hint.batch * layer.buffer_bytes + hint.offset;
    }
  }
}
