// What a kernel's hub thread does: reads the descriptors of a device that has come, fills its sysfs
// folder, and tells udev about arrivals and departures.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ports.h"
#include "transfers.h"

#define DEVICE_DESCRIPTOR_BYTES 18
#define MAX_CONFIGURATION_BYTES 4096
#define DESCRIPTOR_DEVICE 1
#define DESCRIPTOR_CONFIGURATION 2
#define DESCRIPTOR_ENDPOINT 5
#define REQUEST_GET_DESCRIPTOR 6
#define DIRECTION_IN 0x80

// As with xHCI, a transfer that was under way fails before the browser hears that the device is
// gone.
#define REMOVAL_DELAY_US 30000

struct descriptors {
  uint8_t bytes[DEVICE_DESCRIPTOR_BYTES + MAX_CONFIGURATION_BYTES];
  uint32_t length;
};

static void write_file(const char *path, const void *bytes, size_t length) {
  int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) return;
  if (write(file, bytes, length) < 0) unlink(path);
  close(file);
}

// Appends one descriptor; returns its length, 0 when the device does not give it.
static uint32_t read_descriptor(struct port *port, uint8_t type, struct descriptors *into,
                                uint32_t capacity) {
  struct redir_control request = {
      .endpoint = DIRECTION_IN,
      .request = REQUEST_GET_DESCRIPTOR,
      .request_type = DIRECTION_IN,
      .value = (uint16_t)(type << 8),
      .length = (uint16_t)capacity,
  };
  struct redir_body body = {.head = &request, .head_length = sizeof request};
  struct call_answer answer = {.data = into->bytes + into->length, .capacity = capacity};
  if (call_and_wait(port, REDIR_CONTROL_PACKET, body, &answer) != REDIR_SUCCESS) return 0;
  into->length += answer.length;
  return answer.length;
}

static bool read_descriptors(struct port *port, struct descriptors *into) {
  uint32_t device = read_descriptor(port, DESCRIPTOR_DEVICE, into, DEVICE_DESCRIPTOR_BYTES);
  if (device != DEVICE_DESCRIPTOR_BYTES) return false;
  return read_descriptor(port, DESCRIPTOR_CONFIGURATION, into, MAX_CONFIGURATION_BYTES) >= 9;
}

static void note_endpoints(struct port *port, const struct descriptors *from) {
  memset(port->endpoint_types, NO_ENDPOINT, sizeof port->endpoint_types);
  const uint8_t *bytes = from->bytes;
  for (uint32_t at = 0; at + 4 <= from->length && bytes[at] > 1; at += bytes[at]) {
    if (bytes[at + 1] != DESCRIPTOR_ENDPOINT) continue;
    port->endpoint_types[endpoint_slot(bytes[at + 2])] = bytes[at + 3] & 3;
  }
}

static void fill_device(struct port *port, const struct descriptors *from) {
  static int last_device_number = 1;  // 1 is the root hub's
  int number = ++last_device_number;
  struct usb_device *device = &port->device;
  const uint8_t *bytes = from->bytes;
  snprintf(device->name, sizeof device->name, "1-%d", port->index + 1);
  snprintf(device->bus_number, sizeof device->bus_number, "1");
  snprintf(device->device_number, sizeof device->device_number, "%d", number);
  snprintf(device->configuration, sizeof device->configuration, "1");
  snprintf(device->vendor_id, sizeof device->vendor_id, "%02x%02x", bytes[9], bytes[8]);
  snprintf(device->product_id, sizeof device->product_id, "%02x%02x", bytes[11], bytes[10]);

  const char *folder = ports_folder();
  char path[300];
  snprintf(device->node_path, sizeof device->node_path, "%s/dev/%03d", folder, number);
  write_file(device->node_path, "", 0);
  // The number makes the path new for every enumeration, so that the browser never mixes two
  // devices up.
  snprintf(device->sys_path, sizeof device->sys_path, "%s/sys/%s.%d", folder, device->name, number);
  mkdir(device->sys_path, 0755);
  snprintf(path, sizeof path, "%s/descriptors", device->sys_path);
  write_file(path, bytes, from->length);
}

static void *enumerate(void *argument) {
  struct port *port = argument;
  struct descriptors descriptors = {.length = 0};
  pthread_mutex_lock(&state_lock);
  unsigned generation = port->generation;
  bool is_readable = read_descriptors(port, &descriptors);
  // It may have left again in the meantime.
  if (port->generation == generation && port->state == PORT_ENUMERATING) {
    port->state = is_readable ? PORT_PRESENT : PORT_EMPTY;
    if (is_readable) {
      note_endpoints(port, &descriptors);
      fill_device(port, &descriptors);
      udev_notify(&port->device, "add");
    }
    pthread_cond_broadcast(&state_changed);
  }
  pthread_mutex_unlock(&state_lock);
  return NULL;
}

void enumerate_start(struct port *port) {
  port->state = PORT_ENUMERATING;
  pthread_t thread;
  if (pthread_create(&thread, NULL, enumerate, port) == 0) pthread_detach(thread);
}

void enumerate_departure(struct port *port) {
  pthread_mutex_lock(&state_lock);
  bool was_present = port->state == PORT_PRESENT;
  port->state = PORT_EMPTY;
  port->generation++;
  struct usb_device device = port->device;
  calls_abort(port);
  transfers_abort(port);
  pthread_mutex_unlock(&state_lock);
  if (!was_present) return;
  usleep(REMOVAL_DELAY_US);
  unlink(device.node_path);
  udev_notify(&device, "remove");
}
