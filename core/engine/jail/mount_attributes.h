#pragma once

#include <cstdint>

namespace moonstain {

/// What may be done in a mount, as mount_setattr(2) has it.
namespace mount_attribute {
inline constexpr std::uint64_t kReadOnly = 1;
inline constexpr std::uint64_t kNoSetUser = 2;
inline constexpr std::uint64_t kNoDevices = 4;
}  // namespace mount_attribute

/// Sets and clears attributes of a mount, and with `below` of all below it. The
/// call is Linux 5.12's; older C libraries have no function of it.
///
/// @return false with errno
bool set_mount_attributes(const char* path, bool below, std::uint64_t set,
                          std::uint64_t clear);

}  // namespace moonstain
