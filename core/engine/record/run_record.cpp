#include "core/engine/record/run_record.h"

#include <algorithm>
#include <charconv>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/json.h"
#include "core/engine/process/machine.h"
#include "core/engine/process/usage.h"
#include "core/engine/record/plan_record.h"
#include "core/engine/store/workspace.h"

namespace moonstain {

namespace {

constexpr std::size_t kLongestVariant = 100;
constexpr std::uint64_t kMostRecordBytes = std::uint64_t{1} << 24;
constexpr std::uint64_t kMostEventBytes = std::uint64_t{1} << 30;
// Of a run's number: it and the next one are numbers, too.
constexpr std::size_t kMostDigits = 18;

Workspace at(const fs::path& workspace) { return Workspace{workspace}; }

std::uint64_t run_number(const std::string& name) {
  std::uint64_t number = 0;
  std::from_chars(name.data(), name.data() + name.size(), number);
  return number;
}

bool is_run_name(const std::string& name) {
  return name.size() <= kMostDigits && name == zero_padded(run_number(name), 4);
}

std::map<std::string, std::vector<std::string>> outputs_of(
    const Json& json, const std::string& where) {
  std::map<std::string, std::vector<std::string>> outputs;
  const auto expect = [&](bool right) {
    check(right, where,
          ": member 'outputs' must have a list of texts for each output");
  };
  expect(json.is_object());
  for (const auto& [output, list] : json.items()) {
    expect(list.is_array());
    for (const Json& object : list) {
      expect(object.is_string());
      outputs[output].push_back(object.get<std::string>());
    }
  }
  return outputs;
}

}  // namespace

std::vector<std::string> run_names(const fs::path& workspace) {
  std::vector<std::string> names;
  if (!is_folder(at(workspace).runs())) return names;
  for (std::string& name : list_folder(at(workspace).runs())) {
    if (is_run_name(name)) names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end(), [](const auto& a, const auto& b) {
    return run_number(a) < run_number(b);
  });
  return names;
}

RunRecord read_run(const fs::path& workspace, const std::string& run) {
  const std::vector<std::string> names = run_names(workspace);
  check(!names.empty(), "no run in ", workspace.native(), " yet");
  const auto has_record = [&](const std::string& name) {
    return path_exists(at(workspace).runs() / name / "run.json");
  };
  std::string name = run;
  if (run == "latest") {
    const auto last = std::find_if(names.rbegin(), names.rend(), has_record);
    name = last == names.rend() ? names.back() : *last;
  }
  check(std::find(names.begin(), names.end(), name) != names.end(), "no run '",
        name, "' in ", workspace.native(), "; the latest is ", names.back());
  check(has_record(name), "run ", name, " in ", workspace.native(),
        " has no record: it was ended before it began");
  const fs::path path = at(workspace).runs() / name / "run.json";
  const std::string where = path.native();
  const Json json = parse_json(read_file(path, kMostRecordBytes), where);
  RunRecord record;
  record.run = name;
  record.recipe = text_member(json, "recipe", where);
  record.variant = text_member(json, "variant", where);
  record.command = text_member(json, "command", where);
  record.state = text_member(json, "state", where);
  record.began = text_member(json, "began", where);
  record.seconds = number_member(json, "seconds", where);
  record.host = text_member(json, "host", where);
  record.process = integer_member(json, "process", where);
  // Records that are older than these do not say them.
  if (json.contains("origin")) {
    record.origin = text_member(json, "origin", where);
  }
  if (json.contains("process_start")) {
    record.process_start = static_cast<std::uint64_t>(
        integer_member(json, "process_start", where));
  }
  if (json.contains("results")) {
    record.results = text_member(json, "results", where);
  }
  record.numbers = parse_numbers(member(json, "numeric", where), where);
  if (json.contains("jail")) record.jail = text_member(json, "jail", where);
  record.plan = with_context(concat(where, ": member 'plan'"), [&] {
    return Digest::from_hex(text_member(json, "plan", where));
  });
  record.counts = parse_event({{"event", "ended"},
                               {"at_s", 0.0},
                               {"counts", member(json, "counts", where)}})
                      .counts;
  record.outputs = outputs_of(member(json, "outputs", where), where);
  return record;
}

void write_run(const fs::path& workspace, const RunRecord& record) {
  Event counts;
  counts.counts = record.counts;
  Json json = {
      {"recipe", record.recipe},
      {"variant", record.variant},
      {"command", record.command},
      {"state", record.state},
      {"began", record.began},
      {"seconds", record.seconds},
      {"host", record.host},
      {"process", record.process},
      {"process_start", record.process_start},
      {"results", record.results},
      {"numeric", numbers_json(record.numbers)},
      {"plan", record.plan.hex()},
      {"counts", Json::parse(event_line(counts)).at("counts")},
      {"outputs", record.outputs},
  };
  if (!record.jail.empty()) json["jail"] = record.jail;
  if (!record.origin.empty()) json["origin"] = record.origin;
  replace_file(at(workspace).runs() / record.run / "run.json",
               pretty_json(json));
}

std::string make_run(const fs::path& workspace) {
  const std::vector<std::string> names = run_names(workspace);
  const std::uint64_t last = names.empty() ? 0 : run_number(names.back());
  const std::string name = zero_padded(last + 1, 4);
  check(is_run_name(name), "run ", last, " in ", workspace.native(),
        " leaves no number for another; remove its folder, or give it another "
        "name");
  make_folders(at(workspace).runs() / name / "logs");
  return name;
}

std::optional<RunRecord> whole_run(const fs::path& workspace,
                                   const std::string& run) {
  try {
    return read_run(workspace, run);
  } catch (const Error&) {
    return std::nullopt;
  }
}

bool was_killed(const RunRecord& record) {
  if (record.state != "running") return false;
  if (record.host != host_name()) return false;
  return has_ended(record.process, record.process_start);
}

EventsRead read_events(const fs::path& workspace, const std::string& run,
                       std::uint64_t offset) {
  EventsRead result;
  result.offset = offset;
  const fs::path path = at(workspace).runs() / run / "events.jsonl";
  if (!path_exists(path)) return result;
  FileReader reader(path);
  if (reader.size_bytes() <= offset) return result;
  check(reader.size_bytes() - offset <= kMostEventBytes, path.native(), ": ",
        reader.size_bytes(), " bytes are more than events take; remove it");
  std::string text(reader.size_bytes() - offset, '\0');
  reader.read_at(text.data(), text.size(), offset);
  std::size_t start = 0;
  std::size_t line = 0;
  for (std::size_t end; (end = text.find('\n', start)) != std::string::npos;
       start = end + 1) {
    ++line;
    try {
      result.events.push_back(parse_event(parse_json(
          std::string_view(text).substr(start, end - start), "event")));
    } catch (const Error& e) {
      fail(path.native(), offset == 0 ? ", line " : ", line after those read ",
           line, ": ", e.what());
    }
  }
  result.offset = offset + start;
  return result;
}

std::map<NodeIndex, fs::path> run_logs(const fs::path& workspace,
                                       const std::string& run) {
  std::map<NodeIndex, fs::path> logs;
  const fs::path folder = at(workspace).runs() / run / "logs";
  if (!is_folder(folder)) return logs;
  for (const std::string& name : list_folder(folder)) {
    NodeIndex node = 0;
    const auto [end, error] =
        std::from_chars(name.data(), name.data() + name.size(), node);
    if (error == std::errc() && end != name.data() + name.size() &&
        *end == '-') {
      logs[node] = folder / name;
    }
  }
  return logs;
}

std::optional<RunRecord> last_run(const fs::path& workspace,
                                  const std::string& recipe,
                                  const std::string& variant,
                                  const std::string& before) {
  std::optional<RunRecord> last;
  std::vector<std::string> names = run_names(workspace);
  std::reverse(names.begin(), names.end());
  for (const std::string& name : names) {
    if (!before.empty() && run_number(name) >= run_number(before)) continue;
    std::optional<RunRecord> record = whole_run(workspace, name);
    if (!record || record->recipe != recipe) continue;
    if (record->variant == variant) return record;
    if (!last) last = std::move(record);
  }
  return last;
}

std::string variant_name(const Graph& graph, const NumericClass& numbers) {
  std::map<std::string, Json> settings;
  for (const ParamValue& param : graph.params) {
    if (param.value != param.default_value) settings[param.name] = param.value;
  }
  for (const SwitchValue& turned : graph.switches) {
    if (turned.value == turned.published) continue;
    settings[turned.name] =
        turned.value == turned.audited ? Json("audited") : turned.value;
  }
  if (numbers.choice != "native") settings["numeric"] = numbers.choice;
  if (!numbers.cuda.empty()) settings["device"] = "cuda";
  std::string name;
  for (const auto& [setting, value] : settings) {
    name += concat(name.empty() ? "" : ",", setting, "=", json_words(value));
  }
  if (name.empty()) return "default";
  const std::string safe = safe_name(name, ".=,+-_");
  // A name that was changed could be another one's too.
  if (safe == name && safe.size() <= kLongestVariant) return safe;
  return concat(safe.substr(0, kLongestVariant - 9), "-",
                sha256(name).hex().substr(0, 8));
}

}  // namespace moonstain
