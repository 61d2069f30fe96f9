// Words that every file here uses. Freestanding: no library, nothing but what the compiler itself provides.
#pragma once

using u8 = __UINT8_TYPE__;
using u16 = __UINT16_TYPE__;
using i16 = __INT16_TYPE__;
using u32 = __UINT32_TYPE__;
using i32 = __INT32_TYPE__;
using u64 = __UINT64_TYPE__;
using usize = __SIZE_TYPE__;

/** A run of values that somebody else owns. */
template <class T>
struct Span {
  T* data = nullptr;
  u32 size = 0;

  T& operator[](u32 index) const { return data[index]; }
  T* begin() const { return data; }
  T* end() const { return data + size; }
};

inline void copy_bytes(void* to, const void* from, usize count) { __builtin_memcpy(to, from, count); }
inline void fill_zero(void* at, usize count) { __builtin_memset(at, 0, count); }

/** Little-endian loads and stores at any alignment; WebAssembly is little-endian, so they are plain moves. */
template <class T>
inline T load(const u8* at) {
  T value;
  __builtin_memcpy(&value, at, sizeof(T));
  return value;
}

template <class T>
inline void store(u8* at, T value) {
  __builtin_memcpy(at, &value, sizeof(T));
}

inline u32 min_of(u32 a, u32 b) { return a < b ? a : b; }
inline u32 max_of(u32 a, u32 b) { return a > b ? a : b; }

/** The next multiple of `step`, a power of two. */
inline u32 round_up(u32 value, u32 step) { return (value + step - 1) & ~(step - 1); }

inline bool same_bytes(Span<const u8> a, Span<const u8> b) {
  return a.size == b.size && __builtin_memcmp(a.data, b.data, a.size) == 0;
}

template <u32 N>
inline bool equals_text(Span<const u8> bytes, const char (&text)[N]) {
  return bytes.size == N - 1 && __builtin_memcmp(bytes.data, text, N - 1) == 0;
}
