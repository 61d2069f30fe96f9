// What the machine asks of its host. The host reads this struct from memory; src/runtime/machine.ts mirrors the fields.
#pragma once

#include "base.h"

enum CommandKind : u32 {
  COMMAND_NONE = 0,           // nothing to start now: wait for a completion
  COMMAND_CONTROL_IN = 1,
  COMMAND_CONTROL_OUT = 2,
  COMMAND_BULK_OUT = 3,
  COMMAND_BULK_IN = 4,
  COMMAND_INTERRUPT_IN = 5,
  COMMAND_WAIT = 6,           // complete it after `bytes` milliseconds
  // Notices: nothing to complete.
  NOTICE_OPENED = 16,
  NOTICE_CLOSED = 17,
  NOTICE_RUN_DONE = 18,       // `request` says which
  NOTICE_THERMAL_WARNING = 19,
  NOTICE_THERMAL_SHUTDOWN = 20,
  NOTICE_FAILED = 21,         // read the failure; nothing follows but silence
};

struct Command {
  u32 kind;
  /** Handed back with the completion. */
  u32 id;
  /** Endpoint number with the direction bit; 0 for control transfers. */
  u32 endpoint;
  u8* data;
  u32 bytes;
  /** bRequest, wValue and wIndex of a control transfer; device recipient, vendor type. */
  u32 request;
  u32 value;
  u32 index;
  /** Bulk out: tag of the stream, 8 bytes of header apart; bulk in: unused. */
  u32 tag;
  /** Bulk out: bytes of payload among `bytes`. */
  u32 payload_bytes;
  /** The run that a notice or an outgoing transfer belongs to. */
  u32 run;
};
