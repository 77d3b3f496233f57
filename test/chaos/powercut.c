/* Remembers how much of each append-only file of Redis was on disk when the last fsync returned, so that a test can
 * cut the file back to it: what a power cut leaves. Loaded with LD_PRELOAD; writes "length path" lines to $POWERCUT_LOG. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int sync_and_note(const char *name, int fd) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  struct stat before;
  int known = fstat(fd, &before) == 0; /* what is appended while it runs is not promised */
  int result = real(fd);
  if (result != 0 || !known) return result;

  char link[64], path[4096], line[4200];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  const char *log = getenv("POWERCUT_LOG");
  if (length <= 0 || !log) return result;
  path[length] = 0;
  if (!strstr(path, ".aof")) return result;
  int out = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
  int size = snprintf(line, sizeof line, "%lld %s\n", (long long)before.st_size, path);
  if (out >= 0 && write(out, line, size) != size) abort();
  close(out);
  return result;
}

int fsync(int fd) { return sync_and_note("fsync", fd); }
int fdatasync(int fd) { return sync_and_note("fdatasync", fd); }
