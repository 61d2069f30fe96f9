// Walks the hints of all runs in order and decides what may be sent (edgetpu-usb.md 5.3, 6.4, 6.5):
//  - one stream on endpoint 0x01: a transfer starts when all of the one before it is posted;
//  - nothing is sent past an output that has not arrived, nor past a fence with something unfinished before it;
//  - an event only ends a run, so the next run's instructions may go out before it.
#include "device.h"

namespace {

constexpr u32 kOutEndpoint = 0x01;
constexpr u32 kHeaderBytes = 8;

}  // namespace

i32 Device::begin(Package* package, u32 slot) {
  if (state_ != DEVICE_OPEN || close_is_wanted_ || slot >= package->slots) return ETPU_BAD_STATE;
  if (end_run_ - first_run_ + 2 > kMaxRuns || is_running(package->main, slot)) return ETPU_BAD_STATE;
  // What the chip holds belongs to a token (edgetpu-usb.md 6.2).
  u64 token = package->main->token;
  bool starts_over = token == 0 || token != cached_token_;
  bool needs_caching = package->caching && (starts_over || !package->is_cached);
  if (needs_caching && is_running(package->caching, 0)) return ETPU_BAD_STATE;
  if (starts_over) reset_cache();
  if (needs_caching) {
    cached_token_ = package->caching->token;
    package->is_cached = true;
    push_run(package, package->caching, 0, false);
  }
  // Hints that leave something to the device need its descriptors, which are off (edgetpu-usb.md 6.4).
  if (!package->main->is_deterministic) return ETPU_NOT_DETERMINISTIC;
  return push_run(package, package->main, slot, true);
}

bool Device::is_running(const Executable* executable, u32 slot) const {
  for (u32 number = first_run_; number < end_run_; number++) {
    const Run& run = run_at(number);
    if (run.executable == executable && run.slot == slot) return true;
  }
  return false;
}

i32 Device::push_run(Package* package, Executable* executable, u32 slot, bool is_announced) {
  u32 number = end_run_++;
  run_at(number) = {package, executable, slot, number, executable->hints.size, is_announced};
  for (HintState& state : executable->states[slot]) state = {0, false};
  if (!executable->hints.size) retire_runs();
  return static_cast<i32>(number);
}

bool Device::seek(Place& place, HintKind kind) {
  if (place.run < first_run_) place = {first_run_, 0};
  for (; place.run < end_run_; place = {place.run + 1, 0}) {
    const Run& run = run_at(place.run);
    Span<Hint> hints = run.executable->hints;
    for (; place.hint < hints.size; place.hint++) {
      if (hints[place.hint].kind == kind && !run.executable->states[run.slot][place.hint].is_done) return true;
    }
  }
  return false;
}

bool Device::may_pass_fence(const Run& run, u32 hint) const {
  Span<HintState> states = run.executable->states[run.slot];
  for (u32 before = 0; before < hint; before++) {
    if (!states[before].is_done) return false;
  }
  return true;
}

/** Finds the next transfer to send and makes it current; false when nothing may be sent now. */
bool Device::find_next_out() {
  if (out_place_.run < first_run_) out_place_ = {first_run_, 0};
  while (out_place_.run < end_run_) {
    Run& run = run_at(out_place_.run);
    Span<Hint> hints = run.executable->hints;
    if (out_place_.hint >= hints.size) {
      if (!options[OPTION_OVERLAP_RUNS] && run.open_hints != 0) return false;
      out_place_ = {out_place_.run + 1, 0};
      continue;
    }
    const Hint& hint = hints[out_place_.hint];
    bool is_done = run.executable->states[run.slot][out_place_.hint].is_done;
    switch (hint.kind) {
      case HINT_INSTRUCTIONS:
      case HINT_OUT:
        start_sending(run, hint);
        return true;
      case HINT_IN:
        if (!is_done) return false;
        break;
      case HINT_FENCE:
        if (!is_done && !may_pass_fence(run, out_place_.hint)) return false;
        if (!is_done) hint_done(out_place_.run, out_place_.hint);
        break;
      case HINT_INTERRUPT:
        break;
    }
    out_place_.hint++;
  }
  return false;
}

