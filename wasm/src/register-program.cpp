// The order and the values are those of edgetpu-usb.md 4.2 (open), 4.4 (close) and 5.6 (interrupts); row numbers in the
// comments are that table's. The golden traces hold this file to it.
#include "register-program.h"

#include "registers.h"

using namespace reg;

namespace {

constexpr u32 kRun = 1;
constexpr u32 kHalt = 2;
constexpr u32 kTileBroadcast = 0x7F;
constexpr u32 kForceSleepMask = 3u << 22;
constexpr u32 kForceSleepOn = 3u << 22;
constexpr u32 kForceSleepOff = 2u << 22;
constexpr u32 kPowerStateMask = 3u << 8;
constexpr u32 kPowerStateAsleep = 2u << 8;
constexpr u32 kGatedMask = 3u << 18;
constexpr u32 kGatedByHardware = 1u << 18;
constexpr u32 kGatedOff = 2u << 18;
constexpr u32 kClockMask = 0xFu << 28;

constexpr Step read(u32 address) { return {STEP_READ, 0, address, 0, 0}; }
constexpr Step write(u32 address, u32 value) { return {STEP_WRITE, 0, address, 0, value}; }
constexpr Step change(u32 address, u32 mask, u32 value) { return {STEP_CHANGE, 0, address, mask, value}; }
constexpr Step poll(u32 address, u32 mask, u32 value) { return {STEP_POLL, 0, address, mask, value}; }
constexpr Step skip_if(u32 mask, u32 value, u8 count) { return {STEP_SKIP_IF, count, 0, mask, value}; }
constexpr Step skip_unless(u32 mask, u32 value, u8 count) { return {STEP_SKIP_UNLESS, count, 0, mask, value}; }
constexpr Step note(Note what) { return {STEP_NOTE, 0, 0, 0, what}; }
constexpr Step end() { return {STEP_END, 0, 0, 0, 0}; }

#define SCALAR_CORE_CONTROLS(value)                                                                            \
  write(kScalarCoreRunControl, value), write(kAvDataPopRunControl, value), write(kParameterPopRunControl, value), \
      write(kInfeedRunControl, value), write(kOutfeedRunControl, value)

#define TILE_CONTROLS(value)                                                                                   \
  write(kTileConfig0, kTileBroadcast), poll(kTileConfig0, 0xFFFFFFFF, kTileBroadcast), write(kOpRunControl, value), \
      write(kNarrowToWideRunControl, value), write(kWideToNarrowRunControl, value),                             \
      write(kMeshBus0RunControl, value), write(kMeshBus1RunControl, value), write(kMeshBus2RunControl, value),   \
      write(kMeshBus3RunControl, value), write(kRingBusConsumer0RunControl, value),                             \
      write(kRingBusConsumer1RunControl, value), write(kRingBusProducerRunControl, value)

/** EnableReset: into forced sleep, unless the chip sleeps already; then clear the bulk credits. */
#define ENABLE_RESET                                                                                           \
  read(kScuCtrl3), skip_if(kForceSleepMask, kForceSleepOn, 4), change(kScuCtrl3, kForceSleepMask, kForceSleepOn), \
      poll(kScuCtrl3, kPowerStateMask, kPowerStateAsleep), write(kGcbbCredit0, 0xF), write(kGcbbCredit0, 0)

#define TOP_LEVEL_CONTROLS(value)                                                                              \
  write(kTopLevelInt0Control, value), write(kTopLevelInt1Control, value), write(kTopLevelInt2Control, value),  \
      write(kTopLevelInt3Control, value)

/** Steps whose value depends on the settings are found by these addresses when the program is made. */
Step open_steps[] = {
    read(kScuCtrl0), change(kScuCtrl0, 0x3F00, 0),                                    // 1, 2: inactive PHY modes off
    read(kScuCtrl2), skip_unless(kGatedMask, kGatedByHardware, 2),                    // 3: clock gated by hardware?
    read(kScuCtrl2), change(kScuCtrl2, kGatedMask, kGatedOff),                        // 5: gate off
    ENABLE_RESET,                                                                     // 6-9
    read(kScuCtrl3), change(kScuCtrl3, kForceSleepMask | kClockMask, kForceSleepOff), // 10, 11: wake, set clocks
    poll(kScuCtrl3, kPowerStateMask, 0),                                              // 12
    poll(kScalarCoreRunControl, 0xFFFFFFFF, 0),                                       // 13
    write(kIdleRegister, 1),                                                          // 14
    write(kTileConfig0, kTileBroadcast), poll(kTileConfig0, 0xFFFFFFFF, kTileBroadcast),  // 15, 16
    write(kDeepSleep, 0x1E02),                                                        // 17
    read(kScuCtrl2), change(kScuCtrl2, kGatedMask, kGatedByHardware),                 // 18: gate on again
    read(kOmc00),                                                                     // 19
    write(kDescrEp, 0xF0), write(kMultiBoEp, 0), write(kOutfeedChunkLength, 0x80),    // 20-22
    SCALAR_CORE_CONTROLS(kRun),                                                       // 23-27
    TILE_CONTROLS(kRun),                                                              // 28-39
    write(kFatalErrIntControl, 1),                                                    // 40
    TOP_LEVEL_CONTROLS(1),                                                            // 41-44
    read(kOmcD4), change(kOmcD4, 0, 1u << 31),                                        // 45: thermal warning on
    read(kRambistCtrl1), change(kRambistCtrl1, 7u << 16 | 7u << 20, 0),               // 46
    read(kScuCtr7), change(kScuCtr7, 3u << 16 | 3u << 18, 0),                         // 47
    write(kSlvAbmEn, 1), write(kMstAbmEn, 1),                                         // 48, 49
    write(kSlvErrRespIsrMask, 3), write(kMstErrRespIsrMask, 3),                       // 50, 51
    read(kOmcD8), change(kOmcD8, 0, 1u << 31),                                        // 52: thermal shutdown on
    end(),
};

const Step close_steps[] = {
    TOP_LEVEL_CONTROLS(0),                                                            // 1
    read(kOmcD4), change(kOmcD4, 1u << 31, 0),                                        // 2
    read(kRambistCtrl1), change(kRambistCtrl1, 0, 7u << 20),                          // 3
    read(kScuCtr7), change(kScuCtr7, 0, 3u << 18),                                    // 4
    write(kSlvAbmEn, 0), write(kMstAbmEn, 0),                                         // 5
    write(kSlvErrRespIsrMask, 0), write(kMstErrRespIsrMask, 0),
    read(kOmcD8), change(kOmcD8, 1u << 31, 0),                                        // 6
    write(kFatalErrIntControl, 0),                                                    // 7
    SCALAR_CORE_CONTROLS(kHalt),                                                      // 8
    TILE_CONTROLS(kHalt),                                                             // 9, 10
    ENABLE_RESET,                                                                     // 11
    end(),
};

const Step fatal_steps[] = {
    read(kHibErrorStatus), skip_if(0xFFFFFFFF, 0, 3),
    note(NOTE_HIB_ERROR), read(kHibFirstErrorStatus), end(),
    write(kFatalErrIntStatus, 0),  // write 0 to clear
    end(),
};

const Step thermal_shutdown_steps[] = {
    read(kOmcDc), skip_unless(1u << 30, 1u << 30, 2),
    note(NOTE_THERMAL_SHUTDOWN), change(kOmcDc, 0, 1u << 28),
    write(kTopLevelInt0Status, 0),
    end(),
};

/** A bus whose error response is set has its monitor toggled. */
const Step bus_error_steps[] = {
    read(kSlvWrErrResp), skip_unless(1, 1, 2), write(kSlvAbmEn, 0), write(kSlvAbmEn, 1),
    read(kSlvRdErrResp), skip_unless(1, 1, 2), write(kSlvAbmEn, 0), write(kSlvAbmEn, 1),
    read(kMstWrErrResp), skip_unless(1, 1, 2), write(kMstAbmEn, 0), write(kMstAbmEn, 1),
    read(kMstRdErrResp), skip_unless(1, 1, 2), write(kMstAbmEn, 0), write(kMstAbmEn, 1),
    write(kTopLevelInt1Status, 0),
    end(),
};

/** Status bits are cleared by writing them back. */
const Step self_test_steps[] = {
    read(kRambistCtrl1), change(kRambistCtrl1, 0, 0),
    read(kScuCtr7), change(kScuCtr7, 0, 0),
    write(kTopLevelInt2Status, 0),
    end(),
};

const Step thermal_warning_steps[] = {
    read(kOmcDc), skip_unless(1u << 31, 1u << 31, 2),
    note(NOTE_THERMAL_WARNING), change(kOmcDc, 0, 1u << 29),
    write(kTopLevelInt3Status, 0),
    end(),
};

}  // namespace

u32 clock_bits_of(u32 setting) {
  // clkdiv (29..28), axi 125 MHz (30), 8051 250 MHz (31): edgetpu-usb.md 4.3.
  constexpr u32 kNibbles[] = {0xF, 0x6, 0x5, 0x0};
  return kNibbles[setting & 3] << 28;
}

const Step* open_program(const OpenSettings& settings) {
  for (Step* step = open_steps; step->kind != STEP_END; step++) {
    bool wakes = step->kind == STEP_CHANGE && step->address == kScuCtrl3 && (step->mask & kClockMask);
    if (wakes) step->value = kForceSleepOff | settings.clock_bits;
    if (step->address == kOutfeedChunkLength) step->value = settings.outfeed_chunk;
    if (step->address == kDescrEp) step->value = settings.descr_ep;
  }
  return open_steps;
}

const Step* close_program() { return close_steps; }

const Step* interrupt_program(u32 bit) {
  constexpr const Step* kPrograms[] = {fatal_steps, thermal_shutdown_steps, bus_error_steps, self_test_steps,
                                       thermal_warning_steps};
  return bit < 5 ? kPrograms[bit] : nullptr;
}
