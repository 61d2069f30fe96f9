#include "usbredir.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

// Longer than any packet of the emulator; a wrong length must not become an allocation.
#define MAX_PAYLOAD_BYTES (64u << 20)
#define HELLO_HEADER_BYTES 12

static bool read_all(int socket, void *buffer, size_t length) {
  uint8_t *at = buffer;
  while (length > 0) {
    ssize_t count = read(socket, at, length);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    at += count;
    length -= (size_t)count;
  }
  return true;
}

// Drops the first `count` bytes from a list of parts; returns how many parts are used up.
static int skip_parts(struct iovec *parts, int part_count, size_t count) {
  int used = 0;
  while (used < part_count && count >= parts[used].iov_len) count -= parts[used++].iov_len;
  if (used < part_count) {
    parts[used].iov_base = (uint8_t *)parts[used].iov_base + count;
    parts[used].iov_len -= count;
  }
  return used;
}

static void write_parts(int socket, struct iovec *parts, int part_count) {
  while (part_count > 0) {
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = (size_t)part_count};
    ssize_t count = sendmsg(socket, &message, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return;
    int used = skip_parts(parts, part_count, (size_t)count);
    parts += used;
    part_count -= used;
  }
}

static bool exchange_hellos(int socket) {
  struct redir_hello ours = {.version = "reef usbfs stand-in", .capabilities = REDIR_CAPABILITIES};
  struct redir_header header = {.type = REDIR_HELLO, .length = sizeof ours};
  struct iovec parts[] = {{&header, HELLO_HEADER_BYTES}, {&ours, sizeof ours}};
  write_parts(socket, parts, 2);
  struct redir_hello theirs;
  if (!read_all(socket, &header, HELLO_HEADER_BYTES)) return false;
  if (header.type != REDIR_HELLO || header.length != sizeof theirs) return false;
  if (!read_all(socket, &theirs, sizeof theirs)) return false;
  return (theirs.capabilities & REDIR_CAPABILITIES) == REDIR_CAPABILITIES;
}

bool redir_connect(struct redir_link *link, const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof address.sun_path) return false;
  strcpy(address.sun_path, path);
  int peer = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (peer < 0) return false;
  bool is_connected = connect(peer, (struct sockaddr *)&address, sizeof address) == 0;
  if (!is_connected || !exchange_hellos(peer)) {
    close(peer);
    return false;
  }
  link->socket = peer;
  return true;
}

void redir_send(struct redir_link *link, enum redir_type type, uint64_t id,
                struct redir_body body) {
  struct redir_header header = {type, body.head_length + body.data_length, id};
  struct iovec parts[] = {
      {&header, sizeof header},
      {(void *)body.head, body.head_length},
      {(void *)body.data, body.data_length},
  };
  pthread_mutex_lock(&link->write_lock);
  write_parts(link->socket, parts, 3);
  pthread_mutex_unlock(&link->write_lock);
}

bool redir_receive(struct redir_link *link, struct redir_header *header, uint8_t **payload) {
  *payload = NULL;
  if (!read_all(link->socket, header, sizeof *header)) return false;
  if (header->length > MAX_PAYLOAD_BYTES) return false;
  *payload = malloc(header->length + 1);
  if (*payload && read_all(link->socket, *payload, header->length)) return true;
  free(*payload);
  *payload = NULL;
  return false;
}
