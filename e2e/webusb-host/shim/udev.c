// The part of libudev that Chromium uses, with one subsystem in it: usb, with the devices on the
// shim's ports. Types are opaque in libudev too; names and signatures are its own.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "ports.h"

#define UNUSED __attribute__((unused))
#define MAX_MONITORS 16

struct udev_device {
  int references;
  struct usb_device usb;
  const char *action;
};

struct udev_list_entry {
  struct udev_list_entry *next;
  char name[256];
};

struct udev_enumerate {
  bool has_usb;
  struct udev_list_entry *entries;
};

struct udev_monitor {
  bool has_usb;
  int pipe[2];  // carries pointers to udev_device, one per event
};

struct udev {
  int unused;
};

static struct udev the_only_context;

struct udev *udev_new(void) { return &the_only_context; }
struct udev *udev_ref(struct udev *context) { return context; }
struct udev *udev_unref(UNUSED struct udev *context) { return NULL; }

// ---- devices ----

static struct udev_device *new_device(const struct usb_device *usb, const char *action) {
  struct udev_device *device = calloc(1, sizeof *device);
  if (!device) return NULL;
  device->references = 1;
  device->usb = *usb;
  device->action = action;
  return device;
}

struct udev_device *udev_device_new_from_syspath(UNUSED struct udev *context, const char *path) {
  struct usb_device usb;
  for (int index = 0; index < ports_count(); index++) {
    if (ports_device(index, &usb) && strcmp(usb.sys_path, path) == 0) return new_device(&usb, NULL);
  }
  return NULL;
}

struct udev_device *udev_device_new_from_devnum(UNUSED struct udev *context, UNUSED char type,
                                                UNUSED dev_t number) {
  return NULL;
}

struct udev_device *udev_device_new_from_subsystem_sysname(UNUSED struct udev *context,
                                                           UNUSED const char *subsystem,
                                                           UNUSED const char *name) {
  return NULL;
}

struct udev_device *udev_device_ref(struct udev_device *device) {
  device->references++;
  return device;
}

struct udev_device *udev_device_unref(struct udev_device *device) {
  if (device && --device->references == 0) free(device);
  return NULL;
}

const char *udev_device_get_syspath(struct udev_device *device) { return device->usb.sys_path; }
const char *udev_device_get_devnode(struct udev_device *device) { return device->usb.node_path; }
const char *udev_device_get_sysname(struct udev_device *device) { return device->usb.name; }
const char *udev_device_get_action(struct udev_device *device) { return device->action; }
const char *udev_device_get_subsystem(UNUSED struct udev_device *device) { return "usb"; }
const char *udev_device_get_devtype(UNUSED struct udev_device *device) { return "usb_device"; }
const char *udev_device_get_driver(UNUSED struct udev_device *device) { return "usb"; }
int udev_device_get_is_initialized(UNUSED struct udev_device *device) { return 1; }

struct udev_device *udev_device_get_parent(UNUSED struct udev_device *device) { return NULL; }

struct udev_device *udev_device_get_parent_with_subsystem_devtype(UNUSED struct udev_device *device,
                                                                  UNUSED const char *subsystem,
                                                                  UNUSED const char *type) {
  return NULL;
}

struct udev_list_entry *udev_device_get_properties_list_entry(UNUSED struct udev_device *device) {
  return NULL;
}

const char *udev_device_get_property_value(UNUSED struct udev_device *device,
                                           UNUSED const char *key) {
  return NULL;
}

const char *udev_device_get_sysattr_value(struct udev_device *device, const char *name) {
  const struct usb_device *usb = &device->usb;
  if (strcmp(name, "busnum") == 0) return usb->bus_number;
  if (strcmp(name, "devnum") == 0) return usb->device_number;
  if (strcmp(name, "idVendor") == 0) return usb->vendor_id;
  if (strcmp(name, "idProduct") == 0) return usb->product_id;
  if (strcmp(name, "bConfigurationValue") == 0) return usb->configuration;
  return NULL;
}

// ---- what is there ----

