// Transfers that the browser has submitted (URBs) and the open device files that they belong to.
// Unless a comment says otherwise, the caller of every function holds state_lock.
#pragma once
#include "ports.h"

// A control URB's buffer begins with the setup packet.
#define SETUP_BYTES 8

struct transfer {
  struct transfer *next;
  uint64_t id;  // of its packet
  struct open_file *file;
  struct usbdevfs_urb *urb;
  int length;  // of the URB's buffer; the URB itself may be gone when its file is closed
  bool is_control;
  bool is_in;
  bool is_interrupt_in;
};

// One open() of a device node.
struct open_file {
  struct open_file *next;
  int descriptor;
  struct port *port;
  unsigned generation;
  struct transfer *done;
  struct transfer **done_end;
};

// True while the device that was opened is still there.
bool file_is_live(const struct open_file *file);

// submit.c: starts a transfer: 0, or an errno. Gives state_lock back while the packet is on its way
// out.
int transfer_submit(struct open_file *file, struct usbdevfs_urb *urb);

// A transfer that is not under way yet; NULL when Linux would not give the memory.
struct transfer *transfer_new(struct open_file *file, struct usbdevfs_urb *urb);

// Puts a transfer at the end of what waits for the emulator.
void transfer_await(struct port *port, struct transfer *transfer);

// Completes a transfer with an interrupt word that came before it. False when there is none.
bool transfer_take_word(struct port *port, struct transfer *transfer);

// Cancels a transfer: 0, or an errno. It is completed once the emulator has confirmed.
int transfer_discard(struct open_file *file, const struct usbdevfs_urb *urb);

// Takes the next completed transfer, NULL when there is none.
struct usbdevfs_urb *transfer_reap(struct open_file *file);

// Forgets all transfers of a file that is being closed, and cancels what is under way.
void transfers_drop(struct open_file *file);

// After a bus reset nobody reads interrupt endpoints any more, and what was read before does not
// count.
void transfers_reset_interrupts(struct port *port);

// The device has left: what is pending fails, and every open file becomes ready to hear so.
void transfers_abort(struct port *port);

void transfers_on_control(struct port *port, const struct redir_header *header,
                          const uint8_t *payload);
void transfers_on_bulk(struct port *port, const struct redir_header *header,
                       const uint8_t *payload);
void transfers_on_interrupt(struct port *port, const struct redir_header *header,
                            const uint8_t *payload);

// 0 on success, or the errno that the kernel has for a failed transfer.
int errno_of(enum redir_status status);

// usbfs.c: makes the file's descriptor ready ("something can be reaped") or not.
void file_set_ready(const struct open_file *file, bool is_ready);
