/* A disk that takes a tenth of a second for each sync. Loaded with LD_PRELOAD; what is on disk by then is appended, a
 * path a line, to $SLOWSYNC_LOG. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int fsync(int fd) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  usleep(100000);
  int result = real(fd);
  int out = open(getenv("SLOWSYNC_LOG"), O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (length <= 0 || out < 0) abort();
  path[length++] = '\n';
  if (write(out, path, length) != length) abort();
  close(out);
  return result;
}
