// How a transfer starts: checks as in usbfs, the browser's URB turned into a packet.
#include <errno.h>
#include <stdlib.h>

#include "transfers.h"

#define TYPE_INTERRUPT 3

static void send_control(struct port *port, const struct transfer *transfer) {
  const uint8_t *setup = transfer->urb->buffer;
  struct redir_control head = {
      .endpoint = setup[0] & 0x80,
      .request = setup[1],
      .request_type = setup[0],
      .value = (uint16_t)(setup[2] | setup[3] << 8),
      .index = (uint16_t)(setup[4] | setup[5] << 8),
      .length = (uint16_t)(setup[6] | setup[7] << 8),
  };
  uint32_t data_length = transfer->is_in ? 0 : (uint32_t)transfer->length - SETUP_BYTES;
  struct redir_body body = {&head, sizeof head, setup + SETUP_BYTES, data_length};
  redir_send(&port->link, REDIR_CONTROL_PACKET, transfer->id, body);
}

static void send_bulk(struct port *port, const struct transfer *transfer) {
  uint32_t length = (uint32_t)transfer->length;
  struct redir_bulk head = {
      .endpoint = transfer->urb->endpoint,
      .length = (uint16_t)length,
      .length_high = (uint16_t)(length >> 16),
  };
  struct redir_body body = {&head, sizeof head, transfer->urb->buffer,
                            transfer->is_in ? 0 : length};
  redir_send(&port->link, REDIR_BULK_PACKET, transfer->id, body);
}

// usbredir reads interrupt endpoints by itself once it is told to; a transfer takes a word that is
// there, or waits.
static void await_interrupt(struct port *port, struct transfer *transfer) {
  if (transfer_take_word(port, transfer)) return;
  uint8_t endpoint = transfer->urb->endpoint;
  transfer_await(port, transfer);
  if (port->is_receiving[endpoint_slot(endpoint)]) return;
  port->is_receiving[endpoint_slot(endpoint)] = true;
  struct redir_body body = {.head = &endpoint, .head_length = 1};
  redir_send(&port->link, REDIR_START_INTERRUPT_RECEIVING, transfer->id, body);
}

// As in usbfs: an interface that nobody has claimed is claimed by the first transfer. The
// accelerator has one.
static int claim_implicitly(struct open_file *file) {
  struct open_file **owner = &file->port->claims[0];
  if (*owner && *owner != file) return EBUSY;
  *owner = file;
  return 0;
}

static int check_urb(struct open_file *file, const struct usbdevfs_urb *urb) {
  if (urb->buffer_length < 0) return EINVAL;
  if (urb->type == USBDEVFS_URB_TYPE_CONTROL) {
    return urb->buffer_length < SETUP_BYTES ? EINVAL : 0;
  }
  uint8_t type = file->port->endpoint_types[endpoint_slot(urb->endpoint)];
  if (type == NO_ENDPOINT) return ENOENT;
  bool is_interrupt_out = type == TYPE_INTERRUPT && !(urb->endpoint & 0x80);
  if (is_interrupt_out) return EINVAL;  // the accelerator has none
  return claim_implicitly(file);
}

int transfer_submit(struct open_file *file, struct usbdevfs_urb *urb) {
  int error = check_urb(file, urb);
  if (error) return error;
  struct transfer *transfer = transfer_new(file, urb);
  if (!transfer) return ENOMEM;
  struct port *port = file->port;
  uint8_t type = port->endpoint_types[endpoint_slot(urb->endpoint)];
  if (!transfer->is_control && type == TYPE_INTERRUPT) {
    transfer->is_interrupt_in = true;
    await_interrupt(port, transfer);
    return 0;
  }
  transfer_await(port, transfer);
  // The packet is sent from a copy of the bookkeeping: the answer may come, and the transfer end,
  // while the last bytes leave. Chromium submits and closes on one sequence, so the buffer itself
  // stays.
  const struct transfer sent = *transfer;
  pthread_mutex_unlock(&state_lock);
  if (sent.is_control) send_control(port, &sent);
  else send_bulk(port, &sent);
  pthread_mutex_lock(&state_lock);
  return 0;
}
