#include "core/eval/gate/made.h"

#include <algorithm>
#include <set>

#include "core/base/digest.h"
#include "core/base/error.h"

namespace moonstain::gate {

namespace {

constexpr std::size_t kMostValues = 4;
constexpr std::size_t kMostLetters = 100;
constexpr std::size_t kDigits = 12;

std::string short_digest(std::string_view text) {
  return sha256(text).hex().substr(0, kDigits);
}

// One value as it is, several as a list, many or long ones by their digest.
Json option_values(const std::set<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += text + "\n";
  if (texts.size() > kMostValues || all.size() > kMostLetters) {
    return concat(texts.size(), texts.size() == 1 ? " value " : " values ",
                  short_digest(all));
  }
  if (texts.size() == 1) return parse_json(*texts.begin(), "option");
  Json list = Json::array();
  for (const std::string& text : texts) {
    list.push_back(parse_json(text, "option"));
  }
  return list;
}

std::string file_name(const SourceFile& source) {
  return source.manifest.empty() ? source.name
                                 : concat(source.manifest, "/", source.name);
}

// The members of two maps by name; `say` is told of each that differs.
template <typename Value, typename Say>
void each_difference(const std::map<std::string, Value>& was,
                     const std::map<std::string, Value>& is, const Say& say) {
  std::set<std::string> names;
  for (const auto& [name, value] : was) names.insert(name);
  for (const auto& [name, value] : is) names.insert(name);
  for (const std::string& name : names) {
    const auto before = was.find(name);
    const auto after = is.find(name);
    say(name, before == was.end() ? nullptr : &before->second,
        after == is.end() ? nullptr : &after->second);
  }
}

std::string json_text(const Json* value) {
  return value == nullptr ? "not there" : canonical_json(*value);
}

void add_options(const std::string& of, const std::map<std::string, Json>& was,
                 const std::map<std::string, Json>& is,
                 std::vector<std::string>& out) {
  each_difference(
      was, is, [&](const std::string& name, const Json* old, const Json* now) {
        const std::string before = json_text(old);
        const std::string after = json_text(now);
        if (before == after) return;
        out.push_back(concat(of, name, " = ", after, ", was ", before));
      });
}

void add_steps(const Made& was, const Made& is, std::vector<std::string>& out) {
  each_difference(
      was.steps, is.steps,
      [&](const std::string& name, const MadeStep* old, const MadeStep* now) {
        if (old == nullptr || now == nullptr) {
          out.push_back(concat("step ", name,
                               old == nullptr ? " is new" : " is not there"));
          return;
        }
        if (old->version != now->version) {
          out.push_back(
              concat(name, " version ", now->version, ", was ", old->version));
        }
        add_options(concat(name, " option "), old->options, now->options, out);
      });
}

void add_files(const Made& was, const Made& is, std::vector<std::string>& out) {
  const auto digits = [](const std::string* sha256) {
    return sha256 == nullptr ? "not there" : sha256->substr(0, kDigits);
  };
  each_difference(was.files, is.files,
                  [&](const std::string& name, const std::string* old,
                      const std::string* now) {
                    if (old != nullptr && now != nullptr && *old == *now)
                      return;
                    out.push_back(concat("file ", name, " ", digits(now),
                                         ", was ", digits(old)));
                  });
}

}  // namespace

Made made_of(const Graph& graph, const Catalog& catalog,
             const NumericClass& numbers, std::string_view moonstain,
             const std::string& plan) {
  Made made;
  made.moonstain = moonstain;
  made.plan = plan;
  for (const ParamValue& param : graph.params) {
    made.params[param.name] = param.value;
  }
  for (const SwitchValue& choice : graph.switches) {
    made.switches[choice.name] = choice.value;
  }
  std::map<std::string, std::map<std::string, std::set<std::string>>> values;
  std::map<std::string, std::set<std::string>> digests;
  Numeric last = Numeric::exact;  // of torch, network and bfloat16
  bool on_gpu = false;
  for (const Node& node : graph.nodes) {
    if (node.is_source()) {
      digests[file_name(*node.source)].insert(node.source->sha256.hex());
      continue;
    }
    const std::string step = node.step.str();
    made.steps[step].version = node.version;
    const Json options = node.options.json();
    for (const auto& [name, value] : options.items()) {
      values[step][name].insert(canonical_json(value));
    }
    const Numeric numeric = numeric_of(catalog.step(step), node.options);
    if (numeric == Numeric::libm) {
      made.libm = class_of(numbers, numeric);
    } else if (runs_on_gpu(numbers, numeric)) {
      on_gpu = true;
    } else {
      last = std::max(last, numeric);
    }
  }
  if (last != Numeric::exact) made.torch = class_of(numbers, last);
  if (on_gpu) {
    made.torch += concat(made.torch.empty() ? "" : "; ", numbers.cuda);
  }
  for (const auto& [step, options] : values) {
    for (const auto& [name, texts] : options) {
      made.steps[step].options[name] = option_values(texts);
    }
  }
  // A name that stands for several files of one recipe: all of them.
  for (const auto& [name, several] : digests) {
    made.files[name] = listed(several);
  }
  return made;
}

std::vector<std::string> made_differences(const Made& was, const Made& is) {
  std::vector<std::string> out;
  if (was.moonstain != is.moonstain) {
    out.push_back(concat("moonstain ", is.moonstain, ", was ", was.moonstain));
  }
  add_options("param ", was.params, is.params, out);
  add_options("switch ", was.switches, is.switches, out);
  const auto add_class = [&](const char* of, const std::string& before,
                             const std::string& after) {
    if (before == after) return;
    out.push_back(
        concat("numeric class", of, " '", after, "', was '", before, "'"));
  };
  add_class("", was.libm, is.libm);
  add_class(" of networks", was.torch, is.torch);
  add_steps(was, is, out);
  add_files(was, is, out);
  return out;
}

bool same_class(const Made& was, const Made& is) {
  return was.libm == is.libm && was.torch == is.torch;
}

bool repeats(const Made& made) {
  // As cuda_classes (core/learn/network/cuda.h) begins each.
  return made.torch.find("torch cuda: ") == made.torch.npos;
}

std::string class_words(const Made& made) {
  if (made.libm.empty() && made.torch.empty()) return "exact arithmetic";
  return concat(made.libm, made.libm.empty() || made.torch.empty() ? "" : "; ",
                made.torch);
}

}  // namespace moonstain::gate
