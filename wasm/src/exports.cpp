// The functions that the host sees, by the vendor's words: device open and close, package create, run begin, version.
// Every pointer that the host gets lies in this module's memory and stays valid until what it belongs to is destroyed.
#include "device.h"
#include "layout.h"

#define EXPORT(name) extern "C" __attribute__((export_name(#name)))

namespace {

/** Changes when a host must change with it. */
constexpr u32 kInterfaceVersion = 2;

}  // namespace

inline void* operator new(usize, void* at) noexcept { return at; }

namespace {

/** The one accelerator of this instance; it lives in the heap, so that the module does not carry its zeros. */
Device* device() {
  static Device* only = nullptr;
  if (!only) {
    u8* memory = heap_alloc(sizeof(Device));
    if (!memory) __builtin_trap();
    only = new (memory) Device();
  }
  return only;
}

Command command;

/** Largest value of each option; a host that asks for more has a bug. */
bool is_allowed(u32 key, u32 value) {
  switch (key) {
    case OPTION_CLOCK: return value <= 3;
    case OPTION_READ_MODE: return value <= READ_SIZED;
    case OPTION_OUTFEED_CHUNK: return value == 256 || value == 1024;
    case OPTION_PACKET: return value == 512 || value == 1024 || value == 64;
    case OPTION_OUT_CHUNK: return value >= 1024 && value <= (1u << 20);
    case OPTION_OUT_IN_FLIGHT: return value >= 1 && value < kMaxOut - 1;
    case OPTION_READ: return value >= 64;
    case OPTION_READS_QUEUED: return value >= 1 && value <= kMaxReads;
    case OPTION_EVENT_READ: return value >= 16 && value <= 1024;
    case OPTION_EVENTS_QUEUED: return value >= 1 && value <= kMaxEvents;
    case OPTION_INTERRUPT_READ: return value >= 4 && value <= 64;
    default: return key < OPTION_COUNT;
  }
}

Layer* layer_of(u32 handle, u32 is_output, u32 index) {
  Package* package = device()->package(handle);
  if (!package) return nullptr;
  Span<Layer> layers = is_output ? package->main->outputs : package->main->inputs;
  return index < layers.size ? &layers[index] : nullptr;
}

}  // namespace

EXPORT(etpu_runtime_version) u32 etpu_runtime_version() { return kInterfaceVersion; }

EXPORT(etpu_heap_alloc) u8* etpu_heap_alloc(u32 bytes) { return heap_alloc(bytes); }
EXPORT(etpu_heap_free) void etpu_heap_free(u8* at) { heap_free(at); }
EXPORT(etpu_heap_used) u32 etpu_heap_used() { return heap_used(); }

EXPORT(etpu_device_option) i32 etpu_device_option(u32 key, u32 value) {
  if (!is_allowed(key, value)) return ETPU_BAD_ARGUMENT;
  if (device()->state() != DEVICE_CLOSED) return ETPU_BAD_STATE;
  device()->options.values[key] = value;
  return ETPU_OK;
}

EXPORT(etpu_device_open) i32 etpu_device_open() { return device()->open(); }
EXPORT(etpu_device_close) i32 etpu_device_close() { return device()->close(); }
EXPORT(etpu_device_is_busy) u32 etpu_device_is_busy() { return device()->is_busy(); }
EXPORT(etpu_device_progress) u32 etpu_device_progress() { return device()->progress(); }
EXPORT(etpu_device_expire) void etpu_device_expire() { device()->expire(); }
EXPORT(etpu_device_failure) const Failure* etpu_device_failure() { return &device()->failure; }

EXPORT(etpu_command_next) u32 etpu_command_next() { return device()->next(&command); }
EXPORT(etpu_command_data) const Command* etpu_command_data() { return &command; }
/** Where the `actual` bytes of a read that has ended belong; asked before they are put there. Null: there is no such read. */
EXPORT(etpu_command_target) u8* etpu_command_target(u32 id, u32 actual) { return device()->read_target(id, actual); }
EXPORT(etpu_command_complete) void etpu_command_complete(u32 id, u32 status, u32 actual) {
  device()->complete(id, status, actual);
}

