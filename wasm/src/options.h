// What may differ between hosts. Defaults are the vendor's ("golden"); a browser sets others for speed.
#pragma once

#include "base.h"

/** Keys of `etpu_device_option`; src/runtime/options.ts mirrors them. */
enum OptionKey : u32 {
  OPTION_CLOCK = 0,               // 0 low, 1 medium, 2 high, 3 max
  OPTION_OUTFEED_CHUNK = 1,       // bytes the chip sends at once: 1024, or 256 on USB 2
  OPTION_PACKET = 2,              // largest packet of the bulk endpoints: 1024 or 512
  OPTION_OUT_CHUNK = 3,           // largest bulk-out transfer
  OPTION_OUT_IN_FLIGHT = 4,       // bulk-out transfers under way at once
  OPTION_READ_MODE = 5,           // a `ReadMode`
  OPTION_READ = 6,                // bytes of one read of 0x81
  OPTION_READS_QUEUED = 7,        // reads of 0x81 under way at once
  OPTION_EVENT_READ = 8,          // bytes of one read of 0x82
  OPTION_EVENTS_QUEUED = 9,
  OPTION_INTERRUPT_READ = 10,     // bytes of one read of 0x83
  OPTION_GLUE_HEADERS = 11,       // 1: a header travels in front of its payload where there is room
  OPTION_VIRTUAL_CHIP = 12,       // 1: packages of the virtual compiler are accepted
  OPTION_OVERLAP_RUNS = 13,       // 1: a run may start before the event of the one before it
  OPTION_POLL_LIMIT = 14,         // milliseconds that a register may take to change
  OPTION_COUNT = 15,
};

enum ReadMode : u32 {
  /** The vendor's queue: reads of one size, always posted. */
  READ_QUEUED = 0,
  /** The vendor's driver without its queue: one read for the rest of the output, posted when its turn comes. */
  READ_ON_DEMAND = 1,
  /**
   * Several reads posted ahead, each ending where its output ends: without zero-length packets a longer read would
   * never complete when an output is a multiple of the packet size (edgetpu-usb.md 5.4).
   */
  READ_SIZED = 2,
};

struct Options {
  u32 values[OPTION_COUNT] = {3, 1024, 1024, 1 << 20, 3, READ_QUEUED, 1024, 8, 16, 1, 4, 0, 0, 1, 6000};

  u32 operator[](OptionKey key) const { return values[key]; }
};
