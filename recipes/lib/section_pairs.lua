-- Sections side by side: which neighbour another, how they lie on each other, and
-- how far what is predicted of both agrees.
--
-- Method    recipes/hespotex_loocv/METHOD.md 6.2, a protocol of ours
--
-- `slides` has manifest and sections, and by section their dataset and views
-- (ms.tissue_view), as `hespotex.open` makes them.

local ms = require "moonstain"

local section_pairs = {}

-- The training section beside a held-out one: the nearest in the order of names,
-- of its patient where there is one, the one before first.
local function neighbour_of(slides, section, train)
  local place, best = {}, nil
  for i, name in ipairs(slides.sections) do place[name] = i end
  local patient = slides.manifest:patient_of(section)
  for _, other in ipairs(train) do
    local apart = math.abs(place[other] - place[section])
    if slides.manifest:patient_of(other) ~= patient then
      apart = apart + #slides.sections
    end
    if best == nil or apart < best.apart then
      best = { section = other, apart = apart }
    end
  end
  return best.section
end

-- Sections of other patients than that of one.
function section_pairs.of_other_patients(slides, section)
  local patient, list = slides.manifest:patient_of(section), {}
  for _, other in ipairs(slides.sections) do
    if slides.manifest:patient_of(other) ~= patient then
      list[#list + 1] = other
    end
  end
  return list
end

-- Pairs of sections of one patient that follow each other in the order of names.
local function serial_pairs(slides)
  local list = {}
  for i = 2, #slides.sections do
    local a, b = slides.sections[i - 1], slides.sections[i]
    if slides.manifest:patient_of(a) == slides.manifest:patient_of(b) then
      list[#list + 1] = { a, b }
    end
  end
  return list
end

-- From the spots of one section to those of another of the same patient (6.2).
--
-- @return  what `consistency_scores` and `copied_predictions` take, and the map
--          of the pictures that it comes from
function section_pairs.pair(slides, a, b)
  local transform = ms.registration {
    a = ms.part(slides.views, { a })[1], b = ms.part(slides.views, { b })[1],
    least_dice = 0.8,
  }
  return ms.pair_map {
    dataset_a = ms.part(slides.dataset, { a })[1],
    dataset_b = ms.part(slides.dataset, { b })[1],
    transform = transform, reach_pitches = 1.5, least_spots = 100,
  }, transform
end

-- Lays two sections on each other, and keeps what a page shows of it: both in
-- one picture, to judge by eye how they lie.
--
-- @param found  { maps =, transforms =, overlays = }, lists that grow
-- @return       what `consistency_scores` takes
function section_pairs.lay(slides, found, a, b)
  local map, transform = section_pairs.pair(slides, a, b)
  found.maps[#found.maps + 1] = map
  found.transforms[#found.transforms + 1] = transform
  found.overlays[#found.overlays + 1] = ms.pair_overlay_panel {
    a = ms.part(slides.views, { a })[1], b = ms.part(slides.views, { b })[1],
    transform = transform, pair_map = map,
    title = a .. " and " .. b .. ", laid on each other",
  }
  return map
end

-- Pairs of neighbouring sections: how they lie, and how far what is predicted
-- there agrees (6.2).
--
--   predictors         names, that of the `model` which is judged among them
--   predicted          by predictor and section
--   targets, training  by section; missing where nobody predicted it
--   rotations          random ones of the second section
-- @return  { scores = of the model, others =, maps =, transforms =, overlays = }
function section_pairs.agreement(slides, call)
  local found = {
    scores = {}, others = {}, maps = {}, transforms = {}, overlays = {},
  }
  for _, pair in ipairs(serial_pairs(slides)) do
    local a, b = pair[1], pair[2]
    local map = section_pairs.lay(slides, found, a, b)
    if call.targets[a] ~= nil then
      for _, name in ipairs(call.predictors) do
        local list = name == call.model and found.scores or found.others
        list[#list + 1] = ms.consistency_scores {
          predictions = { call.predicted[name][a], call.predicted[name][b] },
          targets = { call.targets[a], call.targets[b] },
          training = call.training[a], pair_map = map,
          rotations = call.rotations, seed = 1,
        }
      end
    end
  end
  return found
end

-- A section as its neighbour in training was measured, laid on it. One of another
-- patient does not lie on it: the copy then has no correlation, and says why.
function section_pairs.copy(slides, fold, train, section)
  local neighbour = neighbour_of(slides, section, fold.train)
  return ms.copied_predictions {
    name = "neighbour_copy", sections = { section },
    pair_map = section_pairs.pair(slides, section, neighbour),
    targets = ms.part(train.targets, { neighbour })[1],
  }
end

return section_pairs
