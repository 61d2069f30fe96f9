// A compiled package as the runtime holds it: read once, bounds-checked, with every buffer that a run needs allocated
// beside it, so that an inference allocates nothing.
#pragma once

#include "base.h"
#include "heap.h"
#include "status.h"

/** Tags of the stream on endpoint 0x01 (edgetpu-usb.md 5.1). */
enum Tag : u32 { TAG_INSTRUCTIONS = 0, TAG_INPUT = 1, TAG_PARAMETERS = 2, TAG_OUTPUT = 3, TAG_INTERRUPT_0 = 4 };

/** Schema numbers of `Description`. */
enum Role : u8 { ROLE_OUTPUT = 0, ROLE_INPUT = 1, ROLE_PARAMETER = 2, ROLE_SCRATCH = 3 };

/** Schema numbers of `ExecutableType`. */
enum ExecutableType : u8 { STAND_ALONE = 0, PARAMETER_CACHING = 1, EXECUTION_ONLY = 2 };

/** A run's buffers exist twice, so that the next inputs can be written while a run is under way. */
constexpr u32 kMaxSlots = 2;
/** Free bytes before a payload, where a header can be put in front of it. */
constexpr u32 kHeadroom = 16;

struct OutputLayout {
  Span<const u8> y_to_tile, x_to_tile, tile_offsets, x_to_offset, y_to_row, x_to_stride;
};

struct OutputSlice {
  u32 dims[5];
  i32 strides[5];
  u32 offset_bytes;
};

/** How the bytes of an output become the caller's tensor (edgetpu-usb.md 9.4). */
enum OutputForm : u8 { FORM_PLAIN, FORM_DROP_PADDING, FORM_TILED, FORM_SLICES };

struct Layer {
  Span<const u8> name;
  u32 padded_bytes;   // all executions
  u32 tensor_bytes;   // all executions, what the caller sees
  u32 buffer_bytes;   // one element of a batch, to the end of its last page
  u32 y, x, z;
  u32 element_bytes;
  u32 executions;
  bool is_signed;     // most significant bit is flipped on the wire
  OutputForm form;
  OutputLayout layout;
  Span<OutputSlice> slices;
  u8* wire[kMaxSlots];    // as it crosses the cable: batch elements one after the other, each `buffer_bytes`
  u32 part_bytes;         // outputs only: of the tensor that the caller takes at a time
  u8* part;               // outputs only: that much of it, de-tiled
};

struct FieldOffset {
  Role role;
  bool is_upper;
  u32 batch;
  i32 layer;
  u32 bit;
};

struct Chunk {
  u8* data;  // private copy with `kHeadroom` before it; patched before every run
  u32 size;
  Span<FieldOffset> fields;
};

enum HintKind : u8 { HINT_OUT, HINT_IN, HINT_INSTRUCTIONS, HINT_INTERRUPT, HINT_FENCE };

struct Hint {
  HintKind kind;
  Role role;
  u32 tag;
  u32 batch;
  i32 layer;
  u32 offset;
  u32 size;   // bytes of a transfer
  u32 index;  // chunk or interrupt number
};

/** Progress of one hint in one run. */
struct HintState {
  u32 done_bytes;
  bool is_done;
};

struct Executable {
  ExecutableType type;
  bool is_deterministic;
  u32 batch_size;
  u32 scratch_bytes;
  u64 token;
  Span<const u8> chip;
  Span<u8> parameters;
  Span<Chunk> chunks;
  Span<Hint> hints;
  Span<Layer> inputs, outputs;
  Span<HintState> states[kMaxSlots];
  u8* scratch;
};

struct Package {
  Arena arena;
  u8* bytes;
  u32 slots;
  Span<Executable> executables;
  Executable* caching;
  Executable* main;
  bool is_cached;
};

/** Reads a package in place; `bytes` stays with it. On success `*result` owns everything, on failure nothing is kept. */
Status package_create(Span<u8> bytes, u32 slots, bool allows_virtual_chip, Package** result);
void package_destroy(Package* package);

/** Writes the addresses that a run uses into its instructions, as the vendor's driver does (edgetpu-usb.md 8). */
void chunk_patch(const Executable& executable, Chunk& chunk, u32 slot);

/** The buffer behind a transfer hint, at the hint's offset. */
u8* hint_data(const Executable& executable, const Hint& hint, u32 slot);
