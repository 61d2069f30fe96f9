// The library functions that the compiler calls on its own. With -mbulk-memory the builtins inside are instructions.
#include "base.h"

extern "C" {

void* memcpy(void* to, const void* from, usize count) {
  __builtin_memcpy(to, from, count);
  return to;
}

void* memmove(void* to, const void* from, usize count) {
  __builtin_memmove(to, from, count);
  return to;
}

void* memset(void* at, int value, usize count) {
  __builtin_memset(at, value, count);
  return at;
}

int memcmp(const void* a, const void* b, usize count) {
  auto* left = static_cast<const u8*>(a);
  auto* right = static_cast<const u8*>(b);
  for (usize index = 0; index < count; index++) {
    if (left[index] != right[index]) return left[index] < right[index] ? -1 : 1;
  }
  return 0;
}
}