struct udev_enumerate *udev_enumerate_new(UNUSED struct udev *context) {
  return calloc(1, sizeof(struct udev_enumerate));
}

int udev_enumerate_add_match_subsystem(struct udev_enumerate *list, const char *subsystem) {
  if (strcmp(subsystem, "usb") == 0) list->has_usb = true;
  return 0;
}

int udev_enumerate_scan_devices(struct udev_enumerate *list) {
  if (!list->has_usb) return 0;
  ports_start();
  struct usb_device usb;
  for (int index = ports_count() - 1; index >= 0; index--) {
    struct udev_list_entry *entry = ports_device(index, &usb) ? calloc(1, sizeof *entry) : NULL;
    if (!entry) continue;
    memcpy(entry->name, usb.sys_path, sizeof entry->name);
    entry->next = list->entries;
    list->entries = entry;
  }
  return 0;
}

struct udev_list_entry *udev_enumerate_get_list_entry(struct udev_enumerate *list) {
  return list->entries;
}

struct udev_list_entry *udev_list_entry_get_next(struct udev_list_entry *entry) {
  return entry->next;
}

const char *udev_list_entry_get_name(struct udev_list_entry *entry) { return entry->name; }
const char *udev_list_entry_get_value(UNUSED struct udev_list_entry *entry) { return NULL; }

struct udev_enumerate *udev_enumerate_unref(struct udev_enumerate *list) {
  while (list->entries) {
    struct udev_list_entry *entry = list->entries;
    list->entries = entry->next;
    free(entry);
  }
  free(list);
  return NULL;
}

// ---- what comes and goes ----

static pthread_mutex_t monitors_lock = PTHREAD_MUTEX_INITIALIZER;
static struct udev_monitor *monitors[MAX_MONITORS];

struct udev_monitor *udev_monitor_new_from_netlink(UNUSED struct udev *context,
                                                   UNUSED const char *name) {
  struct udev_monitor *monitor = calloc(1, sizeof *monitor);
  if (!monitor) return NULL;
  if (pipe2(monitor->pipe, O_CLOEXEC | O_NONBLOCK) == 0) return monitor;
  free(monitor);
  return NULL;
}

int udev_monitor_filter_add_match_subsystem_devtype(struct udev_monitor *monitor,
                                                    const char *subsystem,
                                                    UNUSED const char *type) {
  if (strcmp(subsystem, "usb") == 0) monitor->has_usb = true;
  return 0;
}

int udev_monitor_enable_receiving(struct udev_monitor *monitor) {
  if (!monitor->has_usb) return 0;
  ports_start();
  pthread_mutex_lock(&monitors_lock);
  int index = 0;
  while (index < MAX_MONITORS && monitors[index]) index++;
  if (index < MAX_MONITORS) monitors[index] = monitor;
  pthread_mutex_unlock(&monitors_lock);
  return index < MAX_MONITORS ? 0 : -1;
}

int udev_monitor_get_fd(struct udev_monitor *monitor) { return monitor->pipe[0]; }

struct udev_device *udev_monitor_receive_device(struct udev_monitor *monitor) {
  struct udev_device *device;
  ssize_t length = read(monitor->pipe[0], &device, sizeof device);
  return length == sizeof device ? device : NULL;
}

struct udev_monitor *udev_monitor_unref(struct udev_monitor *monitor) {
  pthread_mutex_lock(&monitors_lock);
  for (int index = 0; index < MAX_MONITORS; index++) {
    if (monitors[index] == monitor) monitors[index] = NULL;
  }
  pthread_mutex_unlock(&monitors_lock);
  close(monitor->pipe[0]);
  close(monitor->pipe[1]);
  free(monitor);
  return NULL;
}

void udev_notify(const struct usb_device *usb, const char *action) {
  pthread_mutex_lock(&monitors_lock);
  for (int index = 0; index < MAX_MONITORS; index++) {
    if (!monitors[index]) continue;
    struct udev_device *device = new_device(usb, action);
    if (write(monitors[index]->pipe[1], &device, sizeof device) != sizeof device) free(device);
  }
  pthread_mutex_unlock(&monitors_lock);
}