void Device::start_sending(Run& run, const Hint& hint) {
  Executable& executable = *run.executable;
  bool has_headroom;
  if (hint.kind == HINT_INSTRUCTIONS) {
    Chunk& chunk = executable.chunks[hint.index];
    chunk_patch(executable, chunk, run.slot);
    send_data_ = chunk.data;
    has_headroom = true;
  } else {
    send_data_ = hint_data(executable, hint, run.slot);
    // Only in front of a whole input there is free memory.
    has_headroom = hint.role == ROLE_INPUT && hint.offset == 0 && hint.batch == 0;
  }
  send_glued_ = has_headroom && options[OPTION_GLUE_HEADERS] != 0;
  sending_ = true;
  header_sent_ = false;
  send_bytes_ = hint.size;
  send_posted_ = 0;
  send_tag_ = hint.tag;
}

bool Device::next_out(Command* command) {
  u32 limit = options[OPTION_OUT_IN_FLIGHT];
  if (!sending_) {
    if (out_.count >= limit || !find_next_out()) return false;
  }
  // A header and its first payload go together, so one more than the limit may be under way (edgetpu-usb.md 5.3).
  bool is_first_payload = header_sent_ && send_posted_ == 0;
  if (out_.count >= limit + (is_first_payload ? 1 : 0)) return false;
  *command = {};
  command->kind = COMMAND_BULK_OUT;
  command->endpoint = kOutEndpoint;
  command->tag = send_tag_;
  command->run = out_place_.run;
  if (!header_sent_ && !send_glued_) {
    post_header(command);
  } else {
    post_payload(command);
  }
  return true;
}

void Device::post_header(Command* command) {
  u32 index;
  Transfer& transfer = out_.push(&index);
  u8* header = headers_[index];
  store<u32>(header, send_bytes_);
  store<u32>(header + 4, send_tag_ & 15);
  transfer.data = header;
  transfer.bytes = kHeaderBytes;
  transfer.run = out_place_.run;
  transfer.hint = out_place_.hint;
  header_sent_ = true;
  command->id = kFirstOutId + index;
  command->data = header;
  command->bytes = kHeaderBytes;
}

void Device::post_payload(Command* command) {
  u32 index;
  Transfer& transfer = out_.push(&index);
  u8* data = send_data_ + send_posted_;
  u32 header = 0;
  if (!header_sent_) {
    header = kHeaderBytes;
    store<u32>(data - 8, send_bytes_);
    store<u32>(data - 4, send_tag_ & 15);
    header_sent_ = true;
  }
  u32 payload = min_of(options[OPTION_OUT_CHUNK] - header, send_bytes_ - send_posted_);
  transfer.data = data - header;
  transfer.bytes = payload + header;
  transfer.expected = payload;
  transfer.run = out_place_.run;
  transfer.hint = out_place_.hint;
  command->id = kFirstOutId + index;
  command->data = transfer.data;
  command->bytes = transfer.bytes;
  command->payload_bytes = payload;
  send_posted_ += payload;
  if (send_posted_ == send_bytes_) {
    sending_ = false;
    out_place_.hint++;
  }
}

void Device::complete_out(Transfer& transfer) {
  if (failed(transfer.status, kOutEndpoint)) return;
  if (transfer.actual != transfer.bytes) {
    return fail(ETPU_TRANSFER_SHORT, kOutEndpoint, 0, transfer.bytes, transfer.actual);
  }
  progress_++;
  HintState& state = state_of(transfer.run, transfer.hint);
  state.done_bytes += transfer.expected;
  const Hint& hint = run_at(transfer.run).executable->hints[transfer.hint];
  if (state.done_bytes == hint.size && transfer.expected) hint_done(transfer.run, transfer.hint);
}

void Device::hint_done(u32 run, u32 hint) {
  state_of(run, hint).is_done = true;
  run_at(run).open_hints--;
  retire_runs();
}

/** Runs end in order, even if a later one should be ready first. */
void Device::retire_runs() {
  while (first_run_ < end_run_ && run_at(first_run_).open_hints == 0) {
    const Run& run = run_at(first_run_);
    if (run.is_announced) notice(NOTICE_RUN_DONE, run.id);
    first_run_++;
  }
}
