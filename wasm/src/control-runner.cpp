// Runs register programs: one control transfer at a time, the next one decided by the answer.
#include "device.h"

#include "registers.h"

namespace {

/** Polls in a row before pauses begin; on a healthy chip the first one succeeds. */
constexpr u32 kQuickPolls = 16;
constexpr u32 kPollPauseMs = 5;
/** The vendor's driver sends a control transfer up to five times when it fails (edgetpu-usb.md 2.4). */
constexpr u32 kControlTries = 5;

/** bRequest (edgetpu-usb.md 3): the block of an address decides the width of its registers. */
bool is_wide(u32 address) { return (address >> 16) != 1; }

}  // namespace

bool Device::next_control(Command* command) {
  if (control_in_flight_) return false;
  if (!step_ && !start_interrupt()) return false;
  return take_step(command);
}

/** Interrupts are answered one bit at a time, between other control work. */
bool Device::start_interrupt() {
  if (!pending_interrupts_ || state_ != DEVICE_OPEN) return false;
  u32 bit = static_cast<u32>(__builtin_ctz(pending_interrupts_));
  pending_interrupts_ &= pending_interrupts_ - 1;
  step_ = interrupt_program(bit);
  is_interrupt_program_ = step_ != nullptr;
  return is_interrupt_program_;
}

bool Device::take_step(Command* command) {
  for (;; step_++) {
    switch (step_->kind) {
      case STEP_SKIP_IF:
        if ((last_value_ & step_->mask) == step_->value) step_ += step_->count;
        continue;
      case STEP_SKIP_UNLESS:
        if ((last_value_ & step_->mask) != step_->value) step_ += step_->count;
        continue;
      case STEP_NOTE:
        if (step_->value == NOTE_HIB_ERROR) hib_error_ = last_value_;
        if (step_->value == NOTE_THERMAL_WARNING) notice(NOTICE_THERMAL_WARNING, 0);
        if (step_->value == NOTE_THERMAL_SHUTDOWN) notice(NOTICE_THERMAL_SHUTDOWN, 0);
        continue;
      case STEP_END:
        finish_program();
        return false;
      default:
        break;
    }
    break;
  }
  u32 address = step_->address;
  bool reads = step_->kind == STEP_READ || step_->kind == STEP_POLL;
  bool pauses = step_->kind == STEP_POLL && poll_count_ >= kQuickPolls && !control_is_wait_;
  *command = {};
  command->id = kControlId;
  control_in_flight_ = true;
  control_is_wait_ = pauses;
  if (pauses) {
    command->kind = COMMAND_WAIT;
    command->bytes = kPollPauseMs;
    return true;
  }
  u32 value = step_->kind == STEP_CHANGE ? (last_value_ & ~step_->mask) | step_->value : step_->value;
  store<u64>(control_data_, reads ? 0 : value);
  command->kind = reads ? COMMAND_CONTROL_IN : COMMAND_CONTROL_OUT;
  command->data = control_data_;
  command->bytes = is_wide(address) ? 8 : 4;
  command->request = is_wide(address) ? 0 : 1;
  command->value = address & 0xFFFF;
  command->index = address >> 16;
  return true;
}

void Device::complete_control(u32 status, u32 actual) {
  if (!control_in_flight_) return;
  control_in_flight_ = false;
  u32 address = step_->address;
  // Reading or writing a register twice does no harm: the step is taken again.
  bool may_pass = status == TRANSFER_STALL || status == TRANSFER_ERROR;
  if (may_pass && ++control_tries_ < kControlTries) return;
  control_tries_ = 0;
  if (failed(status, 0, address)) return;
  if (control_is_wait_) {
    // The flag stays: the next step reads again instead of pausing again.
    poll_waited_ms_ += kPollPauseMs;
    return;
  }
  u32 wanted = is_wide(address) ? 8 : 4;
  if (actual != wanted) return fail(ETPU_TRANSFER_SHORT, 0, address, wanted, actual);
  progress_++;
  bool reads = step_->kind == STEP_READ || step_->kind == STEP_POLL;
  if (reads) last_value_ = load<u32>(control_data_);
  if (step_->kind == STEP_POLL) {
    bool has_high_bits = is_wide(address) && load<u32>(control_data_ + 4) != 0;
    if ((last_value_ & step_->mask) != step_->value || has_high_bits) {
      poll_count_++;
      if (poll_waited_ms_ >= options[OPTION_POLL_LIMIT]) {
        fail(ETPU_REGISTER_STUCK, 0, address, step_->value, last_value_);
      }
      return;
    }
    poll_count_ = 0;
    poll_waited_ms_ = 0;
  }
  step_++;
}

void Device::finish_program() {
  step_ = nullptr;
  if (is_interrupt_program_) {
    is_interrupt_program_ = false;
    if (hib_error_) return fail(ETPU_HIB_ERROR, 0x83, reg::kHibErrorStatus, last_value_, hib_error_);
    if (close_is_wanted_) start_close();
    return;
  }
  if (state_ == DEVICE_OPENING) {
    state_ = DEVICE_OPEN;
    notice(NOTICE_OPENED, 0);
  } else if (state_ == DEVICE_CLOSING) {
    state_ = DEVICE_CLOSED;
    reset_streams();
    notice(NOTICE_CLOSED, 0);
  }
}
