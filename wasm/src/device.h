// One accelerator: its state, what is under way, and what to do next. The machine never calls out. The host asks `next`
// for commands until there is none, performs them, and reports each completion.
#pragma once

#include "base.h"
#include "command.h"
#include "options.h"
#include "package.h"
#include "register-program.h"
#include "status.h"

constexpr u32 kMaxRuns = 8;
constexpr u32 kMaxOut = 32;
constexpr u32 kMaxReads = 256;
constexpr u32 kMaxEvents = 4;
constexpr u32 kMaxPackages = 64;

/** Command ids, by what they are for. */
constexpr u32 kControlId = 0;
constexpr u32 kInterruptId = 1;
constexpr u32 kFirstOutId = 16;
constexpr u32 kFirstEventId = 64;
constexpr u32 kFirstReadId = 128;

enum DeviceState : u32 { DEVICE_CLOSED, DEVICE_OPENING, DEVICE_OPEN, DEVICE_CLOSING, DEVICE_FAILED };

/** One pass of one executable. */
struct Run {
  Package* package;
  Executable* executable;
  u32 slot;
  u32 id;
  /** Hints that are not done yet. */
  u32 open_hints;
  bool is_announced;
};

/** A place in the list of all hints of all runs. Run numbers only grow. */
struct Place {
  u32 run = 0;
  u32 hint = 0;
};

/** A transfer of a ring: reported completions wait until those before them are in. */
struct Transfer {
  u8* data;
  u32 bytes;
  u32 expected;
  u32 run;
  u32 hint;
  u32 actual;
  u32 status;
  bool is_done;
};

/** Transfers of one endpoint in the order in which they were posted. */
template <u32 N>
struct Ring {
  Transfer items[N];
  u32 first = 0;
  u32 count = 0;

  Transfer& at(u32 position) { return items[(first + position) % N]; }
  Transfer& push(u32* index) {
    *index = (first + count++) % N;
    items[*index] = {};
    return items[*index];
  }
  void pop() {
    first = (first + 1) % N;
    count--;
  }
  void clear() { first = count = 0; }
};

class Device {
 public:
  Options options;
  Failure failure;

  Status open();
  Status close();
  u32 next(Command* command);
  void complete(u32 id, u32 status, u32 actual);
  /**
   * Where `actual` bytes of a read go: straight to the output that waits for them, if they are the next of the stream and
   * all its own, else to the read's buffer.
   */
  u8* read_target(u32 id, u32 actual);
  /** Nothing moved for as long as the host is willing to wait: fail with what was waited for. */
  void expire();
  /** Grows whenever something that was waited for has happened. */
  u32 progress() const { return progress_; }
  bool is_busy() const;
  u32 state() const { return state_; }

  Package* add_package(Span<u8> bytes, u32 slots, i32* handle);
  Package* package(u32 handle);
  Status remove_package(u32 handle);
  /** Queues a run, and the parameter-caching run before it where the chip needs that. */
  i32 begin(Package* package, u32 slot);

 private:
  // control-runner.cpp
  bool next_control(Command* command);
  void complete_control(u32 status, u32 actual);
  void finish_program();
  void start_close();
  bool start_interrupt();
  bool take_step(Command* command);

  // streams.cpp
  bool next_event_read(Command* command);
  bool next_interrupt_read(Command* command);
  bool next_read(Command* command);
  bool next_sized_read(Command* command);
  bool next_read_on_demand(Command* command);
  void post_read(Command* command, u8* data, u32 bytes, u32 expected);
  u8* next_read_buffer();
  void complete_event(Transfer& transfer);
  void complete_read(Transfer& transfer);
  void complete_interrupt(u32 status, u32 actual);
  void take_output(const u8* bytes, u32 count);
  void take_event(u32 tag);

  // schedule.cpp
  bool next_out(Command* command);
  bool find_next_out();
  void start_sending(Run& run, const Hint& hint);
  bool may_pass_fence(const Run& run, u32 hint) const;
  void post_header(Command* command);
  void post_payload(Command* command);
  void complete_out(Transfer& transfer);
  void hint_done(u32 run, u32 hint);
  void retire_runs();
  i32 push_run(Package* package, Executable* executable, u32 slot, bool is_announced);
  bool is_running(const Executable* executable, u32 slot) const;
  Run& run_at(u32 number) { return runs_[number % kMaxRuns]; }
  const Run& run_at(u32 number) const { return runs_[number % kMaxRuns]; }
  HintState& state_of(u32 run, u32 hint) {
    Run& at = run_at(run);
    return at.executable->states[at.slot][hint];
  }
  /** Moves `place` on to the next hint of `kind` that is not done; false when there is none. */
  bool seek(Place& place, HintKind kind);

  void notice(u32 kind, u32 run);
  void fail(i32 status, u32 endpoint, u32 address = 0, u32 expected = 0, u32 actual = 0);
  bool failed(u32 status, u32 endpoint, u32 address = 0);
  void reset_cache();
  void reset_streams();

  DeviceState state_ = DEVICE_CLOSED;
  u32 progress_ = 0;
  bool failure_is_told_ = false;

  // Control program.
  const Step* step_ = nullptr;
  bool control_in_flight_ = false;
  bool control_is_wait_ = false;
  bool is_interrupt_program_ = false;
  bool close_is_wanted_ = false;
  u32 pending_interrupts_ = 0;
  u32 last_value_ = 0;
  u32 hib_error_ = 0;
  u32 control_tries_ = 0;
  u32 poll_count_ = 0;
  u32 poll_waited_ms_ = 0;
  alignas(8) u8 control_data_[8] = {};

  // Streams.
  Ring<kMaxOut> out_;
  Ring<kMaxEvents> events_;
  Ring<kMaxReads> reads_;
  bool interrupt_in_flight_ = false;
  u32 interrupt_failures_ = 0;
  u32 expected_in_flight_ = 0;
  bool reads_by_packet_ = false;
  u8* read_buffers_ = nullptr;
  u32 read_buffer_bytes_ = 0;
  u32 read_sequence_ = 0;
  alignas(8) u8 event_buffers_[kMaxEvents][1024] = {};
  alignas(8) u8 interrupt_buffer_[64] = {};

  // Runs, oldest first: numbers from `first_run_` up to `end_run_`.
  Run runs_[kMaxRuns] = {};
  u32 first_run_ = 1;
  u32 end_run_ = 1;
  Place out_place_, in_place_, event_place_;
  // The transfer that is being sent.
  bool sending_ = false;
  bool header_sent_ = false;
  u8* send_data_ = nullptr;
  u32 send_bytes_ = 0;
  u32 send_posted_ = 0;
  u32 send_tag_ = 0;
  bool send_glued_ = false;
  alignas(8) u8 headers_[kMaxOut][8] = {};

  // Packages and what the chip remembers of them.
  Package* packages_[kMaxPackages] = {};
  u64 cached_token_ = 0;

  u32 notices_[16][2] = {};
  u32 notice_first_ = 0;
  u32 notice_count_ = 0;
};
