// The libc calls that are answered for device files and passed on for everything else. In processes
// other than the browser no device file ever exists, so there everything is passed on.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>

#include "usbfs.h"

typedef int (*open_function)(const char *, int, ...);
typedef int (*close_function)(int);
typedef int (*ioctl_function)(int, unsigned long, ...);

// The next definition of a libc function after ours, looked up once.
#define NEXT(type, name)                                  \
  ({                                                      \
    static _Atomic(type) next;                            \
    if (!next) next = (type)dlsym(RTLD_NEXT, name);       \
    (type) next;                                          \
  })

static int open_with(open_function next, const char *path, int flags, int mode) {
  if (!(flags & O_CREAT) && usbfs_owns_path(path)) return usbfs_open(path);
  return next(path, flags, mode);
}

static int close_with(close_function next, int descriptor) {
  if (usbfs_owns(descriptor)) usbfs_closing(descriptor);
  return next(descriptor);
}

int open(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  int mode = va_arg(rest, int);
  va_end(rest);
  return open_with(NEXT(open_function, "open"), path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  int mode = va_arg(rest, int);
  va_end(rest);
  return open_with(NEXT(open_function, "open64"), path, flags, mode);
}

int close(int descriptor) { return close_with(NEXT(close_function, "close"), descriptor); }

// Chromium defines close() itself, to guard its descriptors, and calls this one in the end.
int __close(int descriptor) { return close_with(NEXT(close_function, "__close"), descriptor); }

int ioctl(int descriptor, unsigned long request, ...) {
  va_list rest;
  va_start(rest, request);
  void *argument = va_arg(rest, void *);
  va_end(rest);
  if (usbfs_owns(descriptor)) return usbfs_ioctl(descriptor, request, argument);
  return NEXT(ioctl_function, "ioctl")(descriptor, request, argument);
}
