#include "core/engine/jail/mount_attributes.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace moonstain {
namespace {

struct MountAttributes {
  std::uint64_t set = 0;
  std::uint64_t clear = 0;
  std::uint64_t propagation = 0;
  std::uint64_t namespace_file = 0;
};
constexpr long kMountSetattr = 442;
constexpr unsigned kRecursive = 0x8000;

}  // namespace

bool set_mount_attributes(const char* path, bool below, std::uint64_t set,
                          std::uint64_t clear) {
  MountAttributes attributes;
  attributes.set = set;
  attributes.clear = clear;
  return ::syscall(kMountSetattr, AT_FDCWD, path, below ? kRecursive : 0U,
                   &attributes, sizeof attributes) == 0;
}

}  // namespace moonstain
