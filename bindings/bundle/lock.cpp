#include "bindings/bundle/lock.h"

#include <climits>

#include "core/base/error.h"
#include "core/base/text.h"

namespace moonstain {

namespace {

constexpr std::size_t kMostNameBytes = 1000;

Json files_json(const std::vector<LockedFile>& files) {
  Json list = Json::array();
  for (const LockedFile& file : files) {
    list.push_back({{"path", file.path},
                    {"size", file.size_bytes},
                    {"sha256", file.sha256.hex()}});
  }
  return list;
}

Json digests_json(const std::map<std::string, std::vector<Digest>>& digests) {
  Json json = Json::object();
  for (const auto& [name, list] : digests) {
    json[name] = Json::array();
    for (const Digest& digest : list) json[name].push_back(digest.hex());
  }
  return json;
}

std::string plain(std::string text, std::string_view where) {
  check(text.size() <= kMostNameBytes && printable_in_line(text) == text, where,
        ": '", printable_in_line(text, 100), "' is no plain text of a line");
  return text;
}

Digest digest(const std::string& hex, std::string_view where) {
  return with_context(where, [&] { return Digest::from_hex(hex); });
}

std::string plain_member(const Json& json, std::string_view name,
                         std::string_view where) {
  return plain(text_member(json, name, where), where);
}

// Member by member of an object.
template <typename Each>
void each_of(const Json& json, std::string_view name, std::string_view where,
             const Each& each) {
  const Json& object = member(json, name, where);
  check(object.is_object(), where, ": member '", name, "' must be an object");
  for (const auto& [key, value] : object.items()) {
    each(plain(key, where), value);
  }
}

std::vector<LockedFile> parse_files(const Json& list, std::string_view where) {
  check(list.is_array(), where, ": files must be a list");
  std::vector<LockedFile> files;
  for (const Json& one : list) {
    const std::int64_t size = integer_member(one, "size", where);
    check(size >= 0, where, ": a file of ", size, " bytes");
    files.push_back({plain_member(one, "path", where),
                     static_cast<std::uint64_t>(size),
                     digest(text_member(one, "sha256", where), where)});
  }
  return files;
}

std::map<std::string, std::vector<Digest>> parse_digests(
    const Json& json, std::string_view name, std::string_view where) {
  std::map<std::string, std::vector<Digest>> out;
  each_of(json, name, where, [&](const std::string& output, const Json& list) {
    check(list.is_array() && !list.empty(), where, ": output ", output,
          " must have a list of digests");
    for (const Json& one : list) {
      check(one.is_string(), where, ": output ", output,
            " must have a list of digests");
      out[output].push_back(digest(one.get<std::string>(), where));
    }
  });
  return out;
}

}  // namespace

Json lock_json(const Lock& lock) {
  Json data = Json::object();
  for (const auto& [manifest, files] : lock.data) {
    data[manifest] = files_json(files);
  }
  Json programs = Json::array();
  for (const LockedProgram& program : lock.programs) {
    programs.push_back({{"name", program.name},
                        {"interpreter", program.interpreter},
                        {"files", files_json(program.files)}});
  }
  Json numeric = {
      {"choice", lock.numeric}, {"libm", lock.libm}, {"torch", lock.torch}};
  if (!lock.bfloat16.empty()) numeric["bfloat16"] = lock.bfloat16;
  if (!lock.cuda.empty()) numeric["cuda"] = lock.cuda;
  Json json = {{"moonstain", lock.moonstain},
               {"recipe", lock.recipe},
               {"settings", lock.settings},
               {"numeric", std::move(numeric)},
               {"steps", lock.steps},
               {"data", data},
               {"files", files_json(lock.files)},
               {"programs", programs},
               {"nodes", lock.nodes},
               {"outputs", digests_json(lock.outputs)},
               {"expected", digests_json(lock.expected)}};
  if (lock.weights) json["weights"] = files_json({*lock.weights});
  return json;
}

Lock parse_lock(const Json& json, std::string_view where) {
  Lock lock;
  lock.moonstain = plain_member(json, "moonstain", where);
  lock.recipe = plain_member(json, "recipe", where);
  each_of(
      json, "settings", where, [&](const std::string& name, const Json& value) {
        check(value.is_string(), where, ": setting ", name, " must be a text");
        lock.settings[name] = value.get<std::string>();
      });
  const Json& numeric = member(json, "numeric", where);
  lock.numeric = plain_member(numeric, "choice", where);
  lock.libm = plain_member(numeric, "libm", where);
  lock.torch = plain_member(numeric, "torch", where);
  if (numeric.contains("bfloat16")) {
    lock.bfloat16 = plain_member(numeric, "bfloat16", where);
  }
  if (numeric.contains("cuda")) {
    lock.cuda = plain_member(numeric, "cuda", where);
  }
  each_of(json, "steps", where, [&](const std::string& name, const Json& step) {
    check(step.is_number_integer() && step >= 1 && step <= INT_MAX, where,
          ": step ", name, " must have a version, 1 or more");
    lock.steps[name] = step.get<int>();
  });
  each_of(json, "data", where,
          [&](const std::string& manifest, const Json& files) {
            lock.data[manifest] = parse_files(files, where);
          });
  lock.files = parse_files(member(json, "files", where), where);
  if (json.contains("weights")) {
    const auto weights = parse_files(json["weights"], where);
    check(weights.size() == 1, where, ": weights must be one file");
    lock.weights = weights.front();
  }
  for (const Json& one : list_member(json, "programs", where)) {
    lock.programs.push_back({plain_member(one, "name", where),
                             plain_member(one, "interpreter", where),
                             parse_files(member(one, "files", where), where)});
  }
  lock.nodes = integer_member(json, "nodes", where);
  lock.outputs = parse_digests(json, "outputs", where);
  lock.expected = parse_digests(json, "expected", where);
  for (const auto& [output, objects] : lock.expected) {
    const auto ids = lock.outputs.find(output);
    check(ids != lock.outputs.end() && ids->second.size() == objects.size(),
          where, ": what is expected of ", output, " is no output's");
  }
  return lock;
}

}  // namespace moonstain
