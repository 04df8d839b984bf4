/* Gives a program a wall clock that steps, and a slow disk, as the file PERTURBED says while it runs: two 64-bit
   numbers, ms that the clock is ahead, and ms that each call to the disk with PERTURBED_DISK takes longer. */
#include "../wall-clock.h"
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) ((typeof(&name))real(#name))

static volatile int64_t none[2];
static volatile int64_t *set = none;
static const char *disk = "";
static dev_t device;

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

__attribute__((constructor)) static void begin(void) {
  const char *file = getenv("PERTURBED");
  const char *path = getenv("PERTURBED_DISK");
  if (!file) return;
  int fd = REAL(open)(file, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  void *map = mmap(NULL, sizeof none, PROT_READ, MAP_SHARED, fd, 0);
  close(fd);
  struct stat found;
  if (path && !stat(path, &found)) {
    disk = path;
    device = found.st_dev;
  }
  if (map != MAP_FAILED) set = map;
}

static int64_t ahead_ms(void) { return set[0]; }

static void wait_for_disk(void) {
  struct timespec wait = {set[1] / 1000, set[1] % 1000 * 1000000};
  nanosleep(&wait, NULL);
}

static void wait_for_path(const char *path) {
  if (set[1] && *disk && !strncmp(path, disk, strlen(disk))) wait_for_disk();
}

static void wait_for_file(int fd) {
  struct stat found;
  if (set[1] && *disk && !fstat(fd, &found) && S_ISREG(found.st_mode) && found.st_dev == device) {
    wait_for_disk();
  }
}

#define OPEN(name)                                      \
  int name(const char *path, int flags, ...) {          \
    va_list more;                                       \
    va_start(more, flags);                              \
    mode_t mode = flags & O_CREAT ? va_arg(more, mode_t) : 0; \
    va_end(more);                                       \
    wait_for_path(path);                                \
    return REAL(name)(path, flags, mode);               \
  }
OPEN(open)
OPEN(open64)

#define OF_PATH(name, rest, ...)                        \
  int name(const char *path rest) {                     \
    wait_for_path(path);                                \
    return REAL(name)(path, ##__VA_ARGS__);             \
  }
#define AND(...) , __VA_ARGS__
OF_PATH(unlink, )
OF_PATH(mkdir, AND(mode_t mode), mode)
OF_PATH(rename, AND(const char *to), to)

#define OF_FILE(type, name, parameters, ...)            \
  type name parameters {                                \
    wait_for_file(fd);                                  \
    return REAL(name)(__VA_ARGS__);                     \
  }
OF_FILE(int, fsync, (int fd), fd)
OF_FILE(int, fdatasync, (int fd), fd)
OF_FILE(ssize_t, read, (int fd, void *to, size_t bytes), fd, to, bytes)
OF_FILE(ssize_t, pread64, (int fd, void *to, size_t bytes, off64_t at), fd, to, bytes, at)
OF_FILE(ssize_t, write, (int fd, const void *from, size_t bytes), fd, from, bytes)
OF_FILE(ssize_t, writev, (int fd, const struct iovec *from, int count), fd, from, count)
OF_FILE(ssize_t, pwrite64, (int fd, const void *from, size_t bytes, off64_t at), fd, from, bytes, at)
OF_FILE(ssize_t, pwritev64, (int fd, const struct iovec *from, int count, off64_t at), fd, from, count, at)
