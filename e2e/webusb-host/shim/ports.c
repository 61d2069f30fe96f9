#include "ports.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "transfers.h"

#define LINK_RETRY_US 200000
#define SETTLE_MS 2000

pthread_mutex_t state_lock = PTHREAD_MUTEX_INITIALIZER;
pthread_cond_t state_changed = PTHREAD_COND_INITIALIZER;

static struct port ports[MAX_PORTS];
static int port_count;
static char folder[128];

int ports_count(void) { return port_count; }

struct port *ports_get(int index) { return &ports[index]; }

const char *ports_folder(void) { return folder; }

bool ports_device(int index, struct usb_device *device) {
  pthread_mutex_lock(&state_lock);
  bool is_present = ports[index].state == PORT_PRESENT;
  if (is_present) *device = ports[index].device;
  pthread_mutex_unlock(&state_lock);
  return is_present;
}

// Chromium's other processes (renderers, GPU, utilities) carry --type=; they inherit the preload
// but own no devices.
static bool is_browser_process(void) {
  char line[16384];
  int file = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
  ssize_t length = file < 0 ? -1 : read(file, line, sizeof line - 1);
  if (file >= 0) close(file);
  if (length <= 0) return false;
  line[length] = 0;
  for (char *word = line; word < line + length; word += strlen(word) + 1) {
    if (strncmp(word, "--type=", 7) == 0) return false;
  }
  return true;
}

static void dispatch(struct port *port, const struct redir_header *header, const uint8_t *payload) {
  if (header->type == REDIR_DEVICE_DISCONNECT) {
    enumerate_departure(port);
    // Only now may the emulator put another device into the port.
    redir_send(&port->link, REDIR_DEVICE_DISCONNECT_ACK, 0, (struct redir_body){0});
    return;
  }
  pthread_mutex_lock(&state_lock);
  switch (header->type) {
    case REDIR_DEVICE_CONNECT:
      enumerate_start(port);
      break;
    case REDIR_CONFIGURATION_STATUS:
    case REDIR_ALT_SETTING_STATUS:
      if (header->length > 0) call_answered(port, header->id, payload[0], NULL, 0);
      break;
    case REDIR_CONTROL_PACKET:
      transfers_on_control(port, header, payload);
      break;
    case REDIR_BULK_PACKET:
      transfers_on_bulk(port, header, payload);
      break;
    case REDIR_INTERRUPT_PACKET:
      transfers_on_interrupt(port, header, payload);
      break;
    default:  // interface and endpoint info: the descriptors say the same
      break;
  }
  pthread_mutex_unlock(&state_lock);
}

static void set_linked(struct port *port, bool is_linked) {
  pthread_mutex_lock(&state_lock);
  port->is_linked = is_linked;
  pthread_cond_broadcast(&state_changed);
  pthread_mutex_unlock(&state_lock);
}

static void *serve_port(void *argument) {
  struct port *port = argument;
  for (;;) {
    if (redir_connect(&port->link, port->socket_path)) {
      set_linked(port, true);
      struct redir_header header;
      uint8_t *payload;
      while (redir_receive(&port->link, &header, &payload)) {
        dispatch(port, &header, payload);
        free(payload);
      }
      set_linked(port, false);
      enumerate_departure(port);
      close(port->link.socket);
    }
    usleep(LINK_RETRY_US);
  }
  return NULL;
}

static void add_port(const char *socket_path) {
  struct port *port = &ports[port_count];
  port->index = port_count++;
  snprintf(port->socket_path, sizeof port->socket_path, "%s", socket_path);
  pthread_mutex_init(&port->link.write_lock, NULL);
  pthread_t thread;
  if (pthread_create(&thread, NULL, serve_port, port) == 0) pthread_detach(thread);
}

// A kernel knows its devices long before a browser asks; so the first question waits until this bus
// does too. The emulator announces a device before it answers anything, so one answer per port is
// enough to know.
static void settle(struct port *port, const struct timespec *deadline) {
  while (!port->is_linked) {
    if (!wait_for_change(deadline)) return;
  }
  call_and_wait(port, REDIR_GET_CONFIGURATION, (struct redir_body){0}, NULL);
  while (port->state == PORT_ENUMERATING) {
    if (!wait_for_change(deadline)) return;
  }
}

static void start_once(void) {
  const char *sockets = getenv("REEF_USB_SOCKETS");
  const char *scratch = getenv("REEF_USB_FOLDER");
  if (!sockets || !scratch || !is_browser_process()) return;
  char path[256];
  snprintf(path, sizeof path, "%s/sys", scratch);
  mkdir(path, 0755);
  snprintf(path, sizeof path, "%s/dev", scratch);
  mkdir(path, 0755);
  snprintf(folder, sizeof folder, "%s", scratch);
  char *list = strdup(sockets), *rest = NULL;
  for (char *one = strtok_r(list, ":", &rest); one; one = strtok_r(NULL, ":", &rest)) {
    if (port_count < MAX_PORTS) add_port(one);
  }
  free(list);
  struct timespec deadline = deadline_after_ms(SETTLE_MS);
  pthread_mutex_lock(&state_lock);
  for (int index = 0; index < port_count; index++) settle(&ports[index], &deadline);
  pthread_mutex_unlock(&state_lock);
}

void ports_start(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, start_once);
}

// A test runner that is killed must not leave its browser behind.
__attribute__((constructor)) static void die_with_parent(void) {
  const char *parent = getenv("REEF_USB_PARENT");
  if (parent && getppid() == atoi(parent)) prctl(PR_SET_PDEATHSIG, SIGKILL);
}
