#pragma once

#include <boost/test/unit_test.hpp>
#include <set>

#include "core/base/file.h"
#include "tests/engine/test_runs.h"
#include "tests/slurm/cluster.h"

namespace moonstain {

inline boost::test_tools::assertion_result can_run_slurm(
    boost::unit_test::test_unit_id) {
  boost::test_tools::assertion_result result(SlurmCluster::possible());
  result.message() << "Slurm's daemons must be started by root";
  return result;
}

/// Runs on a cluster.
struct SlurmRuns : TestRuns {
  SlurmRuns() {
    settings.use_slurm = true;
    settings.cores = 0;
    settings.jail.writes = WriteJail::none;  // traces lie outside of stages
  }

  fs::path slurm_folder() const { return settings.workspace / "slurm"; }

  /// `count` texts, each leaving a trace of its own as it begins, joined.
  void add_slow(int count, int sleep_ms) {
    std::vector<NodeIndex> notes;
    for (int i = 0; i < count; ++i) {
      notes.push_back(test.add("write", {{"text", concat(i)},
                                         {"trace", trace(i).native()},
                                         {"sleep_ms", sleep_ms}}));
    }
    test.output("all", test.add("join", {}, {{"notes", notes}}));
    slow_ = count;
  }
  fs::path trace(int i) const { return folder / concat("trace", i); }
  std::string traced(int i) const {
    return path_exists(trace(i)) ? read_file(trace(i)) : "";
  }
  /// How many of them have begun.
  int begun() const {
    int count = 0;
    for (int i = 0; i < slow_; ++i) count += path_exists(trace(i)) ? 1 : 0;
    return count;
  }

  /// "name index state" of every job Slurm knows, with the run and array for
  /// the name: "0001-001 0 COMPLETED".
  static std::set<std::string> jobs() {
    std::set<std::string> jobs;
    std::string text =
        SlurmCluster::said({"squeue", "--noheader", "--array", "--states=all",
                            "--format=%j|%K|%T"});
    while (!text.empty()) {
      std::string line = text.substr(0, text.find('\n'));
      text.erase(0, line.size() + 1);
      line.erase(0, std::string("moonstain-0123456789ab-").size());
      for (char& c : line) c = c == '|' ? ' ' : c;
      jobs.insert(line);
    }
    return jobs;
  }

 private:
  int slow_ = 0;
};

}  // namespace moonstain
