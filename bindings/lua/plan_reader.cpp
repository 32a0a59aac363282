#include "bindings/lua/plan_reader.h"

#include <algorithm>
#include <functional>

#include "bindings/lua/cut_plan.h"
#include "bindings/lua/hints.h"
#include "core/base/error.h"

namespace moonstain {

namespace {

constexpr std::size_t kMostLineBytes = 300;
constexpr std::size_t kMostLinesBytes = std::size_t{64} << 20;
constexpr std::size_t kMostNameBytes = 1000;
constexpr std::uint32_t kNoStep = ~std::uint32_t{0};

std::string plain(std::string text, std::size_t most_bytes) {
  check(text.size() <= most_bytes && printable(text, most_bytes) == text,
        "malformed plan message: a name that is not plain text");
  return text;
}

}  // namespace

std::string printable(std::string_view text, std::size_t most_bytes) {
  std::string result;
  std::size_t i = 0;
  while (i < text.size() && result.size() < most_bytes) {
    const auto c = static_cast<unsigned char>(text[i]);
    std::size_t length = c < 0x80 ? 1 : c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
    bool good = c != 127 && (c >= 0xC2 || c < 0x80) && c <= 0xF4 &&
                (c >= 32 || c == '\n' || c == '\t') &&
                i + length <= text.size();
    for (std::size_t k = 1; good && k < length; ++k) {
      good = (static_cast<unsigned char>(text[i + k]) & 0xC0U) == 0x80U;
    }
    // C1 controls (U+0080 to U+009F) move a terminal's cursor too.
    if (good && c == 0xC2 && static_cast<unsigned char>(text[i + 1]) < 0xA0) {
      good = false;
    }
    if (good) {
      result += text.substr(i, length);
      i += length;
    } else {
      result += '?';
      ++i;
    }
  }
  return result;
}

PlanReader::PlanReader(const PlanRequest& request, const Catalog& catalog,
                       const RecipeWorld& world)
    : request_(request), catalog_(catalog), world_(world) {
  seen_options_.fill({kNoStep, {}});
  for (const StepDecl& decl : catalog.steps()) {
    Step step{
        &decl, OptionsForm(decl), decl.name, type_number(decl.output), {}};
    for (const InputDecl& input : decl.inputs) {
      step.inputs.push_back({input.name, type_number(input.type)});
    }
    steps_.push_back(std::move(step));
  }
}

std::uint32_t PlanReader::type_number(const std::string& type) {
  return type_numbers_
      .try_emplace(type, static_cast<std::uint32_t>(type_numbers_.size()))
      .first->second;
}

void PlanReader::take(FrameReader& frame) {
  check(!done_, "malformed plan message: after the end");
  switch (frame.kind()) {
    case FrameKind::manifest:
      take_manifest(frame);
      break;
    case FrameKind::line:
      take_line(frame);
      break;
    case FrameKind::section:
      take_section(frame);
      break;
    case FrameKind::file:
      take_file(frame);
      break;
    case FrameKind::source:
      take_source(frame);
      break;
    case FrameKind::node:
      take_node(frame);
      break;
    case FrameKind::param:
      take_param(frame);
      break;
    case FrameKind::choice:
      take_switch(frame);
      break;
    case FrameKind::print:
      plan_.printed.push_back(printable(frame.text()));
      break;
    case FrameKind::output:
      take_output(frame);
      break;
    case FrameKind::failed:
      fail(printable(frame.text()));
    case FrameKind::done:
      done_ = true;
      break;
    default:
      fail("malformed plan message: no such kind");
  }
  frame.end();
}

void PlanReader::take_line(FrameReader& frame) {
  std::string text = plain(frame.text(), kMostLineBytes);
  line_bytes_ += text.size() + sizeof(std::string);
  check(line_bytes_ <= kMostLinesBytes,
        "malformed plan message: too many lines");
  lines_.emplace_back(std::move(text));
}

void PlanReader::take_section(FrameReader& frame) {
  std::string name = frame.text();
  check(sections_.contains(name), "the plan names section '",
        printable(name, 200), "', which is in no sample sheet it has opened");
  check(section_names_.size() <= sections_.size(),
        "malformed plan message: a section named twice");
  section_names_.emplace_back(std::move(name));
}

const SharedText& PlanReader::line(FrameReader& frame) const {
  const std::uint32_t number = frame.number();
  check(number < lines_.size(),
        "malformed plan message: a line that is not there");
  return lines_[number];
}

const SharedText& PlanReader::section(FrameReader& frame) const {
  const std::uint32_t number = frame.number();
  check(number < section_names_.size(),
        "malformed plan message: a section that is not there");
  return section_names_[number];
}

NodeIndex PlanReader::known(std::uint32_t from_child) const {
  check(from_child < nodes_.size(),
        "malformed plan message: a value that is not there");
  return nodes_[from_child];
}

void PlanReader::take_manifest(FrameReader& frame) {
  const std::string name = frame.text();
  const auto text = world_.manifests.find(name);
  check(text != world_.manifests.end(),
        "malformed plan message: a manifest that is not there");
  if (manifests_.contains(name)) return;
  const Manifest& manifest =
      manifests_
          .emplace(name,
                   Manifest::parse(text->second, concat("data_manifests/", name,
                                                        "/manifest.json")))
          .first->second;
  plan_.manifests.push_back(name);
  auto& files = files_[name];
  for (std::size_t i = 0; i < manifest.files.size(); ++i) {
    files.emplace(manifest.files[i].path, i);
  }
  for (const ManifestSection& row : manifest.sections) {
    const std::string full = concat(name, "/", row.section);
    sections_[full] = {full, concat(name, "/", row.patient),
                       row.site.empty() ? "" : concat(name, "/", row.site)};
  }
}

void PlanReader::add(Node node, std::uint32_t type) {
  check(nodes_.size() < request_.limits.nodes, "the plan has more than ",
        request_.limits.nodes, " nodes");
  std::vector<Node>& nodes = plan_.graph.nodes;
  nodes.push_back(std::move(node));
  const NodeIndex index = distinct_.add_last(nodes);
  if (index + 1 == nodes.size()) {
    types_.push_back(type);
  } else {
    nodes.pop_back();
  }
  nodes_.push_back(index);
}

void PlanReader::take_file(FrameReader& frame) {
  const std::string manifest = frame.text();
  const std::string path = frame.text();
  Node node;
  node.section = section(frame);
  SourceFile source;
  for (const std::string& origin : frame.texts()) {
    source.learned_from.push_back(plain(origin, kMostNameBytes));
  }
  node.where = line(frame);
  const auto files = files_.find(manifest);
  check(files != files_.end() && files->second.contains(path),
        "malformed plan message: a file that no manifest names");
  const ManifestFile& file =
      manifests_.at(manifest).files[files->second.at(path)];
  source.name = file.path;
  source.size_bytes = file.size_bytes;
  source.sha256 = file.sha256;
  source.manifest = manifest;
  node.id = file.sha256;
  node.source = std::move(source);
  add(std::move(node), type_number(std::string(File::kType)));
}

void PlanReader::take_source(FrameReader& frame) {
  const std::uint8_t place = frame.byte();
  SourceFile source;
  source.name = plain(frame.text(), kMostNameBytes);
  for (const std::string& origin : frame.texts()) {
    source.learned_from.push_back(plain(origin, kMostNameBytes));
  }
  Node node;
  node.where = line(frame);
  check(place <= 1, "malformed plan message: a file that is not there");
  const Shelf& shelf = place == 0 ? world_.recipe : world_.library;
  check(std::binary_search(shelf.files.begin(), shelf.files.end(), source.name),
        "malformed plan message: a file that is not there");
  const fs::path path =
      (place == 0 ? request_.recipe : request_.library) / source.name;
  auto hashed = hashed_.find(path.string());
  if (hashed == hashed_.end()) {
    hashed = hashed_.emplace(path.string(), hash_file(path)).first;
  }
  source.size_bytes = hashed->second.size_bytes;
  source.sha256 = hashed->second.sha256;
  node.id = source.sha256;
  node.source = std::move(source);
  add(std::move(node), type_number(std::string(File::kType)));
}

// Most nodes of a step have the options of another one just before.
const OptionsText& PlanReader::options(std::uint32_t place,
                                       std::string_view text) {
  auto& [step, options] =
      seen_options_[(std::hash<std::string_view>()(text) + place) %
                    seen_options_.size()];
  if (step == place && options.text() == text) return options;
  check(steps_[place].options.holds(text),
        "malformed plan message: options that are not those of the step");
  step = place;
  options = OptionsText::from_canonical(std::string(text));
  return options;
}

void PlanReader::take_node(FrameReader& frame) {
  const std::uint32_t place = frame.number();
  check(place < steps_.size(),
        "malformed plan message: a step that is not there");
  const Step& step = steps_[place];
  Node node;
  node.step = step.name;
  node.version = step.decl->version;
  node.options = options(place, frame.view());
  node.section = section(frame);
  node.where = line(frame);
  const std::uint32_t count = frame.number();
  check(count <= step.inputs.size(), "malformed plan message: too many inputs");
  node.inputs.reserve(count);
  given_.assign(step.inputs.size(), false);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t which = frame.number();
    check(which < step.inputs.size() && !given_[which],
          "malformed plan message: an input that is not there");
    given_[which] = true;
    NodeInput input{step.inputs[which].name, frame.numbers()};
    for (NodeIndex& from : input.nodes) {
      from = known(from);
      check(types_[from] == step.inputs[which].type,
            "malformed plan message: an input of another type");
    }
    check(!input.nodes.empty() &&
              (step.decl->inputs[which].many || input.nodes.size() == 1),
          "malformed plan message: an input with a wrong number of values");
    node.inputs.push_back(std::move(input));
  }
  for (std::size_t i = 0; i < step.inputs.size(); ++i) {
    check(given_[i] || step.decl->inputs[i].optional,
          "malformed plan message: an input is missing");
  }
  std::sort(node.inputs.begin(), node.inputs.end(),
            [](const NodeInput& a, const NodeInput& b) {
              return a.name.str() < b.name.str();
            });
  node.id = node_id(identity_, node, step.decl->numeric, request_.numbers,
                    plan_.graph.nodes);
  add(std::move(node), step.output);
}

