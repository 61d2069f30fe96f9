#include "transfers.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

// Linux's default of usbcore.usbfs_memory_mb; URBs count with some overhead of their own.
#define MAX_IN_FLIGHT_BYTES (16l << 20)
#define URB_OVERHEAD_BYTES 4096

// What an interrupt endpoint sent while no transfer waited for it.
struct interrupt_word {
  struct interrupt_word *next;
  uint8_t endpoint;
  uint32_t length;
  uint8_t bytes[];
};

// The result of a transfer, as it came from the emulator.
struct result {
  int status;
  const uint8_t *data;
  uint32_t length;
};

static long in_flight_bytes;

int errno_of(enum redir_status status) {
  switch (status) {
    case REDIR_SUCCESS: return 0;
    case REDIR_CANCELLED: return ENOENT;
    case REDIR_INVALID: return EINVAL;
    case REDIR_STALL: return EPIPE;
    case REDIR_TIMEOUT: return ETIMEDOUT;
    case REDIR_BABBLE: return EOVERFLOW;
    default: return EPROTO;
  }
}

bool file_is_live(const struct open_file *file) {
  return file->port->state == PORT_PRESENT && file->generation == file->port->generation;
}

// ---- what is pending ----

struct transfer *transfer_new(struct open_file *file, struct usbdevfs_urb *urb) {
  long asked_bytes = urb->buffer_length + URB_OVERHEAD_BYTES;
  if (in_flight_bytes + asked_bytes > MAX_IN_FLIGHT_BYTES) return NULL;
  struct transfer *transfer = calloc(1, sizeof *transfer);
  if (!transfer) return NULL;
  transfer->id = ++file->port->last_id;
  transfer->file = file;
  transfer->urb = urb;
  transfer->length = urb->buffer_length;
  transfer->is_control = urb->type == USBDEVFS_URB_TYPE_CONTROL;
  uint8_t direction = transfer->is_control ? *(const uint8_t *)urb->buffer : urb->endpoint;
  transfer->is_in = direction & 0x80;
  in_flight_bytes += transfer->length;
  return transfer;
}

void transfer_await(struct port *port, struct transfer *transfer) {
  struct transfer **end = &port->pending;
  while (*end) end = &(*end)->next;
  transfer->next = NULL;
  *end = transfer;
}

static struct transfer *take(struct transfer **at) {
  struct transfer *transfer = *at;
  *at = transfer->next;
  return transfer;
}

static struct transfer *take_by_id(struct port *port, uint64_t id) {
  for (struct transfer **at = &port->pending; *at; at = &(*at)->next) {
    if ((*at)->id == id) return take(at);
  }
  return NULL;
}

static struct transfer *take_interrupt(struct port *port, uint8_t endpoint) {
  for (struct transfer **at = &port->pending; *at; at = &(*at)->next) {
    if ((*at)->is_interrupt_in && (*at)->urb->endpoint == endpoint) return take(at);
  }
  return NULL;
}

static void discard_memory(struct transfer *transfer) {
  in_flight_bytes -= transfer->length;
  free(transfer);
}

// Fills the URB and hands it to whoever reaps. The transfer is already off the pending list.
static void finish(struct transfer *transfer, struct result result) {
  struct usbdevfs_urb *urb = transfer->urb;
  uint32_t offset = transfer->is_control ? SETUP_BYTES : 0;
  uint32_t capacity = (uint32_t)transfer->length - offset;
  if (result.length > capacity) {
    result.length = capacity;
    if (transfer->is_in) result.status = EOVERFLOW;
  }
  if (transfer->is_in && result.length > 0) {
    memcpy((uint8_t *)urb->buffer + offset, result.data, result.length);
  }
  urb->status = -result.status;
  urb->actual_length = (int)result.length;
  struct open_file *file = transfer->file;
  transfer->next = NULL;
  *file->done_end = transfer;
  file->done_end = &transfer->next;
  file_set_ready(file, true);
}

struct usbdevfs_urb *transfer_reap(struct open_file *file) {
  struct transfer *transfer = file->done;
  if (!transfer) return NULL;
  file->done = transfer->next;
  if (!file->done) file->done_end = &file->done;
  struct usbdevfs_urb *urb = transfer->urb;
  discard_memory(transfer);
  return urb;
}

bool transfer_take_word(struct port *port, struct transfer *transfer) {
  for (struct interrupt_word **at = &port->words; *at; at = &(*at)->next) {
    struct interrupt_word *word = *at;
    if (word->endpoint != transfer->urb->endpoint) continue;
    *at = word->next;
    finish(transfer, (struct result){0, word->bytes, word->length});
    free(word);
    return true;
  }
  return false;
}

