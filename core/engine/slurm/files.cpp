#include "core/engine/slurm/files.h"

#include <sys/random.h>

#include <algorithm>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/number_text.h"
#include "core/engine/worker/channel.h"
#include "core/engine/worker/task_message.h"

namespace moonstain::slurm {

namespace {

// MessagePack keeps any bytes in a path; JSON text would not.
std::string packed(const Json& value) {
  const std::vector<std::uint8_t> bytes = Json::to_msgpack(value);
  return std::string(bytes.begin(), bytes.end());
}

// A file written by another machine, perhaps of another build.
template <typename Body>
auto unpacked_file(const fs::path& path, Body body) {
  const std::optional<Json> value = unpacked(read_file(path));
  check(value.has_value(), path.native(),
        ": is cut or damaged; expected what Moonstain wrote there");
  std::string reason;
  try {
    return body(*value);
  } catch (const Error& e) {
    reason = e.what();
  } catch (const Json::exception& e) {
    reason = e.what();
  }
  fail(path.native(),
       ": is not what this version of Moonstain writes: ", reason);
}

// Paths are relative to the engine's folder, which a job does not have.
Task with_whole_paths(Task task) {
  for (auto& [name, items] : task.inputs) {
    for (Inputs::Item& item : items) item.path = fs::absolute(item.path);
  }
  for (fs::path& object : task.check) object = fs::absolute(object);
  return task;
}

}  // namespace

fs::path Folder::batch(unsigned job) const {
  return root / "batch" / concat(job);
}
fs::path Folder::out(unsigned job) const { return root / "out" / concat(job); }
fs::path Folder::broken(unsigned job) const {
  return root / "broken" / concat(job);
}
fs::path Folder::result(unsigned task) const {
  return results() / concat(task);
}

void make_array_folders(const Folder& folder) {
  for (const char* name :
       {"batch", "out", "stage", "log", "result", "broken"}) {
    make_folders(folder.root / name);
  }
}

void write_batch(const Folder& folder, unsigned job, const Batch& batch) {
  Json tasks = Json::array();
  for (const auto& [number, task] : batch.tasks) {
    tasks.push_back({number, task_message(with_whole_paths(task))});
  }
  write_file(
      folder.batch(job),
      packed({{"numbers",
               {batch.numbers.choice, batch.numbers.libm, batch.numbers.torch,
                batch.numbers.bfloat16}},
              {"limits",
               {batch.task_limit_s, batch.stall_limit_s, batch.budget_s}},
              {"jail",
               {batch.jail.require,
                batch.jail.writes ? static_cast<int>(*batch.jail.writes) : -1}},
              {"tasks", std::move(tasks)}}));
}

Batch read_batch(const Folder& folder, unsigned job) {
  return unpacked_file(folder.batch(job), [](const Json& json) {
    Batch batch;
    const Json& numbers = json.at("numbers");
    batch.numbers = {.choice = numbers.at(0).get<std::string>(),
                     .libm = numbers.at(1).get<std::string>(),
                     .torch = numbers.at(2).get<std::string>(),
                     .bfloat16 = numbers.at(3).get<std::string>()};
    const Json& limits = json.at("limits");
    batch.task_limit_s = limits.at(0).get<double>();
    batch.stall_limit_s = limits.at(1).get<double>();
    batch.budget_s = limits.at(2).get<double>();
    const Json& jail = json.at("jail");
    batch.jail.require = jail.at(0).get<bool>();
    if (const int writes = jail.at(1).get<int>(); writes >= 0) {
      batch.jail.writes = static_cast<WriteJail>(writes);
    }
    for (const Json& task : json.at("tasks")) {
      batch.tasks.emplace_back(task.at(0).get<unsigned>(),
                               read_task_message(task.at(1)));
    }
    return batch;
  });
}

void write_record(const Folder& folder, const Record& record) {
  Json jobs = Json::array();
  for (const auto& tasks : record.jobs) {
    Json job = Json::array();
    for (const auto& [number, key] : tasks) job.push_back({number, key.hex()});
    jobs.push_back(std::move(job));
  }
  replace_file(folder.record(), packed({{"job_name", record.job_name},
                                        {"memory_mb", record.memory_mb},
                                        {"time_min", record.time_min},
                                        {"jobs", std::move(jobs)}}));
}

Record read_record(const Folder& folder) {
  return unpacked_file(folder.record(), [](const Json& json) {
    Record record;
    record.job_name = json.at("job_name").get<std::string>();
    record.memory_mb = json.at("memory_mb").get<std::uint64_t>();
    record.time_min = json.at("time_min").get<unsigned>();
    for (const Json& job : json.at("jobs")) {
      auto& tasks = record.jobs.emplace_back();
      for (const Json& task : job) {
        tasks.emplace_back(
            task.at(0).get<unsigned>(),
            Digest::from_hex(task.at(1).get_ref<const std::string&>()));
      }
    }
    return record;
  });
}

void write_result(const Folder& folder, unsigned task, const Result& result) {
  const Json json = {{"task", result_message(result.task)},
                     {"host", result.task.host},
                     {"out_of_memory", result.out_of_memory},
                     {"stage", result.stage},
                     {"log", result.log},
                     {"job", result.job}};
  const fs::path fresh =
      folder.results() / concat(".", task, "-", unique_name());
  write_file(fresh, packed(json));
  rename_path(fresh, folder.result(task));
}

Result read_result(const Folder& folder, unsigned task) {
  return unpacked_file(folder.result(task), [](const Json& json) {
    Result result;
    result.task = read_result_message(json.at("task"));
    result.task.host = json.at("host").get<std::string>();
    result.out_of_memory = json.at("out_of_memory").get<bool>();
    result.stage = json.at("stage").get<std::string>();
    result.log = json.at("log").get<std::string>();
    result.job = json.at("job").get<std::string>();
    return result;
  });
}

std::vector<unsigned> list_results(const Folder& folder) {
  std::vector<unsigned> numbers;
  for (const std::string& name : list_folder(folder.results())) {
    if (const auto number = whole_number<unsigned>(name)) {
      numbers.push_back(*number);
    }
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

std::string unique_name() {
  std::uint8_t bytes[8];
  check(::getrandom(bytes, sizeof bytes, 0) == sizeof bytes,
        "the system gives no random bytes");
  std::string name;
  for (const std::uint8_t byte : bytes) {
    name += "0123456789abcdef"[byte >> 4];
    name += "0123456789abcdef"[byte & 15];
  }
  return name;
}

}  // namespace moonstain::slurm
