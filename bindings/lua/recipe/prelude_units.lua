-- The part of the prelude with units other than whole sections: blocks of a section,
-- patients of a table, and folds of many units. Compiled behind prelude_splits.lua as
-- one chunk: the locals of the files before are seen here.

-- Names of blocks: each section is cut into rows and columns of equal size, each
-- block with a margin of context, in sides of a block.
function ms.regions(args)
  check_members(args, "ms.regions", { manifest = true, sections = true, rows = true,
                                      columns = true, margin = true })
  local data = need_data(args.manifest, "ms.regions")
  local names = {}
  local sections = need_list(args.sections or data.sections, "ms.regions", "sections")
  for _, section in ipairs(sections) do
    local row = row_of(data, section, "ms.regions")
    for _, name in ipairs(core.blocks(row.full, args.rows, args.columns,
                                      args.margin or 0)) do
      names[#names + 1] = name
    end
  end
  return names
end

-- The blocks of a list that reach none of those held out, by either's margin: what may be
-- learned from where no context is to be shared. The grids may differ: many narrow strips
-- leave more to learn from than few wide ones.
function ms.apart(blocks, held_out)
  need_list(blocks, "ms.apart", "the first argument")
  if type(held_out) == "string" then held_out = { held_out } end
  need_list(held_out, "ms.apart", "the second argument")
  local kept = {}
  for _, block in ipairs(blocks) do
    local free = true
    for _, other in ipairs(held_out) do
      free = free and not core.reaches(block, other)
    end
    if free then kept[#kept + 1] = block end
  end
  if #kept == 0 then
    core.fail("ms.apart: each of " .. #blocks .. " block(s) reaches " .. text_list(held_out)
              .. ": nothing is left to learn from; take more and narrower blocks, or a "
              .. "smaller margin")
  end
  return kept
end

-- "her2st/B4#r1c2of2x2" of a block, "tcga/TCGA-A1-A0SK" of a patient, by its short or
-- full name among the data sets that are open; and the section of a block.
local function full_unit(name, who)
  local section = core.block_section(name)
  local wanted, full = section or name, nil
  for data_name, data in pairs(manifests) do
    local prefix = data_name .. "/"
    local short = wanted
    if type(wanted) == "string" and wanted:sub(1, #prefix) == prefix then
      short = wanted:sub(#prefix + 1)
    end
    local row = data.rows[short] or data.patient_rows[short]
    if row ~= nil then
      if full ~= nil then
        core.fail(who .. ": '" .. name .. "' is in two data sets; say \"DATA/" .. name
                  .. "\"")
      end
      full = row.full
    end
  end
  if full == nil then
    core.fail(who .. ": no data set has a unit '" .. tostring(name) .. "'")
  end
  if section == nil then return full, nil end
  return full .. name:sub(#section + 1), full
end

local function narrowed(value, units)
  local step, input, option = core.narrowing(value)
  local short = {}
  for i, unit in ipairs(units) do short[i] = unit:match("/(.*)$") end
  return core.step(step, { [input] = value, [option] = short })
end

-- A table narrowed to some units, as a node: a cohort to patients, values of sections
-- to blocks. Of a list by section it gives one, of the sections that have blocks
-- among the units.
local rows_step = ms.rows  -- a step of this name is called with one table
function ms.rows(value, units)
  if units == nil and rows_step ~= nil then return rows_step(value) end
  if type(units) == "string" then units = { units } end
  need_list(units, "ms.rows", "the second argument")
  if #units == 0 then core.fail("ms.rows: there are no units to narrow to") end
  local full, sections, by_section = {}, {}, {}
  for i, name in ipairs(units) do
    local section
    full[i], section = full_unit(name, "ms.rows")
    if section ~= nil then
      if by_section[section] == nil then
        sections[#sections + 1], by_section[section] = section, {}
      end
      table.insert(by_section[section], full[i])
    end
  end
  if type(value) ~= "table" then return narrowed(value, full) end
  if #sections == 0 then
    core.fail("ms.rows: a list by section is narrowed to blocks; '" .. units[1]
              .. "' is none")
  end
  local values = {}
  for i, section in ipairs(sections) do
    values[i] = narrowed(ms.part(value, { section })[1], by_section[section])
  end
  return values
end

-- Folds of many units each, in the order of scikit-learn's KFold, or with `stratify`
-- (unit -> class) of its StratifiedKFold; shuffled where a seed is given. Units are
-- sorted by name first.
function ms.k_folds(data, sections, args)
  check_members(args, "ms.k_folds", { unit = true, k = true, seed = true,
                                      stratify = true })
  local names, groups = by_unit(data, sections, args.unit, "ms.k_folds")
  local labels
  if args.stratify ~= nil then
    labels = {}
    for i, name in ipairs(names) do
      if type(args.stratify) ~= "table" or args.stratify[name] == nil then
        core.fail("ms.k_folds: stratify has no class of " .. args.unit .. " " .. name)
      end
      labels[i] = tostring(args.stratify[name])
    end
  end
  local places, scarce = core.k_folds(#names, args.k, args.seed, labels)
  if scarce ~= "" then
    print("ms.k_folds: fewer units than folds: " .. scarce)
  end
  local folds = {}
  for i, held_out in ipairs(places) do
    local inside = {}
    for _, place in ipairs(held_out) do
      for _, section in ipairs(groups[names[place]]) do inside[section] = true end
    end
    local test = {}
    for _, section in ipairs(sections) do
      if inside[section] then test[#test + 1] = section end
    end
    folds[i] = split_off(sections, args.unit, tostring(i), test)
  end
  return folds
end

