/* Preloaded into Slurm's programs, which a test keeps to this machine. In a
 * sandbox, a user namespace of one user without a network, only loopback has
 * an address, and there are no groups to drop. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <netdb.h>
#include <stddef.h>
#include <string.h>
#include <sys/types.h>

int gethostname(char* name, size_t size) {
  if (size < sizeof "localhost") {
    errno = ENAMETOOLONG;
    return -1;
  }
  strcpy(name, "localhost");
  return 0;
}

/* Without AI_ADDRCONFIG, which wants another address than loopback's. */
int getaddrinfo(const char* node, const char* service,
                const struct addrinfo* hints, struct addrinfo** found) {
  int (*next)(const char*, const char*, const struct addrinfo*,
              struct addrinfo**);
  *(void**)&next = dlsym(RTLD_NEXT, "getaddrinfo");
  struct addrinfo ours;
  memset(&ours, 0, sizeof ours);
  if (hints) ours = *hints;
  ours.ai_flags &= ~AI_ADDRCONFIG;
  return next(node, service, &ours, found);
}

int setgroups(size_t count, const gid_t* groups) {
  (void)count;
  (void)groups;
  return 0;
}

int initgroups(const char* user, gid_t group) {
  (void)user;
  (void)group;
  return 0;
}
