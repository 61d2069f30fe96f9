#include "heap.h"

extern u8 __heap_base;

namespace {

constexpr u32 kAlign = 16;
constexpr u32 kMemoryPageBytes = 65536;
constexpr u32 kMaxRequest = 1u << 30;
/** Small requests of an arena share blocks of this size. */
constexpr u32 kArenaBlockBytes = 16384;

/** Stands before every block; `next` is used only while the block is free. */
struct Block {
  u32 bytes;
  Block* next;
  u32 padding[2];
};
static_assert(sizeof(Block) == kAlign);

Block* free_list = nullptr;
u32 used_bytes = 0;
u32 memory_end = 0;

void insert_free(Block* block) {
  Block** link = &free_list;
  while (*link && *link < block) link = &(*link)->next;
  block->next = *link;
  *link = block;
  auto joins = [](Block* a, Block* b) { return reinterpret_cast<u8*>(a + 1) + a->bytes == reinterpret_cast<u8*>(b); };
  if (block->next && joins(block, block->next)) {
    block->bytes += sizeof(Block) + block->next->bytes;
    block->next = block->next->next;
  }
  // Join with the one before, which is the owner of `link` unless that is the list's head.
  if (link != &free_list) {
    auto* before = reinterpret_cast<Block*>(reinterpret_cast<u8*>(link) - __builtin_offsetof(Block, next));
    if (joins(before, block)) {
      before->bytes += sizeof(Block) + block->bytes;
      before->next = block->next;
    }
  }
}

bool grow(u32 bytes) {
  if (memory_end == 0) {
    // What lies between the end of static data and the end of the first pages.
    u32 start = round_up(reinterpret_cast<u32>(&__heap_base), kAlign);
    memory_end = static_cast<u32>(__builtin_wasm_memory_size(0)) * kMemoryPageBytes;
    auto* first = reinterpret_cast<Block*>(start);
    first->bytes = memory_end - start - sizeof(Block);
    insert_free(first);
  }
  u32 wanted = round_up(bytes + sizeof(Block), kMemoryPageBytes);
  if (__builtin_wasm_memory_grow(0, wanted / kMemoryPageBytes) == static_cast<usize>(-1)) return false;
  auto* block = reinterpret_cast<Block*>(memory_end);
  block->bytes = wanted - sizeof(Block);
  memory_end += wanted;
  insert_free(block);
  return true;
}

u8* take(u32 bytes) {
  for (Block** link = &free_list; *link; link = &(*link)->next) {
    Block* block = *link;
    if (block->bytes < bytes) continue;
    if (block->bytes - bytes > sizeof(Block) + kAlign) {
      auto* rest = reinterpret_cast<Block*>(reinterpret_cast<u8*>(block + 1) + bytes);
      rest->bytes = block->bytes - bytes - sizeof(Block);
      rest->next = block->next;
      *link = rest;
      block->bytes = bytes;
    } else {
      *link = block->next;
    }
    used_bytes += block->bytes;
    auto* data = reinterpret_cast<u8*>(block + 1);
    fill_zero(data, block->bytes);
    return data;
  }
  return nullptr;
}

}  // namespace

u8* heap_alloc(u32 bytes) {
  if (bytes > kMaxRequest) return nullptr;
  bytes = max_of(round_up(bytes, kAlign), kAlign);
  u8* data = take(bytes);
  if (data || !grow(bytes)) return data;
  return take(bytes);
}

void heap_free(u8* at) {
  if (!at) return;
  auto* block = reinterpret_cast<Block*>(at) - 1;
  used_bytes -= block->bytes;
  insert_free(block);
}

u32 heap_used() { return used_bytes; }

u8* Arena::bytes(u32 count) {
  count = round_up(count, kAlign);
  if (count > left_) {
    // A block starts with the address of the one before it.
    u32 block_bytes = max_of(count + kAlign, kArenaBlockBytes);
    u8* block = count > kMaxRequest ? nullptr : heap_alloc(block_bytes);
    if (!block) {
      ran_out_ = true;
      return nullptr;
    }
    store(block, blocks_);
    blocks_ = block;
    if (count + kAlign >= kArenaBlockBytes) return block + kAlign;
    cursor_ = block + kAlign;
    left_ = block_bytes - kAlign;
  }
  u8* data = cursor_;
  cursor_ += count;
  left_ -= count;
  return data;
}

void Arena::release() {
  while (blocks_) {
    u8* before = load<u8*>(blocks_);
    heap_free(blocks_);
    blocks_ = before;
  }
  cursor_ = nullptr;
  left_ = 0;
  ran_out_ = false;
}
