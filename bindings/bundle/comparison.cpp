#include "bindings/bundle/comparison.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/base/error.h"
#include "core/base/text.h"

namespace moonstain {

namespace {

constexpr std::size_t kMostPlaces = 5;
constexpr std::size_t kMostShownBytes = 60;
constexpr int kMostLevels = 100;
constexpr Tolerance kOfClasses{1e-3, 1e-9};

std::string shown(const Json& value) {
  if (value.is_structured()) {
    return concat(value.is_array() ? "a list of " : "an object of ",
                  value.size());
  }
  return printable_in_line(value.dump(), kMostShownBytes);
}

class Comparer {
 public:
  explicit Comparer(const Tolerance& tolerance) : tolerance_(tolerance) {}

  void compare(const Json& expected, const Json& found,
               const std::string& place) {
    const Level level(level_);
    check(level_ <= kMostLevels, "results: their JSON has more than ",
          kMostLevels, " levels");
    if (expected.is_object() && found.is_object()) {
      objects(expected, found, place);
    } else if (expected.is_array() && found.is_array()) {
      lists(expected, found, place);
    } else if (expected.is_number() && found.is_number()) {
      numbers(expected, found, place);
    } else if (expected != found) {
      differ(concat(shown(expected), " was expected, here ", shown(found)),
             place, out_.other);
    }
  }

  JsonComparison take() { return std::move(out_); }

 private:
  struct Level {
    explicit Level(int& of) : at(of) { ++at; }
    ~Level() { --at; }
    int& at;
  };

  void objects(const Json& expected, const Json& found,
               const std::string& place) {
    const auto below = [&](const std::string& name) {
      return place.empty() ? name : concat(place, ".", name);
    };
    for (const auto& [name, value] : expected.items()) {
      if (found.contains(name)) {
        compare(value, found.at(name), below(name));
      } else {
        differ("expected, and not here", below(name), out_.other);
      }
    }
    for (const auto& [name, value] : found.items()) {
      if (!expected.contains(name)) {
        differ("here, and not expected", below(name), out_.other);
      }
    }
  }

  void lists(const Json& expected, const Json& found,
             const std::string& place) {
    if (expected.size() != found.size()) {
      differ(concat(shown(expected), " was expected, here ", found.size()),
             place, out_.other);
      return;
    }
    for (std::size_t i = 0; i < expected.size(); ++i) {
      compare(expected[i], found[i], concat(place, "[", i + 1, "]"));
    }
  }

  void numbers(const Json& expected, const Json& found,
               const std::string& place) {
    ++out_.numbers;
    if (expected == found) return;
    ++out_.moved;
    const double a = expected.get<double>();
    const double b = found.get<double>();
    const double by = std::fabs(a - b);
    out_.largest = std::max(out_.largest, by);
    const bool counted =
        expected.is_number_integer() && found.is_number_integer();
    if (!counted && is_within(a, b, tolerance_)) return;
    differ(concat(shown(expected), " was expected, here ", shown(found)), place,
           counted ? out_.other : out_.beyond);
  }

  void differ(const std::string& words, const std::string& place,
              std::size_t& count) {
    ++count;
    if (out_.places.size() < kMostPlaces) {
      out_.places.push_back(concat(printable_in_line(place, 200), ": ", words));
    }
  }

