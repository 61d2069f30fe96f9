#include "usbfs.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "ports.h"
#include "transfers.h"

#define MAX_DESCRIPTORS 65536
#define REQUEST_CLEAR_FEATURE 1
#define RECIPIENT_ENDPOINT 2
// A counter one below its maximum: an eventfd at this value cannot be written to.
#define FULL_COUNTER 0xfffffffffffffffeull

static _Atomic(struct open_file *) open_files[MAX_DESCRIPTORS];

// usbfs tells by "writable" that a URB can be reaped. An eventfd with a full counter is not
// writable; emptied, it is.
void file_set_ready(const struct open_file *file, bool is_ready) {
  uint64_t counter = FULL_COUNTER;
  ssize_t ignored = is_ready ? read(file->descriptor, &counter, sizeof counter)
                             : write(file->descriptor, &counter, sizeof counter);
  (void)ignored;  // fails with EAGAIN when it was in that state already
}

bool usbfs_owns(int descriptor) {
  return descriptor >= 0 && descriptor < MAX_DESCRIPTORS && open_files[descriptor] != NULL;
}

bool usbfs_owns_path(const char *path) {
  const char *folder = ports_folder();
  size_t length = strlen(folder);
  return length > 0 && strncmp(path, folder, length) == 0 &&
         strncmp(path + length, "/dev/", 5) == 0;
}

// ---- open and close ----

static struct port *port_of_node(const char *path) {
  for (int index = 0; index < ports_count(); index++) {
    struct port *port = ports_get(index);
    if (port->state == PORT_PRESENT && strcmp(port->device.node_path, path) == 0) return port;
  }
  return NULL;
}

static struct open_file *open_on(struct port *port) {
  int descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (descriptor < 0) return NULL;
  struct open_file *file = descriptor < MAX_DESCRIPTORS ? calloc(1, sizeof *file) : NULL;
  if (!file) {
    close(descriptor);
    return NULL;
  }
  file->descriptor = descriptor;
  file->port = port;
  file->generation = port->generation;
  file->done_end = &file->done;
  file->next = port->files;
  port->files = file;
  file_set_ready(file, false);
  open_files[descriptor] = file;
  return file;
}

int usbfs_open(const char *path) {
  pthread_mutex_lock(&state_lock);
  struct port *port = port_of_node(path);
  struct open_file *file = port ? open_on(port) : NULL;
  pthread_mutex_unlock(&state_lock);
  if (file) return file->descriptor;
  errno = port ? EMFILE : ENODEV;
  return -1;
}

void usbfs_closing(int descriptor) {
  pthread_mutex_lock(&state_lock);
  struct open_file *file = open_files[descriptor];
  open_files[descriptor] = NULL;
  if (file) {
    struct port *port = file->port;
    for (int number = 0; number < MAX_INTERFACES; number++) {
      if (port->claims[number] == file) port->claims[number] = NULL;
    }
    transfers_drop(file);
    struct open_file **at = &port->files;
    while (*at != file) at = &(*at)->next;
    *at = file->next;
    free(file);
  }
  pthread_mutex_unlock(&state_lock);
}

// ---- ioctl: every function returns 0 or an errno; state_lock is held ----

static int reap(struct open_file *file, void **urb) {
  *urb = transfer_reap(file);
  bool is_live = file_is_live(file);
  // A file whose device has left stays ready, so that the browser comes and hears ENODEV.
  if (!file->done && is_live) file_set_ready(file, false);
  if (*urb) return 0;
  return is_live ? EAGAIN : ENODEV;
}

static int claim(struct open_file *file, unsigned number) {
  if (number >= MAX_INTERFACES) return EINVAL;
  struct open_file **owner = &file->port->claims[number];
  if (*owner && *owner != file) return EBUSY;
  *owner = file;
  return 0;
}

static int release(struct open_file *file, unsigned number) {
  if (number >= MAX_INTERFACES || file->port->claims[number] != file) return EINVAL;
  file->port->claims[number] = NULL;
  return 0;
}

static int set_configuration(struct port *port, unsigned value) {
  for (int number = 0; number < MAX_INTERFACES; number++) {
    if (port->claims[number]) return EBUSY;
  }
  uint8_t byte = (uint8_t)value;
  struct redir_body body = {.head = &byte, .head_length = 1};
  return errno_of(call_and_wait(port, REDIR_SET_CONFIGURATION, body, NULL));
}

static int set_interface(struct port *port, const struct usbdevfs_setinterface *setting) {
  uint8_t bytes[] = {(uint8_t)setting->interface, (uint8_t)setting->altsetting};
  struct redir_body body = {.head = bytes, .head_length = sizeof bytes};
  return errno_of(call_and_wait(port, REDIR_SET_ALT_SETTING, body, NULL));
}

static int clear_halt(struct port *port, unsigned endpoint) {
  struct redir_control head = {
      .request = REQUEST_CLEAR_FEATURE,
      .request_type = RECIPIENT_ENDPOINT,
      .index = (uint16_t)endpoint,
  };
  struct redir_body body = {.head = &head, .head_length = sizeof head};
  return errno_of(call_and_wait(port, REDIR_CONTROL_PACKET, body, NULL));
}

// A kernel reads the descriptors again after a reset. When they are others, the device is
// enumerated anew and the call fails with ENODEV; otherwise usbfs has lost its interfaces (a driver
// without pre_reset is unbound).
static int reset(struct port *port) {
  redir_send(&port->link, REDIR_RESET, 0, (struct redir_body){0});
  enum redir_status status =
      call_and_wait(port, REDIR_GET_CONFIGURATION, (struct redir_body){0}, NULL);
  if (status != REDIR_SUCCESS) return ENODEV;
  memset(port->claims, 0, sizeof port->claims);
  transfers_reset_interrupts(port);
  return 0;
}

static int run_request(struct open_file *file, unsigned long request, void *argument) {
  const unsigned number = argument ? *(unsigned *)argument : 0;
  switch (request) {
    case USBDEVFS_SUBMITURB: return transfer_submit(file, argument);
    case USBDEVFS_DISCARDURB: return transfer_discard(file, argument);
    case USBDEVFS_CLAIMINTERFACE: return claim(file, number);
    case USBDEVFS_RELEASEINTERFACE: return release(file, number);
    case USBDEVFS_SETCONFIGURATION: return set_configuration(file->port, number);
    case USBDEVFS_SETINTERFACE: return set_interface(file->port, argument);
    case USBDEVFS_CLEAR_HALT: return clear_halt(file->port, number);
    case USBDEVFS_RESET: return reset(file->port);
    case USBDEVFS_GETDRIVER: return ENODATA;  // no kernel driver holds an interface
    case USBDEVFS_GET_CAPABILITIES:
      *(unsigned *)argument = USBDEVFS_CAP_ZERO_PACKET | USBDEVFS_CAP_NO_PACKET_SIZE_LIM |
                              USBDEVFS_CAP_BULK_SCATTER_GATHER | USBDEVFS_CAP_REAP_AFTER_DISCONNECT;
      return 0;
    default: return ENOTTY;
  }
}

int usbfs_ioctl(int descriptor, unsigned long request, void *argument) {
  pthread_mutex_lock(&state_lock);
  struct open_file *file = open_files[descriptor];
  int error;
  if (!file) {
    error = EBADF;
  } else if (request == USBDEVFS_REAPURBNDELAY) {
    error = reap(file, argument);
  } else {
    error = file_is_live(file) ? run_request(file, request, argument) : ENODEV;
  }
  pthread_mutex_unlock(&state_lock);
  if (!error) return 0;
  errno = error;
  return -1;
}