// ---- what the browser gives up ----

static void send_cancel(struct port *port, uint64_t id) {
  redir_send(&port->link, REDIR_CANCEL_DATA_PACKET, id, (struct redir_body){0});
}

int transfer_discard(struct open_file *file, const struct usbdevfs_urb *urb) {
  for (struct transfer **at = &file->port->pending; *at; at = &(*at)->next) {
    if ((*at)->urb != urb || (*at)->file != file) continue;
    if ((*at)->is_interrupt_in) finish(take(at), (struct result){.status = ENOENT});
    else send_cancel(file->port, (*at)->id);
    return 0;
  }
  return EINVAL;
}

void transfers_drop(struct open_file *file) {
  struct transfer **at = &file->port->pending;
  while (*at) {
    if ((*at)->file != file) {
      at = &(*at)->next;
      continue;
    }
    struct transfer *transfer = take(at);
    if (!transfer->is_interrupt_in) send_cancel(file->port, transfer->id);
    discard_memory(transfer);
  }
  while (file->done) discard_memory(take(&file->done));
  file->done_end = &file->done;
}

// ---- from the emulator ----

void transfers_on_control(struct port *port, const struct redir_header *header,
                          const uint8_t *payload) {
  const struct redir_control *head = (const struct redir_control *)payload;
  if (header->length < sizeof *head) return;
  const uint8_t *data = payload + sizeof *head;
  uint32_t data_length = header->length - (uint32_t)sizeof *head;
  if (call_answered(port, header->id, head->status, data, data_length)) return;
  struct transfer *transfer = take_by_id(port, header->id);
  if (!transfer) return;  // cancelled or closed in the meantime
  uint32_t length = transfer->is_in ? data_length : head->length;
  finish(transfer, (struct result){errno_of(head->status), data, length});
}

void transfers_on_bulk(struct port *port, const struct redir_header *header,
                       const uint8_t *payload) {
  const struct redir_bulk *head = (const struct redir_bulk *)payload;
  if (header->length < sizeof *head) return;
  struct transfer *transfer = take_by_id(port, header->id);
  if (!transfer) return;
  uint32_t data_length = header->length - (uint32_t)sizeof *head;
  uint32_t out_length = head->length | (uint32_t)head->length_high << 16;
  uint32_t length = transfer->is_in ? data_length : out_length;
  finish(transfer, (struct result){errno_of(head->status), payload + sizeof *head, length});
}

static void keep_word(struct port *port, uint8_t endpoint, const uint8_t *bytes, uint32_t length) {
  struct interrupt_word *word = malloc(sizeof *word + length);
  if (!word) return;
  word->next = NULL;
  word->endpoint = endpoint;
  word->length = length;
  memcpy(word->bytes, bytes, length);
  struct interrupt_word **end = &port->words;
  while (*end) end = &(*end)->next;
  *end = word;
}

void transfers_on_interrupt(struct port *port, const struct redir_header *header,
                            const uint8_t *payload) {
  const struct redir_interrupt *head = (const struct redir_interrupt *)payload;
  if (header->length < sizeof *head) return;
  const uint8_t *bytes = payload + sizeof *head;
  uint32_t length = header->length - (uint32_t)sizeof *head;
  // After an error the emulator stops reading; the next transfer asks it to start again.
  if (head->status != REDIR_SUCCESS) port->is_receiving[endpoint_slot(head->endpoint)] = false;
  struct transfer *transfer = take_interrupt(port, head->endpoint);
  if (transfer) finish(transfer, (struct result){errno_of(head->status), bytes, length});
  else if (head->status == REDIR_SUCCESS) keep_word(port, head->endpoint, bytes, length);
}

// ---- resets and departures ----

static void forget_words(struct port *port) {
  memset(port->is_receiving, 0, sizeof port->is_receiving);
  while (port->words) {
    struct interrupt_word *word = port->words;
    port->words = word->next;
    free(word);
  }
}

void transfers_reset_interrupts(struct port *port) {
  forget_words(port);
  struct transfer **at = &port->pending;
  while (*at) {
    if ((*at)->is_interrupt_in) finish(take(at), (struct result){.status = ENOENT});
    else at = &(*at)->next;
  }
}

void transfers_abort(struct port *port) {
  forget_words(port);
  memset(port->claims, 0, sizeof port->claims);
  while (port->pending) finish(take(&port->pending), (struct result){.status = EPROTO});
  for (struct open_file *file = port->files; file; file = file->next) file_set_ready(file, true);
}