  const Tolerance& tolerance_;
  int level_ = 0;
  JsonComparison out_;
};

/// How the floating point of what an output is made from comes about.
struct Kinds {
  bool libm = false;
  bool torch = false;    ///< on the CPU
  bool network = false;  ///< wherever they run
  bool bfloat16 = false;
};

Kinds kinds_of(const Graph& graph, const Catalog& catalog, NodeIndex output) {
  Kinds kinds;
  std::set<NodeIndex> seen = {output};
  std::vector<NodeIndex> open = {output};
  while (!open.empty()) {
    const Node& node = graph.nodes[open.back()];
    open.pop_back();
    if (node.is_source()) continue;
    const Numeric numeric = numeric_of(catalog.step(node.step), node.options);
    kinds.libm |= numeric == Numeric::libm;
    kinds.torch |= numeric == Numeric::torch;
    kinds.network |= numeric == Numeric::network;
    kinds.bfloat16 |= numeric == Numeric::bfloat16;
    for (const NodeIndex from : inputs_of(node)) {
      if (seen.insert(from).second) open.push_back(from);
    }
  }
  return kinds;
}

// Why equal work need not give equal bytes: "libm: glibc 2.36, fma in the
// bundle, libm: glibc 2.41, fma here". Empty: it must.
std::string other_class(const Lock& lock, const NumericClass& numbers,
                        const Kinds& kinds, std::string_view what) {
  const auto words = [&](const std::string& there, const std::string& here) {
    return concat(there, " in ", what, ", ", here, " here");
  };
  if (kinds.bfloat16 && lock.bfloat16 != numbers.bfloat16) {
    return words(lock.bfloat16, numbers.bfloat16);
  }
  if (kinds.network && lock.of_networks() != numbers.of_networks()) {
    return words(lock.of_networks(), numbers.of_networks());
  }
  if (kinds.network && !numbers.cuda.empty()) {
    return concat(numbers.cuda, ", which promises no bytes");
  }
  if (kinds.torch && lock.torch != numbers.torch) {
    return words(lock.torch, numbers.torch);
  }
  if (kinds.libm && lock.libm != numbers.libm) {
    return words(lock.libm, numbers.libm);
  }
  return "";
}

std::string moved_words(const JsonComparison& compared) {
  return concat(compared.moved, " of ", compared.numbers, " numbers moved, by ",
                compared.largest, " at most");
}

std::string name_of(const Graph& graph, const std::string& output,
                    std::size_t place) {
  const std::vector<NodeIndex>& nodes = graph.outputs.at(output);
  if (nodes.size() == 1) return output;
  const SharedText& section = graph.nodes[nodes[place]].section;
  return section.empty() ? concat(output, "[", place + 1, "]")
                         : concat(output, "/", section);
}

}  // namespace

bool is_within(double a, double b, const Tolerance& tolerance) {
  return std::fabs(a - b) <=
         tolerance.absolute +
             tolerance.relative * std::max(std::fabs(a), std::fabs(b));
}

JsonComparison compare_json(const Json& expected, const Json& found,
                            const Tolerance& tolerance) {
  Comparer comparer(tolerance);
  comparer.compare(expected, found, "");
  return comparer.take();
}

std::vector<OutputComparison> compare_outputs(
    const Bundle& bundle, const Graph& graph, const Catalog& catalog,
    const NumericClass& numbers,
    const std::map<std::string, std::vector<Digest>>& objects,
    const std::map<std::string, Json>& json, std::string_view what) {
  check(!bundle.lock.expected.empty(),
        "the bundle expects no results: it was packed where there were none; "
        "run its recipe, then `moonstain bundle` packs them");
  std::vector<OutputComparison> out;
  for (const auto& [output, expected] : bundle.lock.expected) {
    const auto here = objects.find(output);
    check(here != objects.end() && here->second.size() == expected.size(), what,
          " expects ", expected.size(),
          expected.size() == 1 ? " result" : " results", " of output ", output,
          ", the recipe has ", here == objects.end() ? 0 : here->second.size());
    const auto file = bundle.files.find(concat("expected/", output, ".json"));
    for (std::size_t i = 0; i < expected.size(); ++i) {
      OutputComparison one;
      one.name = name_of(graph, output, i);
      if (here->second[i] != expected[i]) {
        const Kinds kinds =
            kinds_of(graph, catalog, graph.outputs.at(output)[i]);
        const std::string classes =
            other_class(bundle.lock, numbers, kinds, what);
        const auto found = json.find(output);
        const bool open = file != bundle.files.end() && found != json.end();
        one.likeness = classes.empty() ? Likeness::other : Likeness::untold;
        one.note = classes.empty() ? "other bytes" : classes;
        if (open) {
          const JsonComparison compared =
              compare_json(parse_json(file->second, file->first), found->second,
                           classes.empty()                ? Tolerance{}
                           : kinds.bfloat16               ? kBfloat16Tolerance
                           : kinds.torch || kinds.network ? kTorchTolerance
                                                          : kOfClasses);
          if (!classes.empty()) {
            one.likeness =
                compared.within() ? Likeness::within : Likeness::other;
          }
          one.note = concat(moved_words(compared), "; ", one.note);
          one.places = compared.places;
        } else {
          one.note += concat("; of it ", what, " has the digest alone");
        }
      }
      out.push_back(std::move(one));
    }
  }
  return out;
}

}  // namespace moonstain
