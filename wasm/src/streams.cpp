// What comes from the device: output bytes on 0x81, events on 0x82, interrupt words on 0x83.
#include "device.h"

namespace {

constexpr u32 kReadEndpoint = 0x81;
constexpr u32 kEventEndpoint = 0x82;
constexpr u32 kInterruptEndpoint = 0x83;
constexpr u32 kEventBytes = 16;
constexpr u32 kInterruptBytes = 4;
/** Errors of the interrupt endpoint are tolerated (edgetpu-usb.md 5.4), but a broken one is not asked for ever. */
constexpr u32 kMaxInterruptFailures = 100;

}  // namespace

bool Device::next_event_read(Command* command) {
  if (events_.count >= options[OPTION_EVENTS_QUEUED]) return false;
  u32 index;
  Transfer& transfer = events_.push(&index);
  transfer.data = event_buffers_[index];
  transfer.bytes = options[OPTION_EVENT_READ];
  *command = {};
  command->kind = COMMAND_BULK_IN;
  command->id = kFirstEventId + index;
  command->endpoint = kEventEndpoint;
  command->data = transfer.data;
  command->bytes = transfer.bytes;
  return true;
}

bool Device::next_interrupt_read(Command* command) {
  if (interrupt_in_flight_ || interrupt_failures_ >= kMaxInterruptFailures) return false;
  interrupt_in_flight_ = true;
  *command = {};
  command->kind = COMMAND_INTERRUPT_IN;
  command->id = kInterruptId;
  command->endpoint = kInterruptEndpoint;
  command->data = interrupt_buffer_;
  command->bytes = options[OPTION_INTERRUPT_READ];
  return true;
}

bool Device::next_read(Command* command) {
  u32 limit = options[OPTION_READS_QUEUED];
  switch (options[OPTION_READ_MODE]) {
    case READ_QUEUED:
      if (reads_.count >= limit) return false;
      post_read(command, next_read_buffer(), options[OPTION_READ], options[OPTION_READ]);
      return true;
    case READ_SIZED:
      return reads_.count < limit && next_sized_read(command);
    default:
      return next_read_on_demand(command);
  }
}

/** Only when the list has reached an output: one read for all that is left of it, straight to where it belongs. */
bool Device::next_read_on_demand(Command* command) {
  if (reads_.count || sending_ || out_place_.run < first_run_ || out_place_.run >= end_run_) return false;
  const Run& run = run_at(out_place_.run);
  if (out_place_.hint >= run.executable->hints.size) return false;
  const Hint& hint = run.executable->hints[out_place_.hint];
  const HintState& state = run.executable->states[run.slot][out_place_.hint];
  if (hint.kind != HINT_IN || state.is_done) return false;
  u32 rest = hint.size - state.done_bytes;
  u8* data = hint_data(*run.executable, hint, run.slot) + state.done_bytes;
  post_read(command, data, min_of(rest, options[OPTION_READ]), rest);
  return true;
}

/** Asks for the part of the stream that no posted read covers, never past the end of an output. */
bool Device::next_sized_read(Command* command) {
  u32 covered = expected_in_flight_;
  for (Place place = in_place_; seek(place, HINT_IN); place.hint++) {
    const Hint& hint = run_at(place.run).executable->hints[place.hint];
    u32 rest = hint.size - state_of(place.run, place.hint).done_bytes;
    if (covered >= rest) {
      covered -= rest;
      continue;
    }
    u32 packet = options[OPTION_PACKET];
    // Chunks smaller than a packet end a read each: one read cannot gather them.
    u32 most = options[OPTION_OUTFEED_CHUNK] < packet ? options[OPTION_OUTFEED_CHUNK] : options[OPTION_READ];
    if (reads_by_packet_) most = min_of(most, packet);
    u32 expected = min_of(most, rest - covered);
    post_read(command, next_read_buffer(), round_up(expected, packet), expected);
    return true;
  }
  return false;
}

/** Buffers lie in a row, as many as reads may be posted; reads come back in order, so the next one is free. */
u8* Device::next_read_buffer() {
  return read_buffers_ + (read_sequence_++ % options[OPTION_READS_QUEUED]) * read_buffer_bytes_;
}

