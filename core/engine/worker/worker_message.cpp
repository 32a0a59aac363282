#include "core/engine/worker/worker_message.h"

#include <cstdint>
#include <string>
#include <utility>

#include "core/base/text.h"
#include "core/engine/worker/task_message.h"

namespace moonstain {

namespace {

constexpr std::size_t kMostProgressBytes = 200;

Json write(const TaskProgress& progress) {
  return {{"progress", {progress.done, progress.total, progress.what}}};
}

TaskProgress read_progress(const Json& message) {
  const Json& progress = message.at("progress");
  return {progress.at(0).get<std::uint64_t>(),
          progress.at(1).get<std::uint64_t>(),
          printable(progress.at(2).get<std::string>(), kMostProgressBytes)};
}

Json write(const TaskEnd& end) {
  Json message = Json::object();
  message["result"] = result_message(end.result);
  if (end.leaves) message["leaves"] = true;
  return message;
}

TaskEnd read_end(const Json& message) {
  return {read_result_message(member(message, "result", "worker")),
          message.contains("leaves")};
}

}  // namespace

Json jail_message(const JailPlan& jail) {
  return {{"folder", jail.folder.native()},
          {"writes", static_cast<int>(jail.writes)},
          {"landlock_abi", jail.landlock_abi},
          {"starts_programs", jail.starts_programs},
          {"devices", jail.devices}};
}

JailPlan read_jail_message(const Json& message) {
  JailPlan jail;
  jail.folder = message.at("folder").get<std::string>();
  jail.writes = static_cast<WriteJail>(message.at("writes").get<int>());
  jail.landlock_abi = message.at("landlock_abi").get<int>();
  jail.starts_programs = message.at("starts_programs").get<bool>();
  jail.devices = message.at("devices").get<std::vector<std::string>>();
  return jail;
}

Json worker_message(const WorkerMessage& message) {
  return std::visit([](const auto& what) { return write(what); }, message);
}

WorkerMessage read_worker_message(const Json& message) {
  if (message.contains("progress")) return read_progress(message);
  return read_end(message);
}

}  // namespace moonstain
