#include "tools/cli/knobs_json.h"

namespace moonstain {

Json params_json(const Graph& graph) {
  Json params = Json::array();
  for (const ParamValue& param : graph.params) {
    params.push_back({{"name", param.name},
                      {"value", param.value},
                      {"default", param.default_value},
                      {"paper", param.paper},
                      {"sentence", param.sentence},
                      {"set_by_user", param.set_by_user}});
  }
  return params;
}

Json switches_json(const Graph& graph) {
  Json switches = Json::array();
  for (const SwitchValue& choice : graph.switches) {
    switches.push_back({{"name", choice.name},
                        {"kind", word_of(choice.kind)},
                        {"published", choice.published},
                        {"audited", choice.audited},
                        {"value", choice.value},
                        {"why", choice.why}});
  }
  return switches;
}

}  // namespace moonstain
