#include "core/engine/program/program_decl.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include "core/base/error.h"
#include "core/engine/process/host_program.h"
#include "core/engine/program/arguments.h"
#include "core/engine/program/declaration_reader.h"
#include "core/engine/program/limits.h"
#include "core/engine/step/kind_words.h"

namespace moonstain {

namespace {

/// A declaration being read; every error names the program.
class Declaration : DeclarationReader {
 public:
  Declaration(const Json& json, const Catalog& catalog)
      : DeclarationReader(json, program_name(json)), catalog_(catalog) {
    decl_.name = name_;
  }

  StepDecl read(const ProgramDigest& digest_of, bool confined) {
    check_members(json_, "it", declaration_members().at(""));
    expect(catalog_.find(name_) == nullptr,
           "there is a step of this name already; choose another");
    const double version = number("version");
    expect(version >= 1 && version <= 1e6 && version == std::floor(version),
           "its version is ", version, "; expected a whole number from 1 on");
    decl_.version = static_cast<int>(version);
    decl_.sentence = text(json_, "sentence", "it");
    decl_.runs_as = program_kind(catalog_).name;
    read_numeric();
    read_makes();
    read_inputs();
    read_options();
    read_interpreter(digest_of, confined);
    read_arguments();
    read_environment();
    read_needs();
    fix(program_option::kMakes, decl_.output, "what it makes");
    fix(program_option::kMany, canonical_json(many_inputs()),
        "inputs that are handed over as numbered lists");
    fix(program_option::kRunner, concat(program_kind(catalog_).version),
        "version of the step that runs programs, and of what they see");
    fix(program_option::kConfinement,
        std::string(confined ? kConfined : kUnconfined),
        "whether its program is shut off from the machine");
    return std::move(decl_);
  }

 private:
  void read_numeric() {
    const std::string word =
        has("numeric") ? text(json_, "numeric", "it") : std::string("libm");
    const std::optional<Numeric> kind = kind_of<Numeric>(word);
    // Somebody else's program gets no GPU, and what it computes in is its own.
    expect(kind.has_value() && *kind != Numeric::network &&
               *kind != Numeric::bfloat16,
           "its numeric kind is '", word,
           "'; expected 'exact', 'libm' or 'torch'");
    decl_.numeric = *kind;
  }

  void read_makes() {
    const OptionDecl* makes =
        program_kind(catalog_).find_option(program_option::kMakes);
    check(makes != nullptr, "the catalog's step for programs has no 'makes'");
    decl_.output = text(json_, "makes", "it");
    expect(std::find(makes->choices.begin(), makes->choices.end(),
                     decl_.output) != makes->choices.end(),
           "it makes '", decl_.output, "'",
           name_hint(decl_.output, makes->choices));
  }

  void read_inputs() {
    std::set<std::string> known = {"File"};
    for (const StepDecl& step : catalog_.steps()) {
      known.insert(step.output);
      for (const InputDecl& input : step.inputs) known.insert(input.type);
    }
    const std::vector<std::string> types(known.begin(), known.end());
    InputDecl program;
    program.name = "program";
    program.type = "File";
    program.sentence = "files of the program, the one that is started first";
    program.many = true;
    decl_.inputs.push_back(std::move(program));
    if (flag(json_, "root", "its")) {
      InputDecl root;
      root.name = "root";
      root.type = "File";
      root.sentence = "archive of all that the program sees as its system";
      decl_.inputs.push_back(std::move(root));
    }
    const Json inputs = named("inputs");
    for (const auto& [name, declared] : inputs.items()) {
      const std::string what = concat("input '", name, "'");
      take_name(name, what);
      expect(declared.is_object(), what, " is ", declared.dump(),
             "; expected { applies = \"TYPE\" } or { learns = \"TYPE\" }");
      check_members(declared, what, declaration_members().at("inputs"));
      const bool learns = declared.contains("learns");
      expect(learns != declared.contains("applies"), what,
             " must say either applies = \"TYPE\" or learns = \"TYPE\"");
      InputDecl input;
      input.name = name;
      input.type = text(declared, learns ? "learns" : "applies", what);
      expect(known.contains(input.type), what, " is of type '", input.type, "'",
             name_hint(input.type, types));
      input.sentence = declared.contains("sentence")
                           ? text(declared, "sentence", what)
                           : std::string("of ") + name_;
      input.role = learns ? Role::learns : Role::applies;
      if (declared.contains("as")) {
        expect(learns, what, " is applied; only one it learns from says as = ");
        input.learned = learned_as(text(declared, "as", what), what);
      }
      input.labels = flag(declared, "labels", what + ":");
      expect(!input.labels || !learns, what,
             " is learned from; only one that is applied says labels = ");
      input.many = flag(declared, "many", what + ":");
      input.optional = flag(declared, "optional", what + ":");
      decl_.inputs.push_back(std::move(input));
    }
    if (has("scores")) {
      decl_.scores = text(json_, "scores", "it");
      expect(decl_.find_input(decl_.scores) != nullptr, "it scores '",
             decl_.scores, "', which is no input of it");
    }
  }

