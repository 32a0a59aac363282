#include "core/engine/slurm/array.h"

#include <algorithm>

#include "core/base/error.h"

namespace moonstain::slurm {

namespace {

constexpr std::uint64_t kProgramMb = 512;
constexpr double kUnknownSeconds = 10;
constexpr std::size_t kMostTasks = 1000;  // a batch stays a small file

std::uint64_t rounded_up(std::uint64_t megabytes) {
  std::uint64_t power = 1;
  while (2 * power <= megabytes) power *= 2;
  const std::uint64_t grain = std::max<std::uint64_t>(1, power / 4);
  return (megabytes + grain - 1) / grain * grain;
}

// In single quotes for the shell.
std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

}  // namespace

Request request_of(const Needs& needs, double expected_s,
                   const Settings& settings, unsigned memory_factor,
                   unsigned time_factor) {
  Request request;
  const std::uint64_t megabytes =
      (needs.memory_bytes + (std::uint64_t{1} << 20) - 1) >> 20;
  request.memory_mb = rounded_up(megabytes + kProgramMb) * memory_factor;
  request.time_min = settings.time_min;
  if (request.time_min == 0) {
    request.time_min = 60;
    while (60.0 * request.time_min < 2 * kJobSeconds + 4 * expected_s) {
      request.time_min *= 2;
    }
  }
  request.time_min *= time_factor;
  request.threads = std::max(1U, needs.threads);
  request.gpus = needs.gpus;
  return request;
}

std::vector<std::vector<std::size_t>> jobs_of(
    const std::vector<double>& expected_s) {
  std::vector<std::vector<std::size_t>> jobs;
  double filled_s = 0;
  for (std::size_t i = 0; i < expected_s.size(); ++i) {
    const double seconds = expected_s[i] < 0 ? kUnknownSeconds : expected_s[i];
    if (jobs.empty() || filled_s + seconds > kJobSeconds ||
        jobs.back().size() >= kMostTasks) {
      jobs.emplace_back();
      filled_s = 0;
    }
    jobs.back().push_back(i);
    filled_s += seconds;
  }
  return jobs;
}

double budget_s(const Request& request) {
  return std::min(2 * kJobSeconds, 30.0 * request.time_min);
}

std::vector<std::string> sbatch_command(const std::string& job_name,
                                        unsigned jobs, const Request& request,
                                        const Settings& settings) {
  // A repeated option's last value counts for sbatch: the user's come last.
  std::vector<std::string> words = {"sbatch",
                                    "--parsable",
                                    concat("--job-name=", job_name),
                                    "--output=out/%a",
                                    "--open-mode=append",
                                    "--requeue",
                                    "--nodes=1",
                                    "--ntasks=1",
                                    concat("--cpus-per-task=", request.threads),
                                    concat("--mem=", request.memory_mb, "M"),
                                    concat("--time=", request.time_min)};
  words.push_back(concat("--array=0-", jobs - 1));
  if (request.gpus > 0) words.push_back(concat("--gres=gpu:", request.gpus));
  if (!settings.partition.empty()) {
    words.push_back(concat("--partition=", settings.partition));
  }
  if (!settings.account.empty()) {
    words.push_back(concat("--account=", settings.account));
  }
  for (const std::string& option : settings.options) words.push_back(option);
  words.push_back("script");
  return words;
}

std::string job_script(const std::filesystem::path& worker,
                       const std::filesystem::path& folder) {
  return concat("#!/bin/sh\nexec ", quoted(worker.native()), " --batch ",
                quoted(folder.native()), " \"${SLURM_ARRAY_TASK_ID}\"\n");
}

}  // namespace moonstain::slurm
