#include "core/engine/worker/task_message.h"

#include <string_view>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"

namespace moonstain {

namespace {

/// Goes through a list from its first member to its last.
class ListReader {
 public:
  /// @param what  the list, for errors
  ListReader(const Json& list, std::string_view what)
      : list_(list), what_(what) {
    check(list.is_array(), what, " is no list");
  }

  bool more() const { return next_ < list_.size(); }
  const Json& json() {
    check(more(), what_, " has ", list_.size(), " members; more are expected");
    return list_[next_++];
  }
  const std::string& text() {
    const Json& member = json();
    expect(member.is_string(), "a text");
    return member.get_ref<const std::string&>();
  }
  std::uint64_t count() {
    const Json& member = json();
    expect(member.is_number_unsigned(), "a count");
    return member.get<std::uint64_t>();
  }
  double number() {
    const Json& member = json();
    expect(member.is_number(), "a number");
    return member.get<double>();
  }
  bool flag() {
    const Json& member = json();
    expect(member.is_boolean(), "true or false");
    return member.get<bool>();
  }
  void end() const {
    check(!more(), what_, " has ", list_.size(), " members; ", next_,
          " are expected");
  }

 private:
  void expect(bool is, std::string_view kind) const {
    check(is, what_, ": member ", next_, " is not ", kind);
  }

  const Json& list_;
  std::string_view what_;
  std::size_t next_ = 0;
};

}  // namespace

Json task_message(const Task& task) {
  Json unhashed = Json::array();
  for (const fs::path& object : task.check) unhashed.push_back(object.native());
  Json inputs = Json::array();
  for (const auto& [name, items] : task.inputs) {
    Json list = {name};
    for (const Inputs::Item& item : items) {
      list.push_back(item.path.native());
      list.push_back(item.name);
      list.push_back(item.section);
    }
    inputs.push_back(std::move(list));
  }
  Json message = Json::array();
  message.push_back(task.node);
  message.push_back(task.step);
  message.push_back(task.options.text());
  message.push_back(task.name);
  message.push_back(task.memory_limit_bytes);
  message.push_back(task.starts_programs);
  message.push_back(std::move(unhashed));
  message.push_back(std::move(inputs));
  return message;
}

Task read_task_message(const Json& message) {
  ListReader members(message, "a task");
  Task task;
  task.node = static_cast<std::uint32_t>(members.count());
  task.step = members.text();
  task.options = OptionsText::from_canonical(members.text());
  task.name = members.text();
  task.memory_limit_bytes = members.count();
  task.starts_programs = members.flag();
  ListReader unhashed(members.json(), "a task's list of objects to hash");
  while (unhashed.more()) task.check.emplace_back(unhashed.text());
  ListReader inputs(members.json(), "a task's list of inputs");
  while (inputs.more()) {
    ListReader input(inputs.json(), "a task's input");
    std::vector<Inputs::Item>& items = task.inputs[input.text()];
    while (input.more()) {
      Inputs::Item& item = items.emplace_back();
      item.path = input.text();
      item.name = input.text();
      item.section = input.text();
    }
  }
  members.end();
  return task;
}

Json result_message(const TaskResult& result) {
  Json damaged = Json::array();
  for (const Digest& object : result.damaged) damaged.push_back(object.hex());
  Json files = Json::array();
  for (const auto& [path, entry] : result.files) {
    files.push_back(path);
    files.push_back(entry.size_bytes);
    files.push_back(entry.sha256.hex());
  }
  Json message = Json::array();
  message.push_back(result.error);
  message.push_back(std::move(damaged));
  message.push_back(std::move(files));
  message.push_back(result.program);
  message.push_back(result.seconds);
  message.push_back(result.cpu_s);
  message.push_back(result.peak_bytes);
  message.push_back(result.unpacked_bytes);
  return message;
}

TaskResult read_result_message(const Json& message) {
  ListReader members(message, "a result");
  TaskResult result;
  result.error = members.text();
  ListReader damaged(members.json(), "a result's list of damaged objects");
  while (damaged.more()) {
    result.damaged.push_back(Digest::from_hex(damaged.text()));
  }
  ListReader files(members.json(), "a result's list of files");
  while (files.more()) {
    FileEntry& entry = result.files[files.text()];
    entry.size_bytes = files.count();
    entry.sha256 = Digest::from_hex(files.text());
  }
  result.program = printable(members.text());
  result.seconds = members.number();
  result.cpu_s = members.number();
  result.peak_bytes = members.count();
  result.unpacked_bytes = members.count();
  members.end();
  const int kinds = (result.error.empty() ? 0 : 1) +
                    (result.damaged.empty() ? 0 : 1) +
                    (result.files.empty() ? 0 : 1);
  check(kinds > 0, "a result without files");
  check(kinds == 1,
        "a result with more than one of an error, damaged objects and files");
  return result;
}

}  // namespace moonstain