  Json many_inputs() const {
    Json many = Json::array();
    for (const InputDecl& input : decl_.inputs) {
      if (input.many && input.name != "program") many.push_back(input.name);
    }
    return many;
  }

  Learned learned_as(const std::string& word, const std::string& what) const {
    const std::optional<Learned> learned = kind_of<Learned>(word);
    if (learned) return *learned;
    wrong(what, " is learned as '", word, "'; expected ",
          known_words<Learned>());
  }

  void take_name(const std::string& name, const std::string& what) {
    expect(is_step_name(name), what,
           ": expected a name of small letters, digits and _");
    const bool taken = is_fixed_option(name) || name == "program" ||
                       name == "root" || name == "sections" ||
                       name == "manifest" || name == "limits";
    expect(!taken, what, ": this name is taken by what every program has");
    expect(names_.insert(name).second, what,
           ": there is an input of this name too");
  }

  void read_options() {
    const Json given = named("options");
    for (const auto& [name, declared] : given.items()) {
      const std::string what = concat("option '", name, "'");
      take_name(name, what);
      Json full = declared.is_object() && !declared.empty()
                      ? declared
                      : Json{{"default", declared}};
      check_members(full, what, declaration_members().at("options"));
      full["name"] = name;
      if (!full.contains("type")) full["type"] = type_of(full, what);
      if (!full.contains("sentence")) full["sentence"] = "of " + name_;
      options_.push_back(std::move(full));
    }
    // The catalog's own reader knows what an option may be.
    const Json step = {{"name", name_},           {"version", decl_.version},
                       {"sentence", ""},          {"numeric", "exact"},
                       {"inputs", Json::array()}, {"options", options_},
                       {"output", "Files"}};
    decl_.options =
        Catalog::parse({{"steps", {step}}}, "ms.program").steps()[0].options;
  }

  std::string type_of(const Json& option, const std::string& what) const {
    const auto given = option.find("default");
    if (option.contains("choices")) return "choice";
    expect(given != option.end() && !given->is_null(), what,
           " has no default; say type = \"integer\", \"number\", \"text\", "
           "\"flag\", \"texts\" or \"numbers\" where it must be given");
    if (given->is_number_integer()) return "integer";
    if (given->is_number()) return "number";
    if (given->is_string()) return "text";
    if (given->is_boolean()) return "flag";
    expect(given->is_array(), what, ": its default is ", given->dump(),
           "; expected a number, a text, true or false, or a list");
    return !given->empty() && given->front().is_number() ? "numbers" : "texts";
  }

