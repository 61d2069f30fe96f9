// Every code that the runtime can end with. src/runtime/status.ts mirrors this list and says what each means to a person;
// a test compares the two files line by line.
#pragma once

#include "base.h"

enum Status : i32 {
  ETPU_OK = 0,

  // The package: refused before anything was sent.
  ETPU_OUT_OF_MEMORY = -1,
  ETPU_BAD_ARGUMENT = -2,
  ETPU_BAD_STATE = -3,
  ETPU_PACKAGE_DAMAGED = -10,
  ETPU_PACKAGE_UNSUPPORTED = -11,
  ETPU_PACKAGE_TOO_NEW = -12,
  ETPU_PACKAGE_WRONG_CHIP = -13,
  ETPU_PACKAGE_VIRTUAL_CHIP = -14,
  ETPU_PACKAGE_NO_CACHING_PART = -15,
  ETPU_PACKAGE_LAYOUT = -16,
  ETPU_PACKAGE_NO_TOKEN = -17,
  ETPU_NOT_DETERMINISTIC = -18,

  // A transfer failed; the failure names the endpoint.
  ETPU_TRANSFER_STALL = -30,
  ETPU_TRANSFER_BABBLE = -31,
  ETPU_TRANSFER_TIMEOUT = -32,
  ETPU_TRANSFER_NO_DEVICE = -33,
  ETPU_TRANSFER_CANCELLED = -34,
  ETPU_TRANSFER_ERROR = -35,
  ETPU_TRANSFER_DENIED = -36,
  ETPU_TRANSFER_SHORT = -37,

  // The device answered, but not as it must.
  ETPU_REGISTER_STUCK = -50,
  ETPU_EVENT_SIZE = -51,
  ETPU_EVENT_TAG = -52,
  ETPU_OUTPUT_UNEXPECTED = -53,
  ETPU_HIB_ERROR = -54,
  ETPU_OUTPUT_MISSING = -55,
  ETPU_EVENT_MISSING = -56,
};

/** How a transfer ended, as the host reports it. */
enum TransferStatus : u32 {
  TRANSFER_OK = 0,
  TRANSFER_STALL = 1,
  TRANSFER_BABBLE = 2,
  TRANSFER_TIMEOUT = 3,
  TRANSFER_NO_DEVICE = 4,
  TRANSFER_CANCELLED = 5,
  TRANSFER_ERROR = 6,
  TRANSFER_DENIED = 7,
};

/** What happened, for the host to read when the machine has failed. */
struct Failure {
  i32 status = ETPU_OK;
  /** Endpoint address with the direction bit; 0 for control transfers and for what concerns none. */
  u32 endpoint = 0;
  /** Register address, for control transfers. */
  u32 address = 0;
  u32 expected = 0;
  u32 actual = 0;
};
