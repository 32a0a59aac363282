#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <string>

#include "core/base/error.h"
#include "core/base/folder.h"

namespace moonstain {

/// Changes a file as a bad disk does: in place, without a trace in its size or
/// times, whatever its permissions.
template <typename Body>
void damage(const fs::path& path, Body body) {
  struct stat info;
  check(::stat(path.c_str(), &info) == 0, path.native(), ": is not there");
  ::chmod(path.c_str(), 0644);
  const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  check(file >= 0, path.native(), ": cannot be opened");
  body(file, static_cast<std::uint64_t>(info.st_size));
  const timespec times[2] = {info.st_atim, info.st_mtim};
  ::futimens(file, times);
  ::close(file);
  ::chmod(path.c_str(), info.st_mode & 07777);
}

/// Turns the lowest bit of one byte.
inline void flip(const fs::path& path, std::uint64_t at) {
  damage(path, [at](int file, std::uint64_t) {
    char byte = 0;
    check(::pread(file, &byte, 1, static_cast<off_t>(at)) == 1, "no byte");
    byte = static_cast<char>(byte ^ 1);
    check(::pwrite(file, &byte, 1, static_cast<off_t>(at)) == 1, "no byte");
  });
}

inline void cut(const fs::path& path, std::uint64_t bytes) {
  damage(path, [bytes](int file, std::uint64_t) {
    check(::ftruncate(file, static_cast<off_t>(bytes)) == 0, "cannot cut");
  });
}

/// Bytes that look random and are always the same.
inline void scribble(const fs::path& path, std::uint64_t at,
                     std::uint64_t bytes) {
  damage(path, [at, bytes](int file, std::uint64_t) {
    std::string noise;
    std::uint64_t state = 88172645463325252ULL + at;
    for (std::uint64_t i = 0; i < bytes; ++i) {
      state ^= state << 13;
      state ^= state >> 7;
      state ^= state << 17;
      noise.push_back(static_cast<char>(state));
    }
    check(::pwrite(file, noise.data(), noise.size(), static_cast<off_t>(at)) ==
              static_cast<ssize_t>(noise.size()),
          "cannot write");
  });
}

/// Lets a folder of the store be changed, and what is in it.
inline void unlock(const fs::path& folder) {
  ::chmod(folder.c_str(), 0755);
  for (const std::string& name : list_folder(folder)) {
    if (is_folder(folder / name)) unlock(folder / name);
  }
}

}  // namespace moonstain