/** Takes over `bytes`, from `etpu_heap_alloc`, whatever the result: a handle from 1 on, or a status. */
EXPORT(etpu_package_create) i32 etpu_package_create(u8* bytes, u32 count, u32 slots) {
  if (slots < 1 || slots > kMaxSlots) return ETPU_BAD_ARGUMENT;
  i32 handle = ETPU_OK;
  Package* package = device()->add_package({bytes, count}, slots, &handle);
  if (!package) heap_free(bytes);
  return handle;
}
EXPORT(etpu_package_destroy) i32 etpu_package_destroy(u32 handle) { return device()->remove_package(handle); }

EXPORT(etpu_package_batch) u32 etpu_package_batch(u32 handle) {
  Package* package = device()->package(handle);
  return package ? package->main->batch_size : 0;
}
EXPORT(etpu_package_is_deterministic) u32 etpu_package_is_deterministic(u32 handle) {
  Package* package = device()->package(handle);
  return package ? package->main->is_deterministic : 0;
}

EXPORT(etpu_layer_count) u32 etpu_layer_count(u32 handle, u32 is_output) {
  Package* package = device()->package(handle);
  if (!package) return 0;
  return is_output ? package->main->outputs.size : package->main->inputs.size;
}
EXPORT(etpu_layer_bytes) u32 etpu_layer_bytes(u32 handle, u32 is_output, u32 index) {
  Layer* layer = layer_of(handle, is_output, index);
  return layer ? layer->tensor_bytes : 0;
}
EXPORT(etpu_layer_padded_bytes) u32 etpu_layer_padded_bytes(u32 handle, u32 is_output, u32 index) {
  Layer* layer = layer_of(handle, is_output, index);
  return layer ? layer->padded_bytes : 0;
}
/** The bytes of one element of a batch as they cross the cable: where inputs are written, where outputs arrive. */
EXPORT(etpu_layer_wire) u8* etpu_layer_wire(u32 handle, u32 is_output, u32 index, u32 slot_and_element) {
  Layer* layer = layer_of(handle, is_output, index);
  u32 slot = slot_and_element & 0xFF, element = slot_and_element >> 8;
  if (!layer || slot >= device()->package(handle)->slots || element >= etpu_package_batch(handle)) return nullptr;
  return layer->wire[slot] + element * layer->buffer_bytes;
}
/** Turns the tensor that the host has written to the wire buffer of an input into what is sent: padding, sign. */
EXPORT(etpu_input_prepare) i32 etpu_input_prepare(u32 handle, u32 index, u32 slot_and_element) {
  Layer* layer = layer_of(handle, 0, index);
  u8* wire = etpu_layer_wire(handle, 0, index, slot_and_element);
  if (!layer || !wire) return ETPU_BAD_ARGUMENT;
  input_prepare(*layer, wire);
  return ETPU_OK;
}
/** The caller takes an output in parts of this size; the last one may be smaller. */
EXPORT(etpu_output_part_bytes) u32 etpu_output_part_bytes(u32 handle, u32 index) {
  Layer* layer = layer_of(handle, 1, index);
  return layer ? layer->part_bytes : 0;
}
/** De-tiles the part of one output of one element that begins at byte `start`; good until the next call. */
EXPORT(etpu_output_part) const u8* etpu_output_part(u32 handle, u32 index, u32 slot_and_element, u32 start) {
  Layer* layer = layer_of(handle, 1, index);
  const u8* wire = etpu_layer_wire(handle, 1, index, slot_and_element);
  if (!layer || !wire || start >= layer->tensor_bytes || start % layer->part_bytes) return nullptr;
  output_to_part(*layer, wire, start, layer->part);
  return layer->part;
}

EXPORT(etpu_run_begin) i32 etpu_run_begin(u32 handle, u32 slot) {
  Package* package = device()->package(handle);
  return package ? device()->begin(package, slot) : ETPU_BAD_ARGUMENT;
}
