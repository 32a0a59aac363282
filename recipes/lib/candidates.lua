-- Several ways to predict: of which a fold's training sections choose one, and their
-- mean.

local ms = require "moonstain"
local datasets = require "datasets"
local protocols = require "protocols"

local candidates = {}

-- The parts of a fold's training sections that are left out in turn: the
-- sections, or, where there is one, strips of it across the array.
--
--   data     of datasets.open
--   fold     of ms.folds
--   views    { NAME = features by section }
--   targets  of the fold, by section
--   strips   how many of one section
--   genes    of datasets.genes, and target, as datasets.targets takes it: what
--            of a strip is measured as of its section
--   @return  list of { views = { NAME = features }, targets = }, one a part
function candidates.parts(call)
  local parts = {}
  if #call.fold.train > 1 then
    for i, section in ipairs(call.fold.train) do
      parts[i] = { views = {}, targets = ms.part(call.targets, section)[1] }
      for name, features in pairs(call.views) do
        parts[i].views[name] = ms.part(features, section)[1]
      end
    end
    return parts
  end
  local data, section = call.data, call.fold.train[1]
  local whole = ms.part(data.dataset, section)[1]
  for i, strip in ipairs(ms.regions {
    manifest = data.manifest, sections = { section }, rows = call.strips,
    columns = 1,
  }) do
    local spots = ms.blocks { dataset = whole, blocks = { strip } }
    parts[i] = { views = {}, targets = datasets.measured(
      { spots }, call.target, call.genes(call.fold))[1] }
    for name, features in pairs(call.views) do
      parts[i].views[name] = ms.kept_features {
        features = ms.part(features, section)[1], dataset = spots,
      }
    end
  end
  return parts
end

-- Values of parts by NAME, but for one.
local function of_parts(parts, view, but)
  local features, targets = {}, {}
  for i, part in ipairs(parts) do
    if i ~= but then
      features[#features + 1] = part.views[view]
      targets[#targets + 1] = part.targets
    end
  end
  return features, targets
end

-- What a way that is no ridge predicts of some sections or parts, having learned
-- from parts.
local function predicted(way, fold, parts, but, features)
  local train, targets = of_parts(parts, way.sees, but)
  if way.neighbours then
    return ms.knn_predictions {
      name = way.name, neighbours = way.neighbours, training = train,
      targets = targets, features = features,
    }
  end
  return ms.predictions {
    name = way.name, features = features,
    model = way.network(protocols.with(way.with, {
      features = train, targets = targets, fold = fold.name,
    })),
  }
end

-- What several ways predict of a fold's held-out sections, having learned from all
-- its training parts, and which of them these parts speak for.
--
--   name   what the chosen one's predictions are called
--   ways   list of { name =, sees = view, and one of: ridge = options of
--          ms.ridge_model; neighbours = of ms.knn_predictions; network = step of a
--          model on features, with its options `with` }
--   fold, views   as `parts` takes them;  parts   of it
--   @return  the choice, the chosen way's predictions by section, and those of
--            every way, in the order of `ways`
function candidates.chosen(call)
  local ridges, ridge_names, tried, by_way = {}, {}, {}, {}
  for i, way in ipairs(call.ways) do
    local held_out = ms.part(call.views[way.sees], call.fold.test)
    if way.ridge then
      local features, targets = of_parts(call.parts, way.sees)
      local model = ms.ridge_model(protocols.with(way.ridge, {
        features = features, targets = targets,
      }))
      ridges[#ridges + 1], ridge_names[#ridge_names + 1] = model, way.name
      by_way[i] = ms.ridge_predictions {
        name = way.name, model = model, features = held_out,
      }
    else
      by_way[i] = predicted(way, call.fold, call.parts, nil, held_out)
      for k, part in ipairs(call.parts) do
        tried[#tried + 1] = predicted(way, call.fold, call.parts, k,
                                      { part.views[way.sees] })[1]
      end
    end
  end
  local _, targets = of_parts(call.parts, call.ways[1].sees)
  local choice = ms.candidate_choice {
    tried = tried, targets = targets, ridges = ridges,
    ridge_names = ridge_names, fold = call.fold.name,
  }
  local predictions = {}
  for i in ipairs(call.fold.test) do
    local beside = {}
    for k = 2, #by_way do beside[k - 1] = by_way[k][i] end
    predictions[i] = ms.chosen_predictions {
      name = call.name, choice = choice, predictions = by_way[1][i],
      beside = beside,
    }
  end
  return choice, predictions, by_way
end

-- The mean of what several predictors say, by section.
--
-- @param name  what it is called
-- @param by    predictions by section, of two predictors or more
function candidates.averaged(name, by)
  local predictions = {}
  for i in ipairs(by[1]) do
    local beside = {}
    for k = 2, #by do beside[k - 1] = by[k][i] end
    predictions[i] = ms.averaged_predictions {
      name = name, predictions = by[1][i], beside = beside,
    }
  end
  return predictions
end

return candidates
