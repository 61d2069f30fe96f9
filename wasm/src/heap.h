// Memory that can be given back: packages come and go while the page stays open. First fit over a list of free blocks
// in address order; neighbours are joined on return. Few, large blocks live here, so the list stays short.
#pragma once

#include "base.h"

/** Zeroed memory at a multiple of 16; nullptr when the browser gives no more. */
u8* heap_alloc(u32 bytes);
void heap_free(u8* at);
/** Bytes handed out, for leak tests. */
u32 heap_used();

/** `count` zeroed values in a block that `owner` frees as a whole; see `Arena`. */
class Arena {
 public:
  template <class T>
  Span<T> array(u32 count) {
    if (count > (1u << 30) / sizeof(T)) return fail<T>();
    auto* data = reinterpret_cast<T*>(bytes(count * sizeof(T)));
    return data ? Span<T>{data, count} : fail<T>();
  }

  /** Memory at a multiple of 16 that lives as long as the arena; nullptr once memory ran out. */
  u8* bytes(u32 count);
  bool ran_out() const { return ran_out_; }
  /** Gives everything back. */
  void release();

 private:
  template <class T>
  Span<T> fail() {
    ran_out_ = true;
    return {};
  }

  u8* blocks_ = nullptr;
  u8* cursor_ = nullptr;
  u32 left_ = 0;
  bool ran_out_ = false;
};
