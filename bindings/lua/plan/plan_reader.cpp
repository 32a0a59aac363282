#include "bindings/lua/plan/plan_reader.h"

#include <algorithm>
#include <functional>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/engine/process/host_program.h"
#include "core/engine/program/program_decl.h"

namespace moonstain::lua {

namespace {

constexpr std::size_t kMostLineBytes = 300;
constexpr std::size_t kMostLinesBytes = std::size_t{64} << 20;
constexpr std::uint32_t kNoStep = ~std::uint32_t{0};
constexpr std::size_t kMostPrograms = 100;

}  // namespace

std::string PlanReader::plain(std::string text, std::size_t most_bytes) {
  check(is_plain(text, most_bytes),
        "malformed plan message: a name that is not plain text");
  return text;
}

PlanReader::PlanReader(const PlanRequest& request, const Catalog& catalog,
                       const RecipeWorld& world)
    : request_(request), world_(world) {
  plan_.catalog = catalog;
  seen_options_.fill({kNoStep, {}});
  for (const StepDecl& decl : plan_.catalog.steps()) add_step(decl);
}

void PlanReader::add_step(const StepDecl& decl) {
  Step step{&decl, OptionsForm(decl), decl.name, type_number(decl.output), {}};
  for (const InputDecl& input : decl.inputs) {
    step.inputs.push_back({input.name, type_number(input.type)});
  }
  steps_.push_back(std::move(step));
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
    case FrameKind::table:
      take_table(frame);
      break;
    case FrameKind::source:
      take_source(frame);
      break;
    case FrameKind::lua_file:
      take_lua_file(frame);
      break;
    case FrameKind::program:
      take_program(frame);
      break;
    case FrameKind::alias:
      take_alias(frame);
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
      take_print(frame);
      break;
    case FrameKind::output:
      take_output(frame);
      break;
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
      manifests_.emplace(name, Manifest::of_folder(text->second, name))
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

void PlanReader::take_program(FrameReader& frame) {
  const Json declaration = parse_json(frame.text(), "plan message");
  const std::string where = plain(frame.text(), kMostLineBytes);
  check(plan_.graph.programs.size() < kMostPrograms, where,
        ": ms.program: the recipe declares more than ", kMostPrograms,
        " programs");
  const std::string name = program_name(declaration);
  StepDecl step = with_context(where, [&] {
    return program_decl(declaration, plan_.catalog, program_digest,
                        !request_.unconfined.contains(name));
  });
  plan_.graph.programs[name] = step.numeric;
  plan_.catalog.add(std::move(step));
  add_step(plan_.catalog.steps().back());
}

void PlanReader::take_alias(FrameReader& frame) {
  AliasUse use;
  use.alias = plain(frame.text(), 100);
  use.note = plain(frame.text(), 300);
  use.where = plain(frame.text(), kMostLineBytes);
  check(plan_.aliases.size() < kMostAliasUses,
        "malformed plan message: too many aliases");
  plan_.aliases.push_back(std::move(use));
}

// What identifies a program is the parent's to say: the child knows no digest.
OptionsText PlanReader::program_options(const StepDecl& step,
                                        std::string_view text) const {
  Json given = parse_json(std::string(text), "plan message");
  check(given.is_object(),
        "malformed plan message: options that are not those of the step");
  for (const OptionDecl& option : step.options) {
    if (is_fixed_option(option.name)) given.erase(option.name);
  }
  return OptionsText(complete_options(step, given));
}

void PlanReader::take_node(FrameReader& frame) {
  const std::uint32_t place = frame.number();
  check(place < steps_.size() && !steps_[place].decl->starts_programs,
        "malformed plan message: a step that is not there");
  const Step& step = steps_[place];
  Node node;
  node.step = step.name;
  node.version = step.decl->version;
  node.options = step.decl->runs_as.empty()
                     ? options(place, frame.view())
                     : program_options(*step.decl, frame.view());
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
  node.id = node_id(identity_, node, numeric_of(*step.decl, node.options),
                    request_.numbers, plan_.graph.nodes);
  add(std::move(node), step.output);
}

void PlanReader::take_print(FrameReader& frame) {
  plan_.printed.push_back(printable(frame.text()));
  printed_bytes_ += plan_.printed.back().size() + 1;
  check(printed_bytes_ <= kMostPrintedBytes,
        "malformed plan message: too much printed");
}

void PlanReader::take_param(FrameReader& frame) {
  const Json json = parse_json(frame.text(), "plan message");
  ParamValue param;
  param.name = plain(text_member(json, "name", "plan message"), 100);
  param.sentence =
      printable(text_member(json, "sentence", "plan message"), 1000);
  param.default_value = member(json, "default", "plan message");
  param.value = member(json, "value", "plan message");
  param.paper = member(json, "paper", "plan message");
  param.set_by_user = request_.settings.contains(param.name);
  check(names_.insert(param.name).second && names_.size() <= kMostKnobs,
        "malformed plan message: too many params");
  plan_.graph.params.push_back(std::move(param));
}

void PlanReader::take_switch(FrameReader& frame) {
  const Json json = parse_json(frame.text(), "plan message");
  SwitchValue choice;
  choice.name = plain(text_member(json, "name", "plan message"), 100);
  const auto kind =
      kind_of<SwitchKind>(text_member(json, "kind", "plan message"));
  check(kind.has_value(), "malformed plan message: a switch of no kind");
  choice.kind = *kind;
  choice.published = member(json, "published", "plan message");
  choice.audited = member(json, "audited", "plan message");
  choice.why = printable(text_member(json, "why", "plan message"), 1000);
  choice.value = member(json, "value", "plan message");
  choice.where =
      plain(text_member(json, "where", "plan message"), kMostLineBytes);
  check(names_.insert(choice.name).second && names_.size() <= kMostKnobs,
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
  check(good && plan_.graph.outputs.size() < kMostOutputs,
        "malformed plan message: an output's name");
  std::vector<NodeIndex> nodes;
  for (const std::uint32_t from : frame.numbers()) {
    nodes.push_back(known(from));
  }
  check(!nodes.empty() &&
            plan_.graph.outputs.emplace(name, std::move(nodes)).second,
        "malformed plan message: an output twice or empty");
}

}  // namespace moonstain::lua
