// The bus as the shim sees it: a few ports, each with a socket to the emulator and at most one
// device.
//
//   browser thread ──ioctl──▶ usbfs.c ──▶ transfers.c ──redir_send──▶ socket
//   port's thread  ◀─────────────────────────────────redir_receive── socket
//        ├─▶ transfers.c (completes what is pending), calls.c (wakes who waits)
//        └─▶ enumerate.c ─▶ udev.c (add, remove)
//
// One lock covers all of this; it is never held while a packet with data is on its way out.
#pragma once
#include <linux/usbdevice_fs.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "usbredir.h"

#define MAX_PORTS 16
#define MAX_INTERFACES 32
// Sixteen endpoint numbers in two directions.
#define ENDPOINT_SLOTS 32
#define NO_ENDPOINT 0xff

// What sysfs says of a device. The accelerator has no strings: no manufacturer, product or serial
// number.
struct usb_device {
  char sys_path[256];
  char node_path[256];
  char name[16];
  char bus_number[8];
  char device_number[12];
  char vendor_id[8];
  char product_id[8];
  char configuration[8];
};

enum port_state { PORT_EMPTY, PORT_ENUMERATING, PORT_PRESENT };

struct port {
  int index;
  char socket_path[108];
  struct redir_link link;
  bool is_linked;
  enum port_state state;
  unsigned generation;  // goes up when a device leaves: what was opened before is gone for good
  uint64_t last_id;
  struct usb_device device;
  uint8_t endpoint_types[ENDPOINT_SLOTS];
  bool is_receiving[ENDPOINT_SLOTS];  // interrupt endpoints that the emulator reads on its own
  struct open_file *claims[MAX_INTERFACES];
  struct open_file *files;
  struct transfer *pending;
  struct interrupt_word *words;
  struct call *calls;
};

extern pthread_mutex_t state_lock;
extern pthread_cond_t state_changed;

static inline int endpoint_slot(uint8_t address) {
  return (address & 0x80) >> 3 | (address & 0x0f);
}

// ports.c -----------------------------------------------------------------------------------------

// Connects to the emulator and waits until the devices that are plugged in are known. Only the
// browser process does so, and only once; every other process sees no ports.
void ports_start(void);

int ports_count(void);
struct port *ports_get(int index);

// The folder that stands for /sys and /dev; empty before the start.
const char *ports_folder(void);

// Copies the device of a port. False when the port is empty.
bool ports_device(int index, struct usb_device *device);

// calls.c -----------------------------------------------------------------------------------------

struct call_answer {
  uint8_t *data;  // where a control IN puts its bytes
  uint32_t capacity;
  uint32_t length;
};

// Sends a request and waits for its answer, as the kernel does in calls that block. The caller
// holds state_lock. REDIR_IO_ERROR when the device leaves, REDIR_TIMEOUT when it never answers.
enum redir_status call_and_wait(struct port *port, enum redir_type type, struct redir_body body,
                                struct call_answer *answer);

// Gives an answer to the call with this id. False when nobody waits for it. The caller holds
// state_lock.
bool call_answered(struct port *port, uint64_t id, enum redir_status status,
                   const uint8_t *data, uint32_t length);

// Ends all calls because the device has left. The caller holds state_lock.
void calls_abort(struct port *port);

// Waits for a change of state. False at the deadline. The caller holds state_lock.
bool wait_for_change(const struct timespec *deadline);
struct timespec deadline_after_ms(int milliseconds);

// enumerate.c -------------------------------------------------------------------------------------

// A device has come: reads its descriptors in a thread of its own, then tells the browser. Caller
// holds state_lock.
void enumerate_start(struct port *port);

// A device has left: ends its transfers, then tells the browser. The caller holds no lock.
void enumerate_departure(struct port *port);

// udev.c ------------------------------------------------------------------------------------------

// Tells every monitor of the usb subsystem ("add" or "remove").
void udev_notify(const struct usb_device *device, const char *action);