void PlanReader::take_param(FrameReader& frame) {
  const Json json = parse_json(frame.text(), "plan message");
  ParamValue param;
  param.name = plain(text_member(json, "name", "plan message"), 100);
  param.sentence =
      printable(text_member(json, "sentence", "plan message"), 1000);
  param.default_value = member(json, "default", "plan message");
  param.value = member(json, "value", "plan message");
  param.set_by_user = request_.settings.contains(param.name);
  check(names_.insert(param.name).second && names_.size() < 1000,
        "malformed plan message: too many params");
  plan_.graph.params.push_back(std::move(param));
}

void PlanReader::take_switch(FrameReader& frame) {
  const Json json = parse_json(frame.text(), "plan message");
  SwitchValue choice;
  choice.name = plain(text_member(json, "name", "plan message"), 100);
  choice.kind = text_member(json, "kind", "plan message");
  choice.published = member(json, "published", "plan message");
  choice.audited = member(json, "audited", "plan message");
  choice.why = printable(text_member(json, "why", "plan message"), 1000);
  choice.value = member(json, "value", "plan message");
  choice.where =
      plain(text_member(json, "where", "plan message"), kMostLineBytes);
  check(choice.kind == "leak" || choice.kind == "scoring" ||
            choice.kind == "training",
        "malformed plan message: a switch of no kind");
  check(names_.insert(choice.name).second && names_.size() < 1000,
        "malformed plan message: too many params");
  plan_.graph.switches.push_back(std::move(choice));
}

