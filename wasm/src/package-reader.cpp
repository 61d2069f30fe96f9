#include "package-reader.h"

namespace {

/** The runtime version that this code speaks; newer packages are refused (edgetpu-usb.md 7.3). */
constexpr i32 kRuntimeVersion = 14;
constexpr u32 kMaxBatch = 256;

}  // namespace

Status PackageReader::read() {
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

Status PackageReader::read_executable(Executable& executable, Span<const u8> bytes) {
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

/** edgetpu-usb.md 6.1; beside it, an EXECUTION_ONLY part never stands alone: the chip would wait for parameters. */
Status PackageReader::assign_roles() {
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

Status PackageReader::allocate_buffers(Executable& executable) {
  Arena& arena = package_->arena;
  executable.scratch = executable.scratch_bytes ? arena.bytes(executable.scratch_bytes) : nullptr;
  for (u32 slot = 0; slot < package_->slots; slot++) {
    for (Layer& layer : executable.inputs) {
      u8* block = arena.bytes(layer.buffer_bytes * executable.batch_size + kHeadroom);
      layer.wire[slot] = block ? block + kHeadroom : nullptr;
    }
    for (Layer& layer : executable.outputs) {
      layer.wire[slot] = arena.bytes(layer.buffer_bytes * executable.batch_size);
    }
  }
  for (Layer& layer : executable.outputs) layer.part = arena.bytes(layer.part_bytes);
  return arena.ran_out() ? ETPU_OUT_OF_MEMORY : ETPU_OK;
}
