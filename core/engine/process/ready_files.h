#pragma once

#include <cstdint>
#include <vector>

namespace moonstain {

/// Files to wait on, of which only those that can be read are named: with a
/// hundred workers, asking each whether it has said something would be most of
/// what an engine does (epoll(7)).
class ReadyFiles {
 public:
  /// @throws Error when the system has no more files to open
  ReadyFiles();
  ~ReadyFiles();
  ReadyFiles(const ReadyFiles&) = delete;
  ReadyFiles& operator=(const ReadyFiles&) = delete;

  /// @param tag  what `ready` is to name it by
  void add(int file, std::uint64_t tag);
  /// A file that is closed needs no `remove`.
  void remove(int file);

  /// Readable while one of the files is.
  int file() const { return file_; }

  /// Tags of files that can be read, or whose other end is closed, sorted. Of
  /// very many some, each in its turn.
  std::vector<std::uint64_t> ready() const;

 private:
  int file_;
};

}  // namespace moonstain
