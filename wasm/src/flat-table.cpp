#include "flat-table.h"

FlatTable::FlatTable(FlatBuffer* buffer, u32 at) {
  if (!buffer->holds(at, 4)) return;
  u32 vtable = at - load<u32>(buffer->data + at);
  if (!buffer->holds(vtable, 4)) return;
  u32 vtable_bytes = load<u16>(buffer->data + vtable);
  u32 table_bytes = load<u16>(buffer->data + vtable + 2);
  if (vtable_bytes < 4 || table_bytes < 4) {
    buffer->is_damaged = true;
    return;
  }
  if (!buffer->holds(vtable, vtable_bytes) || !buffer->holds(at, table_bytes)) return;
  buffer_ = buffer;
  at_ = at;
  vtable_ = vtable;
  vtable_bytes_ = vtable_bytes;
  table_bytes_ = table_bytes;
}

u32 FlatTable::field_at(u32 field, u32 bytes) const {
  u32 slot = 4 + 2 * field;
  if (!buffer_ || slot + 2 > vtable_bytes_) return 0;
  u32 offset = load<u16>(buffer_->data + vtable_ + slot);
  if (offset == 0) return 0;
  if (offset < 4 || offset + bytes > table_bytes_) {
    buffer_->is_damaged = true;
    return 0;
  }
  return at_ + offset;
}

FlatTable FlatTable::table(u32 field) const {
  u32 at = field_at(field, 4);
  return at ? FlatTable(buffer_, buffer_->follow(at)) : FlatTable();
}

FlatVector FlatTable::vector(u32 field, u32 element_bytes) const {
  u32 at = field_at(field, 4);
  return at ? flat_vector_at(buffer_, buffer_->follow(at), element_bytes) : FlatVector{buffer_, 0, 0};
}

FlatVector flat_vector_at(FlatBuffer* buffer, u32 at, u32 element_bytes) {
  if (!buffer->holds(at, 4)) return {buffer, 0, 0};
  u32 size = load<u32>(buffer->data + at);
  if (size > 0x7fffffff / element_bytes || !buffer->holds(at + 4, size * element_bytes)) {
    buffer->is_damaged = true;
    return {buffer, 0, 0};
  }
  return {buffer, at + 4, size};
}
