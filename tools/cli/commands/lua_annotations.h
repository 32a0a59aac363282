#pragma once

#include <string>

#include "core/engine/step/catalog.h"

namespace moonstain {

/// Annotations of lua-language-server (emmylua_ls reads them, too) for the
/// module "moonstain": all that a recipe can call, with types, defaults and
/// sentences, so that an editor completes and checks it. Functions have no
/// body; they are never run.
std::string lua_annotations(const Catalog& catalog);

}  // namespace moonstain
