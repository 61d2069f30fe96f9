#include <errno.h>
#include <string.h>
#include <time.h>

#include "ports.h"

// The kernel's own limit for control requests that it makes itself.
#define CALL_TIMEOUT_MS 5000

struct call {
  struct call *next;
  uint64_t id;
  bool is_done;
  enum redir_status status;
  struct call_answer *answer;
};

struct timespec deadline_after_ms(int milliseconds) {
  struct timespec time;
  clock_gettime(CLOCK_REALTIME, &time);
  time.tv_sec += milliseconds / 1000;
  time.tv_nsec += milliseconds % 1000 * 1000000L;
  if (time.tv_nsec >= 1000000000L) {
    time.tv_nsec -= 1000000000L;
    time.tv_sec++;
  }
  return time;
}

bool wait_for_change(const struct timespec *deadline) {
  return pthread_cond_timedwait(&state_changed, &state_lock, deadline) != ETIMEDOUT;
}

static void unlink_call(struct port *port, struct call *call) {
  for (struct call **at = &port->calls; *at; at = &(*at)->next) {
    if (*at != call) continue;
    *at = call->next;
    return;
  }
}

enum redir_status call_and_wait(struct port *port, enum redir_type type, struct redir_body body,
                                struct call_answer *answer) {
  struct call call = {.next = port->calls, .id = ++port->last_id, .answer = answer};
  port->calls = &call;
  struct timespec deadline = deadline_after_ms(CALL_TIMEOUT_MS);
  pthread_mutex_unlock(&state_lock);
  redir_send(&port->link, type, call.id, body);
  pthread_mutex_lock(&state_lock);
  while (!call.is_done && wait_for_change(&deadline)) continue;
  unlink_call(port, &call);
  return call.is_done ? call.status : REDIR_TIMEOUT;
}

static void finish(struct call *call, enum redir_status status) {
  call->is_done = true;
  call->status = status;
  pthread_cond_broadcast(&state_changed);
}

bool call_answered(struct port *port, uint64_t id, enum redir_status status, const uint8_t *data,
                   uint32_t length) {
  struct call *call = port->calls;
  while (call && call->id != id) call = call->next;
  if (!call) return false;
  if (call->answer) {
    uint32_t count = length < call->answer->capacity ? length : call->answer->capacity;
    if (count > 0) memcpy(call->answer->data, data, count);
    call->answer->length = count;
  }
  finish(call, status);
  return true;
}

void calls_abort(struct port *port) {
  for (struct call *call = port->calls; call; call = call->next) {
    if (!call->is_done) finish(call, REDIR_IO_ERROR);
  }
}
