// A bounds-checked FlatBuffers reader. A bad offset never leads outside the buffer: the access gives a default and marks
// the buffer as damaged, and the caller asks once at the end.
#pragma once

#include "base.h"

struct FlatBuffer {
  const u8* data = nullptr;
  u32 size = 0;
  bool is_damaged = false;

  bool holds(u32 at, u32 bytes) {
    if (at <= size && bytes <= size - at) return true;
    is_damaged = true;
    return false;
  }

  u32 u32_at(u32 at) { return holds(at, 4) ? load<u32>(data + at) : 0; }

  /** Where the offset that stands at `at` points to. */
  u32 follow(u32 at) {
    u32 offset = u32_at(at);
    return offset <= size - at ? at + offset : (is_damaged = true, 0);
  }
};

/** A vector inside a buffer: where its first element stands, and how many there are. */
struct FlatVector {
  FlatBuffer* buffer = nullptr;
  u32 at = 0;
  u32 size = 0;

  Span<const u8> bytes() const { return {buffer ? buffer->data + at : nullptr, size}; }
  i32 i32_at(u32 index) const { return load<i32>(buffer->data + at + 4 * index); }
};

/** One table. Field numbers count from 0, as in the schema; absent fields give the fallback. */
class FlatTable {
 public:
  FlatTable() = default;
  FlatTable(FlatBuffer* buffer, u32 at);
  static FlatTable root(FlatBuffer* buffer) { return {buffer, buffer->u32_at(0)}; }

  explicit operator bool() const { return buffer_ != nullptr; }

  i32 int32(u32 field, i32 fallback = 0) const { return scalar<i32>(field, fallback); }
  i32 int16(u32 field, i32 fallback = 0) const { return scalar<i16>(field, static_cast<i16>(fallback)); }
  u32 uint8(u32 field) const { return scalar<u8>(field, 0); }
  u64 uint64(u32 field) const { return scalar<u64>(field, 0); }
  FlatTable table(u32 field) const;
  /** `element_bytes` is 1 for bytes and strings, 4 for int32 and offsets, 8 for ranges. */
  FlatVector vector(u32 field, u32 element_bytes) const;
  FlatTable table_of(FlatVector vector, u32 index) const { return {vector.buffer, vector.buffer->follow(vector.at + 4 * index)}; }

 private:
  template <class T>
  T scalar(u32 field, T fallback) const {
    u32 at = field_at(field, sizeof(T));
    return at ? load<T>(buffer_->data + at) : fallback;
  }
  u32 field_at(u32 field, u32 bytes) const;

  FlatBuffer* buffer_ = nullptr;
  u32 at_ = 0;
  u32 vtable_ = 0;
  u32 vtable_bytes_ = 0;
  u32 table_bytes_ = 0;
};

/** The vector that stands at `at` of the buffer. */
FlatVector flat_vector_at(FlatBuffer* buffer, u32 at, u32 element_bytes);
