// Turns the bytes of a package into a `Package`: every size and offset is checked before it is used.
#pragma once

#include "flat-table.h"
#include "package.h"

class PackageReader {
 public:
  PackageReader(Package* package, Span<u8> bytes) : package_(package), bytes_(bytes) {}

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
