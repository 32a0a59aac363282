-- Who is held out, and what is scored: switches that recipes share, and a whole
-- experiment about a method of one's own.

local ms = require "moonstain"
local baselines = require "baselines"

local protocols = {}

local function cells_switch(why, published)
  return ms.switch {
    name = "cells", kind = "scoring",
    published = published or "whole_grid", audited = "tissue",
    choices = published == "tissue" and { "whole_grid", "kept_grid" }
              or { "kept_grid" },
    why = why,
  }
end

-- @param published  what is scored by default, "whole_grid" where it is missing; of
--                   "tissue" both ends are, and cells of the grid can be set
function protocols.cells(published)
  return cells_switch(
    "cells without a spot are white in the input and 0 in the target: the "
    .. "tissue mask alone correlates", published)
end

-- The same where a mask is predicted.
function protocols.mask_cells()
  return cells_switch(
    "cells without a spot are white in the input and 0 in the mask: where "
    .. "there is tissue the tile gives away")
end

-- @param both    who is held out at both ends; where it is missing, sections are at
--                the published end and patients at the audited one
-- @param others  what else can be set where both ends are one
function protocols.unit(both, others)
  return ms.switch {
    name = "unit", kind = "leak",
    published = both or "section", audited = both or "patient", choices = others,
    why = "sections of one patient share its tissue",
  }
end

function protocols.gene_choice()
  return ms.switch {
    name = "gene_choice", kind = "leak",
    published = "all sections", audited = "training sections",
    why = "the list keeps genes by their counts in every section, the tested "
          .. "one among them",
  }
end

function protocols.checkpoint()
  return ms.switch {
    name = "checkpoint", kind = "leak",
    published = "last", audited = "last", choices = { "best" },
    why = "choosing the epoch on the held-out section learns from it; for "
          .. "genes the paper's code keeps the last, so both ends do",
  }
end

-- Folds of a data set's sections; with `size_matched` the training sets are cut to
-- the size that a patient held out leaves, sections of the same patient first.
-- `may_be_empty`: the recipe shows what a page says where nothing can be held out.
function protocols.folds(data, unit, may_be_empty)
  local size_matched = ms.param {
    name = "size_matched", default = false,
    "training sets cut to the size that a patient held out leaves, sections "
    .. "of the same patient first: tells the leak from the loss of sections",
  }
  return ms.folds(data.manifest, data.sections, unit, {
    size_like = size_matched and "patient" or nil,
    may_be_empty = may_be_empty,
  })
end

-- Appends the values of one list to another.
function protocols.append(list, more)
  for _, one in ipairs(more) do list[#list + 1] = one end
end

-- The values of both lists, those of the first before the others.
function protocols.joined(one, other)
  local all = {}
  protocols.append(all, one)
  protocols.append(all, other)
  return all
end

-- A table of what a call has beside what it shares with others.
function protocols.with(shared, more)
  local all = {}
  for name, value in pairs(shared) do all[name] = value end
  for name, value in pairs(more) do all[name] = value end
  return all
end

-- What some sections have of lists by section: { NAME = list } as a table of the
-- same names.
function protocols.parts(lists, sections)
  local parts = {}
  for name, list in pairs(lists) do parts[name] = ms.part(list, sections) end
  return parts
end

-- Members of a call of `hold_out`, and whether it needs them.
local members = {
  title = true, data = true, model = true, method = true, patches = true,
  targets = true, grid = true, features = true,
  score = false, metric = false, expected = false, scope = false,
  scope_note = false,
}

local function check_members(recipe)
  local names = {}
  for name in pairs(members) do names[#names + 1] = name end
  for name in pairs(recipe) do
    if members[name] == nil then
      error("protocols.hold_out has no '" .. tostring(name) .. "'; there are "
            .. table.concat(names, ", "), 0)
    end
  end
  for _, name in ipairs(names) do
    if members[name] and recipe[name] == nil then
      error("protocols.hold_out: '" .. name .. "' is missing", 0)
    end
  end
  for _, name in ipairs { "method", "features", "score" } do
    if type(recipe[name]) ~= "function" and (members[name] or recipe[name] ~= nil) then
      error("protocols.hold_out: '" .. name .. "' is a " .. type(recipe[name])
            .. "; expected a function", 0)
    end
  end
end

-- What a function of the recipe made; a forgotten `return` is told by its name.
local function made(name, value)
  if value == nil then
    error("protocols.hold_out: '" .. name .. "' returned nothing; it ends with "
          .. "`return` and what it made", 0)
  end
  return value
end

-- A method of one's own on a data set: each unit held out once, the method and
-- its baselines scored in every reading there is, and what a page says of it.
--
--   title     heading of the report
--   data      name of a manifest of sections with counts, spots and pictures
--   model     what the method is called
--   method    function(train, test): predictions of the held-out sections. Each
--             side is { sections =, features =, targets =, grid =, dataset = },
--             lists by section. What learns from test.targets is told as a leak
--   patches, targets, grid  options of these steps
--   features  function(patches): features by section
--   score     function(predictions, test): their scores, by section; by default
--             ms.expression_scores
--   metric    the headline's metric, as ms.findings takes it; may be missing
--   expected, scope, scope_note  as ms.findings takes them; may be missing
function protocols.hold_out(recipe)
  check_members(recipe)
  local manifest = ms.manifest(recipe.data)
  local sections = manifest:having("counts", "spots", "picture")
  if #sections == 0 then
    error("protocols.hold_out: no section of manifest '" .. recipe.data
          .. "' has counts, spots and picture", 0)
  end
  local dataset = ms.dataset { manifest = manifest, sections = sections }
  local pictures = manifest:files("picture", sections)
  local function of_dataset(step, options, picture)
    return step(protocols.with({ dataset = dataset, picture = picture },
                               options))
  end
  local values = {
    dataset = dataset,
    targets = of_dataset(ms.targets, recipe.targets),
    grid = of_dataset(ms.grid, recipe.grid),
    features = made("features", recipe.features(
      of_dataset(ms.patches, recipe.patches, pictures))),
  }
  local function side(names)
    return protocols.with(protocols.parts(values, names), { sections = names })
  end

  local unit = protocols.unit()
  local scores, others = {}, {}
  for _, fold in ipairs(ms.folds(manifest, sections, unit)) do
    local train, test = side(fold.train), side(fold.test)
    local function score(list, predictions)
      protocols.append(list, recipe.score ~= nil
        and made("score", recipe.score(predictions, test))
        or ms.expression_scores {
          predictions = predictions, targets = test.targets, grid = test.grid,
        })
    end
    score(scores, made("method", recipe.method(train, test)))
    for _, predictions in ipairs(baselines.of_features {
      train = train, test = test, fold = fold,
      patients = baselines.patients(manifest, fold),
    }) do
      score(others, predictions)
    end
  end
  return { findings = ms.findings {
    title = recipe.title, model = recipe.model, scores = scores,
    baselines = others, dataset = dataset, reading = "tissue", unit = unit,
    metric = recipe.metric, expected = recipe.expected, protocol = ms.protocol(),
    scope = recipe.scope, scope_note = recipe.scope_note,
  } }
end

return protocols