  void read_interpreter(const ProgramDigest& digest_of, bool confined) {
    const bool root = flag(json_, "root", "its");
    expect(confined || !root,
           "it has a root of its own, which cannot be used without "
           "confinement");
    Json interpreter = Json::object();
    if (has("interpreter")) {
      Json given = json_.at("interpreter");
      if (given.is_string()) given = {{"name", given}};
      expect(given.is_object(), "its interpreter is ", given.dump(),
             "; expected { name = \"python3\" }");
      check_members(given, "its interpreter",
                    declaration_members().at("interpreter"));
      const std::string name = text(given, "name", "its interpreter");
      expect(is_bare_program_name(name), "its interpreter is '", name,
             "'; expected the bare name of a program, which is looked for in ",
             kProgramPath);
      interpreter["name"] = name;
      if (given.contains("sha256")) {
        expect(!root,
               "its interpreter lies in the root: the root's digest "
               "covers it, it takes no sha256");
        const std::string hex = text(given, "sha256", "its interpreter");
        expect(hex.size() == 64 && hex.find_first_not_of("0123456789abcdef") ==
                                       std::string::npos,
               "its interpreter has sha256 '", hex,
               "'; expected 64 hexadecimal digits in small letters");
        interpreter["sha256"] = hex;
      } else if (!root) {
        interpreter["sha256"] =
            with_context(concat("ms.program: ", name_), [&] {
              return digest_of(name);
            }).hex();
      }
      if (given.contains("version")) {
        interpreter["version"] = text(given, "version", "its interpreter");
        expect(!interpreter["version"].get<std::string>().empty(),
               "its interpreter's version is empty");
      }
      interpreter["probe"] = Json::array({"--version"});
      if (given.contains("probe")) {
        expect(given["probe"].is_array() && !given["probe"].empty(),
               "its interpreter's probe is ", given["probe"].dump(),
               "; expected the arguments of a call that says its version");
        interpreter["probe"] = texts(given["probe"], "its interpreter's probe");
      }
    }
    fix(program_option::kInterpreter, canonical_json(interpreter),
        "program that runs it");
  }

  void read_arguments() {
    const Json arguments = has("arguments")
                               ? texts(json_.at("arguments"), "its arguments")
                               : Json::array({"{program}"});
    std::vector<std::string> known = {"{program}", "{output}", "{task}",
                                      "{threads}"};
    for (const InputDecl& input : decl_.inputs) {
      if (input.name != "program" && input.name != "root") {
        known.push_back(concat("{inputs.", input.name, "}"));
      }
    }
    for (const OptionDecl& option : decl_.options) {
      known.push_back(concat("{options.", option.name, "}"));
    }
    std::size_t number = 0;
    for (const Json& argument : arguments) {
      const std::string what = concat("argument ", ++number);
      const auto parts = with_context(
          concat("ms.program: ", name_, ": ", what),
          [&] { return template_parts(argument.get<std::string>()); });
      for (const TemplatePart& part : parts) {
        if (!part.placeholder) continue;
        const std::string shown = concat("{", part.text, "}");
        expect(std::find(known.begin(), known.end(), shown) != known.end(),
               what, " names '", shown, "'", name_hint(shown, known));
        if (parts.size() > 1) {
          expect(!may_be_many(part.text), what, ": '", shown,
                 "' may be none or several; it must stand alone");
        }
      }
    }
    fix(program_option::kArguments, canonical_json(arguments),
        "what it is called with");
  }

  bool may_be_many(const std::string& name) const {
    if (name.starts_with("inputs.")) {
      const InputDecl* input = decl_.find_input(name.substr(7));
      return input->many || input->optional;
    }
    if (!name.starts_with("options.")) return false;
    const OptionType type = decl_.find_option(name.substr(8))->type;
    return type == OptionType::texts || type == OptionType::numbers;
  }

  void read_environment() {
    const Json environment = named("environment");
    for (const auto& [name, value] : environment.items()) {
      expect(is_variable_name(name), "the variable '", name,
             "': expected capital letters, digits and _");
      expect(name != "PATH" && name != "HOME" && name != "TMPDIR",
             "the variable ", name, " is the worker's to set");
      expect(value.is_string() && is_plain_member(value.get<std::string>()),
             "the variable ", name, " is ", value.dump(), "; expected a text");
    }
    fix(program_option::kEnvironment, canonical_json(environment),
        "variables beside the fixed ones");
  }

