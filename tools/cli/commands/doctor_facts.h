#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/engine/plan/numeric_class.h"

namespace moonstain {

/// What `moonstain doctor` has found on this machine, and what it means. Only
/// doctor.cpp looks; all that is said of them is made here, so that a test can
/// say it of machines that are not at hand.
struct MachineFacts {
  std::string kernel;  ///< "Linux 6.1.0"
  NumericClass native;
  std::string portable_error;  ///< why --numeric portable is not to be had
  std::string cuda;            ///< the class of networks on its GPUs; or empty
  std::string cuda_error;      ///< why --device cuda is not to be had
  unsigned cores = 1;
  std::uint64_t memory_bytes = 0;       ///< of machine or control group
  std::uint64_t task_memory_bytes = 0;  ///< what all tasks together may have

  bool call_filter = false;  ///< seccomp
  bool own_mounts = false;   ///< user namespaces
  int landlock = 0;          ///< version of its interface; 0: none

  std::string workspace;
  bool workspace_there = false;
  bool workspace_writable = false;
  std::string network_file_system;  ///< "nfs"; empty: this machine's own
  std::uint64_t free_bytes = 0;

  std::string home;          ///< own recipes and manifests; empty: not found
  std::string worker_error;  ///< why no worker is to be had
  std::string slurm_error;   ///< why jobs of a cluster are not to be had

  struct Folder {
    std::string path;
    bool there = false;
  };
  std::vector<Folder> data;  ///< where a run looks beside what ships
};

/// One thing that the project promises, and whether it holds here.
struct Guarantee {
  bool holds = false;
  std::string what;  ///< a sentence
  std::string why;   ///< by what, or what is lacking
};
std::vector<Guarantee> guarantees(const MachineFacts& facts);

/// What no run can do without, a sentence each.
std::vector<std::string> missing_parts(const MachineFacts& facts);

/// For people: facts, guarantees, and what is missing.
std::string doctor_text(const MachineFacts& facts);
/// {"facts": {...}, "guarantees": [{"holds", "what", "why"}], "missing": [...],
/// "version"}
Json doctor_json(const MachineFacts& facts);

}  // namespace moonstain
