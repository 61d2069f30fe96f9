// The stand-in for the kernel's usbfs: device files that answer open(), ioctl() and close() as
// /dev/bus/usb does.
#pragma once
#include <stdbool.h>

// True when the path is one of the device nodes that the shim invented.
bool usbfs_owns_path(const char *path);

// True when the descriptor was opened by usbfs_open.
bool usbfs_owns(int descriptor);

// Like open(), ioctl() and the part of close() before the descriptor goes: -1 and errno on failure.
int usbfs_open(const char *path);
int usbfs_ioctl(int descriptor, unsigned long request, void *argument);
void usbfs_closing(int descriptor);