  void read_needs() {
    const Json needs = named("needs");
    check_members(needs, "its needs", declaration_members().at("needs"));
    const auto value = [&](const char* member, double least, double most,
                           double otherwise) {
      if (!needs.contains(member)) return otherwise;
      expect(needs[member].is_number(), "its needs: ", member, " is ",
             needs[member].dump(), "; expected a number");
      const double number = needs[member].get<double>();
      expect(number >= least && number <= most, "its needs: ", member, " is ",
             number, "; expected ", least, " to ", most);
      return number;
    };
    const auto whole = [&](const char* member, double most,
                           std::uint64_t otherwise) {
      const double number =
          value(member, 1, most, static_cast<double>(otherwise));
      expect(number == std::floor(number), "its needs: ", member, " is ",
             number, "; expected a whole number");
      return static_cast<std::uint64_t>(number);
    };
    const auto bytes = [&](const char* member, double least, double most,
                           std::uint64_t otherwise) {
      return static_cast<std::uint64_t>(std::round(
          value(member, least, most, static_cast<double>(otherwise) / 1e9) *
          1e9));
    };
    ProgramLimits limits;
    limits.name = name_;
    limits.memory_bytes =
        bytes("memory_gb", 0.0625, 65536, limits.memory_bytes);
    limits.seconds = value("time_s", 0.1, 1e7, limits.seconds);
    limits.threads =
        static_cast<unsigned>(whole("threads", 1024, limits.threads));
    limits.disk_bytes = bytes("disk_gb", 0.001, 65536, limits.disk_bytes);
    limits.files = whole("files", 1e8, limits.files);
    decl_.limits = limits.json();
    fix(program_option::kThreads, concat(limits.threads), "threads it may use");
  }

  /// An option with one allowed value: part of the identity, not to be set.
  void fix(std::string_view name, std::string value, std::string sentence) {
    OptionDecl option;
    option.name = name;
    option.type = OptionType::choice;
    option.choices = {value};
    option.default_value = std::move(value);
    option.sentence = std::move(sentence);
    decl_.options.push_back(std::move(option));
  }

  const Catalog& catalog_;
  std::set<std::string> names_;
  Json options_ = Json::array();
  StepDecl decl_;
};

}  // namespace

const StepDecl& program_kind(const Catalog& catalog) {
  for (const StepDecl& step : catalog.steps()) {
    if (step.starts_programs && step.runs_as.empty()) return step;
  }
  fail("ms.program: this worker has no step that starts programs");
}

bool is_fixed_option(std::string_view name) {
  using namespace program_option;
  return name == kInterpreter || name == kArguments || name == kEnvironment ||
         name == kThreads || name == kMakes || name == kConfinement ||
         name == kMany || name == kRunner;
}

const std::map<std::string, std::vector<std::string>>& declaration_members() {
  static const std::map<std::string, std::vector<std::string>> members = {
      {"",
       {"name", "version", "sentence", "makes", "numeric", "scores",
        "interpreter", "root", "arguments", "inputs", "options", "environment",
        "needs"}},
      {"inputs",
       {"applies", "learns", "as", "labels", "sentence", "many", "optional"}},
      {"options",
       {"type", "default", "sentence", "unit", "choices", "least", "most"}},
      {"interpreter", {"name", "sha256", "version", "probe"}},
      {"needs", {"memory_gb", "time_s", "threads", "disk_gb", "files"}}};
  return members;
}

std::string program_name(const Json& declaration) {
  check(declaration.is_object(),
        "ms.program takes one table: ms.program { name = ... }");
  const auto name = declaration.find("name");
  check(name != declaration.end() && name->is_string() &&
            is_step_name(name->get<std::string>()),
        "ms.program: its name is ",
        name == declaration.end() ? "missing" : name->dump(),
        "; expected small letters, digits and _, a letter first");
  return name->get<std::string>();
}

StepDecl program_decl(const Json& declaration, const Catalog& catalog,
                      const ProgramDigest& digest_of, bool confined) {
  return Declaration(declaration, catalog).read(digest_of, confined);
}

}  // namespace moonstain
