#include "device.h"

Status Device::open() {
  if (state_ != DEVICE_CLOSED) return ETPU_BAD_STATE;
  reset_streams();
  reset_cache();
  // Reads on demand go straight to their outputs and need no buffers.
  bool has_buffers = options[OPTION_READ_MODE] != READ_ON_DEMAND;
  read_buffer_bytes_ = has_buffers ? round_up(max_of(options[OPTION_READ], options[OPTION_PACKET]), 64) : 0;
  heap_free(read_buffers_);
  read_buffers_ = heap_alloc(read_buffer_bytes_ * options[OPTION_READS_QUEUED]);
  if (!read_buffers_) return ETPU_OUT_OF_MEMORY;
  step_ = open_program({clock_bits_of(options[OPTION_CLOCK]), options[OPTION_OUTFEED_CHUNK] / 8, 0xF0});
  state_ = DEVICE_OPENING;
  return ETPU_OK;
}

Status Device::close() {
  if (state_ != DEVICE_OPEN || first_run_ != end_run_) return ETPU_BAD_STATE;
  pending_interrupts_ = 0;
  close_is_wanted_ = true;
  // An interrupt that is being answered is answered to its end.
  if (!step_) start_close();
  return ETPU_OK;
}

void Device::start_close() {
  close_is_wanted_ = false;
  step_ = close_program();
  state_ = DEVICE_CLOSING;
  reset_cache();
}

u32 Device::next(Command* command) {
  *command = {};
  if (notice_count_) {
    command->kind = notices_[notice_first_][0];
    command->run = notices_[notice_first_][1];
    notice_first_ = (notice_first_ + 1) % 16;
    notice_count_--;
    return command->kind;
  }
  if (state_ == DEVICE_FAILED) {
    if (failure_is_told_) return COMMAND_NONE;
    failure_is_told_ = true;
    return command->kind = NOTICE_FAILED;
  }
  if (next_control(command)) return command->kind;
  // The end of a program leaves a notice, or a failure, behind.
  if (notice_count_ || state_ == DEVICE_FAILED) return next(command);
  if (state_ != DEVICE_OPEN) return COMMAND_NONE;
  if (next_event_read(command) || next_interrupt_read(command) || next_read(command) || next_out(command)) {
    return command->kind;
  }
  // Looking for something to send may have ended a run.
  return notice_count_ ? next(command) : COMMAND_NONE;
}

void Device::complete(u32 id, u32 status, u32 actual) {
  // After the end nothing counts any more: transfers come back cancelled.
  if (state_ == DEVICE_FAILED || state_ == DEVICE_CLOSED) return;
  if (id == kControlId) return complete_control(status, actual);
  if (state_ != DEVICE_OPEN) return;
  if (id == kInterruptId) return complete_interrupt(status, actual);
  auto report = [&](auto& ring, u32 index, auto take) {
    constexpr u32 size = sizeof(ring.items) / sizeof(ring.items[0]);
    if (index >= size) return;
    ring.items[index].status = status;
    ring.items[index].actual = actual;
    ring.items[index].is_done = true;
    while (ring.count && ring.at(0).is_done && state_ == DEVICE_OPEN) {
      Transfer transfer = ring.at(0);
      ring.pop();
      take(transfer);
    }
  };
  if (id >= kFirstReadId) return report(reads_, id - kFirstReadId, [&](Transfer& t) { complete_read(t); });
  if (id >= kFirstEventId) return report(events_, id - kFirstEventId, [&](Transfer& t) { complete_event(t); });
  if (id >= kFirstOutId) return report(out_, id - kFirstOutId, [&](Transfer& t) { complete_out(t); });
}

bool Device::is_busy() const {
  bool runs = first_run_ != end_run_;
  return (state_ == DEVICE_OPEN && (runs || control_in_flight_ || close_is_wanted_)) || state_ == DEVICE_OPENING || state_ == DEVICE_CLOSING;
}

void Device::expire() {
  if (!is_busy()) return;
  if (control_in_flight_) return fail(ETPU_TRANSFER_TIMEOUT, 0, step_ ? step_->address : 0);
  if (out_.count) return fail(ETPU_TRANSFER_TIMEOUT, 0x01, 0, out_.at(0).bytes, 0);
  if (seek(in_place_, HINT_IN)) {
    const Hint& hint = run_at(in_place_.run).executable->hints[in_place_.hint];
    return fail(ETPU_OUTPUT_MISSING, 0x81, 0, hint.size, state_of(in_place_.run, in_place_.hint).done_bytes);
  }
  fail(ETPU_EVENT_MISSING, 0x82);
}

Package* Device::add_package(Span<u8> bytes, u32 slots, i32* handle) {
  for (u32 index = 0; index < kMaxPackages; index++) {
    if (packages_[index]) continue;
    Package* package = nullptr;
    Status status = package_create(bytes, slots, options[OPTION_VIRTUAL_CHIP] != 0, &package);
    packages_[index] = package;
    *handle = status == ETPU_OK ? static_cast<i32>(index + 1) : status;
    return package;
  }
  *handle = ETPU_OUT_OF_MEMORY;
  return nullptr;
}

Package* Device::package(u32 handle) { return handle >= 1 && handle <= kMaxPackages ? packages_[handle - 1] : nullptr; }

Status Device::remove_package(u32 handle) {
  Package* package = this->package(handle);
  if (!package) return ETPU_BAD_ARGUMENT;
  for (u32 number = first_run_; number < end_run_; number++) {
    // Its memory may be under a transfer that the host cannot take back.
    if (run_at(number).package == package && state_ == DEVICE_OPEN) return ETPU_BAD_STATE;
  }
  package_destroy(package);
  packages_[handle - 1] = nullptr;
  return ETPU_OK;
}

void Device::reset_cache() {
  cached_token_ = 0;
  for (Package* package : packages_) {
    if (package) package->is_cached = false;
  }
}

void Device::reset_streams() {
  out_.clear();
  events_.clear();
  reads_.clear();
  interrupt_in_flight_ = false;
  interrupt_failures_ = 0;
  expected_in_flight_ = 0;
  reads_by_packet_ = false;
  first_run_ = end_run_;
  sending_ = false;
}

void Device::notice(u32 kind, u32 run) {
  if (notice_count_ == 16) return;
  u32 index = (notice_first_ + notice_count_++) % 16;
  notices_[index][0] = kind;
  notices_[index][1] = run;
}

void Device::fail(i32 status, u32 endpoint, u32 address, u32 expected, u32 actual) {
  if (state_ == DEVICE_FAILED) return;
  state_ = DEVICE_FAILED;
  failure = {status, endpoint, address, expected, actual};
  step_ = nullptr;
  control_in_flight_ = false;
  reset_cache();
}

bool Device::failed(u32 status, u32 endpoint, u32 address) {
  constexpr i32 kByStatus[] = {ETPU_OK,
                               ETPU_TRANSFER_STALL,
                               ETPU_TRANSFER_BABBLE,
                               ETPU_TRANSFER_TIMEOUT,
                               ETPU_TRANSFER_NO_DEVICE,
                               ETPU_TRANSFER_CANCELLED,
                               ETPU_TRANSFER_ERROR,
                               ETPU_TRANSFER_DENIED};
  if (status == TRANSFER_OK) return false;
  fail(status <= TRANSFER_DENIED ? kByStatus[status] : ETPU_TRANSFER_ERROR, endpoint, address);
  return true;
}
