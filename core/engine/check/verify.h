#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace moonstain {

/// How far `verify` is.
struct VerifyProgress {
  std::uint64_t objects = 0, total_objects = 0;
  std::uint64_t bytes = 0, total_bytes = 0;
};

struct VerifySettings {
  std::filesystem::path workspace = ".moonstain";
  /// Whose links are looked at; empty: none.
  std::filesystem::path results;
  bool repair = true;    ///< false: only report
  bool quick = false;    ///< names and sizes alone; no result is opened
  unsigned threads = 0;  ///< that hash; 0: CPUs of this process
  /// Asked some ten times a second, on the calling thread; false ends the
  /// hashing. May be empty.
  std::function<bool(const VerifyProgress&)> go_on;
};

/// What `verify` found.
struct VerifyReport {
  std::uint64_t objects = 0;  ///< looked at
  std::uint64_t bytes = 0;    ///< hashed; of `quick` what the files hold
  /// Objects in the store that no result is known for: `gc` removes them.
  std::uint64_t unknown_objects = 0;
  bool interrupted = false;
  /// What is wrong, where, and what to do: "object 9f2c...: file x/c/0 has
  /// changed: its sha256 is 41d7..., was 0be2...; made by patches her2st/B4,
  /// task 7 of run 0012; moved to .moonstain/damaged, the next run that needs
  /// it makes it again".
  std::vector<std::string> problems;
  /// What was put right on the way: a ledger made again.
  std::vector<std::string> notes;
};

/// Hashes every object of the store, each byte once, and reads the ledger, the
/// records of the runs and the links to results. An object that is not what its
/// name says is moved to `.moonstain/damaged/`; its result stays known, so that
/// a run that makes it again can tell whether it has the same bytes. A plan
/// that is damaged is moved there too, since a run writes it only where it is
/// missing. Other records cannot be made again: it is said what is lost.
///
/// What is in the store but no object is moved to `damaged/` too. Links are
/// looked at that lead into this workspace's store, or would if they had moved
/// with it; those into another one are that one's.
///
/// A workspace that this process cannot write into is looked at as it is, and
/// nothing is put right.
///
/// Takes the workspace's lock where it can write. May be ended at any time:
/// nothing is changed before all was looked at, or `go_on` has said that it is
/// enough.
///
/// @throws Error at once, saying for whom, when a run holds the workspace
VerifyReport verify(const VerifySettings& settings);
/// The same without links to results and without a word on how far it is.
VerifyReport verify(const std::filesystem::path& workspace, bool repair = true);

}  // namespace moonstain
