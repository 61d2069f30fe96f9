// The part of the usbredir protocol (version 0.7) that the shim speaks, as its guest side: packets
// and framing. The other end is ../usbredir-port.ts. Every integer is little-endian, as are all
// machines that this runs on.
#pragma once
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "packets are laid over memory: a little-endian machine is needed"
#endif

enum redir_type {
  REDIR_HELLO = 0,
  REDIR_DEVICE_CONNECT = 1,
  REDIR_DEVICE_DISCONNECT = 2,
  REDIR_RESET = 3,
  REDIR_SET_CONFIGURATION = 6,
  REDIR_GET_CONFIGURATION = 7,
  REDIR_CONFIGURATION_STATUS = 8,
  REDIR_SET_ALT_SETTING = 9,
  REDIR_ALT_SETTING_STATUS = 11,
  REDIR_START_INTERRUPT_RECEIVING = 15,
  REDIR_STOP_INTERRUPT_RECEIVING = 16,
  REDIR_CANCEL_DATA_PACKET = 21,
  REDIR_DEVICE_DISCONNECT_ACK = 24,
  REDIR_CONTROL_PACKET = 100,
  REDIR_BULK_PACKET = 101,
  REDIR_INTERRUPT_PACKET = 103,
};

enum redir_status {
  REDIR_SUCCESS = 0,
  REDIR_CANCELLED = 1,
  REDIR_INVALID = 2,
  REDIR_IO_ERROR = 3,
  REDIR_STALL = 4,
  REDIR_TIMEOUT = 5,
  REDIR_BABBLE = 6,
};

// Bits of the hello packet's capabilities. The shim needs all of them from its peer, which fixes
// the sizes below.
#define REDIR_CAPABILITIES (1u << 1 | 1u << 3 | 1u << 4 | 1u << 5 | 1u << 6)

struct __attribute__((packed)) redir_header {
  uint32_t type;
  uint32_t length;  // of what follows the header
  uint64_t id;      // 32 bits wide in the hello packets
};

struct __attribute__((packed)) redir_hello {
  char version[64];
  uint32_t capabilities;
};

struct __attribute__((packed)) redir_control {
  uint8_t endpoint, request, request_type, status;
  uint16_t value, index, length;
};

struct __attribute__((packed)) redir_bulk {
  uint8_t endpoint, status;
  uint16_t length;
  uint32_t stream_id;
  uint16_t length_high;
};

struct __attribute__((packed)) redir_interrupt {
  uint8_t endpoint, status;
  uint16_t length;
};

// What a packet carries: its own small header, then data.
struct redir_body {
  const void *head;
  uint32_t head_length;
  const void *data;
  uint32_t data_length;
};

struct redir_link {
  int socket;
  pthread_mutex_t write_lock;  // packets of several threads must not mix
};

// Connects to the Unix socket and exchanges hellos. False when nobody listens or the peer is too
// old.
bool redir_connect(struct redir_link *link, const char *path);

// Sends one packet. A broken connection is not reported here: the reader sees it.
void redir_send(struct redir_link *link, enum redir_type type, uint64_t id, struct redir_body body);

// Receives one packet; the caller frees `*payload`. False when the connection is over.
bool redir_receive(struct redir_link *link, struct redir_header *header, uint8_t **payload);