void PlanReader::take_output(FrameReader& frame) {
  const std::string name = plain(frame.text(), 100);
  const bool good =
      !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               (c >= '0' && c <= '9') || c == '_' || c == '-';
      });
  check(good, "malformed plan message: an output's name");
  std::vector<NodeIndex> nodes;
  for (const std::uint32_t from : frame.numbers()) {
    nodes.push_back(known(from));
  }
  check(!nodes.empty() &&
            plan_.graph.outputs.emplace(name, std::move(nodes)).second,
        "malformed plan message: an output twice or empty");
}

void PlanReader::check_settings() const {
  for (const auto& [name, value] : request_.settings) {
    if (names_.contains(name)) continue;
    const std::vector<std::string> names(names_.begin(), names_.end());
    std::string known;
    for (const std::string& other : names) {
      known += concat(known.empty() ? "" : ", ", other);
    }
    const std::string hint = did_you_mean(name, names);
    fail("--set ", name, "=", value, ": recipe ", plan_.graph.recipe,
         " has no param '", name, "'",
         hint.empty() ? concat("; it has ", known) : hint);
  }
}

Plan PlanReader::finish() {
  check(done_, "planning ended before the recipe did");
  check(!plan_.graph.outputs.empty(),
        "malformed plan message: there is no output");
  plan_.graph.recipe =
      fs::absolute(request_.recipe).lexically_normal().filename().string();
  if (plan_.graph.recipe.empty()) {
    plan_.graph.recipe = fs::absolute(request_.recipe)
                             .lexically_normal()
                             .parent_path()
                             .filename()
                             .string();
  }
  check_settings();
  cut_to_outputs(plan_);
  std::sort(plan_.manifests.begin(), plan_.manifests.end());
  std::map<std::string, SectionUnits> sorted(sections_.begin(),
                                             sections_.end());
  for (auto& [name, units] : sorted) {
    plan_.graph.sections.push_back(std::move(units));
  }
  return std::move(plan_);
}

}  // namespace moonstain
