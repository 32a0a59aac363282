#pragma once

#include <optional>
#include <vector>

#include "core/engine/program/sandbox.h"

namespace moonstain {

/// An open file that goes with the object.
class OpenFile {
 public:
  /// @throws Error when there is none
  explicit OpenFile(int file);
  ~OpenFile();
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  int number() const { return file_; }

 private:
  int file_;
};

/// Where real root started this, a sandbox's program runs as nobody: what it
/// may write becomes nobody's.
/// @throws Error when nobody could not read what it is to read
void give_to_program(const std::vector<ProgramWorld::Mount>& mounts);

/// What a sandbox is started with (sandbox.h), made for one order.
class SandboxStart {
 public:
  explicit SandboxStart(const SandboxOrder& order);

  /// For the fork that becomes the sandbox, as its files 3, 4, ...
  std::vector<int> files() const;
  /// Executes this worker's program as a sandbox. @return when it cannot be
  static int become_sandbox();

  SandboxStatus status() const;
  /// From which comes what tells of the program's sockets.
  int sockets() const { return own_sockets_->number(); }
  /// Of a program that stays: where its orders go (warm_message.h).
  int orders() const { return own_orders_->number(); }
  /// Once the sandbox has its ends: it is heard that they close.
  void close_sandbox_ends();

 private:
  OpenFile order_;
  OpenFile filter_;
  OpenFile status_;
  std::optional<OpenFile> own_sockets_, sandbox_sockets_;
  std::optional<OpenFile> own_orders_, sandbox_orders_;
};

}  // namespace moonstain