void Device::post_read(Command* command, u8* data, u32 bytes, u32 expected) {
  u32 index;
  Transfer& transfer = reads_.push(&index);
  transfer.data = data;
  transfer.bytes = bytes;
  transfer.expected = expected;
  expected_in_flight_ += expected;
  *command = {};
  command->kind = COMMAND_BULK_IN;
  command->id = kFirstReadId + index;
  command->endpoint = kReadEndpoint;
  command->data = data;
  command->bytes = bytes;
}

u8* Device::read_target(u32 id, u32 actual) {
  if (id < kFirstReadId || id - kFirstReadId >= kMaxReads) return nullptr;
  Transfer& transfer = reads_.items[id - kFirstReadId];
  bool is_next = state_ == DEVICE_OPEN && reads_.count && &transfer == &reads_.at(0) && !transfer.is_done;
  if (!is_next || actual > transfer.bytes || !seek(in_place_, HINT_IN)) return transfer.data;
  const Run& run = run_at(in_place_.run);
  const Hint& hint = run.executable->hints[in_place_.hint];
  u32 done = state_of(in_place_.run, in_place_.hint).done_bytes;
  if (actual <= hint.size - done) transfer.data = hint_data(*run.executable, hint, run.slot) + done;
  return transfer.data;
}

void Device::complete_read(Transfer& transfer) {
  expected_in_flight_ -= transfer.expected;
  if (failed(transfer.status, kReadEndpoint)) return;
  if (transfer.actual > transfer.bytes) {
    return fail(ETPU_TRANSFER_BABBLE, kReadEndpoint, 0, transfer.bytes, transfer.actual);
  }
  // The device merges outputs: reads that end with an output no longer fit its packets.
  if (transfer.actual > transfer.expected) reads_by_packet_ = true;
  take_output(transfer.data, transfer.actual);
}

/** Bytes fill the outputs in list order; one transfer may hold the end of one and the start of the next. */
void Device::take_output(const u8* bytes, u32 count) {
  if (count) progress_++;
  while (count) {
    if (!seek(in_place_, HINT_IN)) {
      // Left over from a run that nobody finished: with nothing under way it belongs to nobody.
      if (first_run_ == end_run_) return;
      return fail(ETPU_OUTPUT_UNEXPECTED, kReadEndpoint, 0, 0, count);
    }
    Run& run = run_at(in_place_.run);
    const Hint& hint = run.executable->hints[in_place_.hint];
    HintState& state = state_of(in_place_.run, in_place_.hint);
    u32 part = min_of(count, hint.size - state.done_bytes);
    u8* place = hint_data(*run.executable, hint, run.slot) + state.done_bytes;
    if (place != bytes) copy_bytes(place, bytes, part);
    state.done_bytes += part;
    bytes += part;
    count -= part;
    if (state.done_bytes == hint.size) hint_done(in_place_.run, in_place_.hint);
  }
}

void Device::complete_event(Transfer& transfer) {
  if (failed(transfer.status, kEventEndpoint)) return;
  if (transfer.actual != kEventBytes) {
    return fail(ETPU_EVENT_SIZE, kEventEndpoint, 0, kEventBytes, transfer.actual);
  }
  take_event(transfer.data[12] & 15u);
}

void Device::take_event(u32 tag) {
  // Left over from before the first run.
  if (first_run_ == end_run_) return;
  if (!seek(event_place_, HINT_INTERRUPT)) {
    return fail(ETPU_EVENT_TAG, kEventEndpoint, 0, TAG_INTERRUPT_0, tag);
  }
  u32 expected = TAG_INTERRUPT_0 + run_at(event_place_.run).executable->hints[event_place_.hint].index;
  if (tag != expected) return fail(ETPU_EVENT_TAG, kEventEndpoint, 0, expected, tag);
  progress_++;
  hint_done(event_place_.run, event_place_.hint);
}

void Device::complete_interrupt(u32 status, u32 actual) {
  if (!interrupt_in_flight_) return;
  interrupt_in_flight_ = false;
  if (status == TRANSFER_NO_DEVICE) return fail(ETPU_TRANSFER_NO_DEVICE, kInterruptEndpoint);
  if (status != TRANSFER_OK || actual != kInterruptBytes) {
    interrupt_failures_++;
    return;
  }
  interrupt_failures_ = 0;
  pending_interrupts_ |= load<u32>(interrupt_buffer_) & 0x1F;
}
