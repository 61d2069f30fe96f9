// Instruction chunks with their address fields, and the hints that say what the chip will ask for.
#include "package-reader.h"

namespace {

i32 layer_index(const Executable& executable, Role role, Span<const u8> name) {
  if (role != ROLE_INPUT && role != ROLE_OUTPUT) return -1;
  Span<Layer> layers = role == ROLE_INPUT ? executable.inputs : executable.outputs;
  for (u32 index = 0; index < layers.size; index++) {
    if (same_bytes(layers[index].name, name)) return static_cast<i32>(index);
  }
  return -1;
}

}  // namespace

Status PackageReader::read_chunks(FlatTable table, Executable& executable) {
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

Status PackageReader::read_hints(FlatTable table, Executable& executable) {
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

Status PackageReader::read_hint(FlatTable table, Executable& executable, Hint& hint) {
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
Status PackageReader::read_transfer(FlatTable value, const Executable& executable, Hint& hint) {
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
