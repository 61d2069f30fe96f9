#include "package.h"

#include "package-reader.h"

namespace {

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
  Status status = PackageReader(package, bytes).read();
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
