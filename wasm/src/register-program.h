// Register access as data: what the vendor's driver does at open, at close and on an interrupt is a list of steps, run
// one control transfer at a time.
#pragma once

#include "base.h"

enum StepKind : u8 {
  STEP_READ,      // last value := register
  STEP_WRITE,     // register := value
  STEP_CHANGE,    // register := (last value with the bits of `mask` cleared) | value
  STEP_POLL,      // read until (register & mask) == value
  STEP_SKIP_IF,   // skip `count` steps if (last value & mask) == value
  STEP_SKIP_UNLESS,
  STEP_NOTE,      // tell the machine: `value` is a `Note`, `mask` an argument
  STEP_END,
};

enum Note : u32 {
  NOTE_HIB_ERROR,         // the last value is hib_error_status: the run is lost
  NOTE_THERMAL_WARNING,
  NOTE_THERMAL_SHUTDOWN,
};

struct Step {
  StepKind kind;
  u8 count;
  u32 address;
  u32 mask;
  u32 value;
};

/** What the open program depends on. */
struct OpenSettings {
  /** Clock fields of scu_ctrl_3, bits 31 to 28 (edgetpu-usb.md 4.3). */
  u32 clock_bits;
  /** Value of outfeed_chunk_length, in units of 8 bytes. */
  u32 outfeed_chunk;
  u32 descr_ep;
};

/** The clock fields of a setting: 0 low, 1 medium, 2 high, 3 max. */
u32 clock_bits_of(u32 setting);

const Step* open_program(const OpenSettings& settings);
const Step* close_program();
/** Steps that answer one bit (0 to 4) of an interrupt word. */
const Step* interrupt_program(u32 bit);
