#include "core/base/file_system.h"

#include <sys/vfs.h>

#include <array>
#include <cstdint>
#include <utility>

namespace moonstain {

namespace {

// statfs(2), linux/magic.h, and the sources of those that are not in either.
constexpr std::array<std::pair<std::uint32_t, std::string_view>, 21> kNetwork =
    {{
        {0x6969, "nfs"},        {0x517b, "smb"},        {0xfe534d42, "smb2"},
        {0xff534d42, "cifs"},   {0x65735546, "fuse"},   {0x0bd00bd0, "lustre"},
        {0x47504653, "gpfs"},   {0x19830326, "beegfs"}, {0x01021997, "9p"},
        {0x00c36400, "ceph"},   {0x5346414f, "afs"},    {0x6b414653, "afs"},
        {0x73757245, "coda"},   {0x7461636f, "ocfs2"},  {0x01161970, "gfs2"},
        {0x20030528, "pvfs2"},  {0xaad7aaea, "panfs"},  {0x564c, "ncp"},
        {0x786f4256, "vboxsf"}, {0xbacbacbc, "vmhgfs"}, {0x7c7c6673, "prlfs"},
    }};

constexpr long kAsk = -1;
long forced_type = kAsk;

}  // namespace

std::string_view network_file_system(long type) {
  for (const auto& [number, name] : kNetwork) {
    if (number == static_cast<std::uint32_t>(type)) return name;
  }
  return "";
}

bool on_network(const std::filesystem::path& folder) {
  if (forced_type != kAsk) return !network_file_system(forced_type).empty();
  struct statfs info;
  if (::statfs(folder.empty() ? "." : folder.c_str(), &info) != 0) return false;
  return !network_file_system(static_cast<long>(info.f_type)).empty();
}

ScopedFileSystem::ScopedFileSystem(long type)
    : before_(std::exchange(forced_type, type)) {}

ScopedFileSystem::~ScopedFileSystem() { forced_type = before_; }

}  // namespace moonstain
