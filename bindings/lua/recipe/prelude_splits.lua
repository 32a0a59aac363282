-- The part of the prelude that selects from lists: sections, folds and splits.
-- Compiled behind prelude.lua as one chunk: the locals of that file are seen here.

-- Lists ---------------------------------------------------------------------

function ms.without(list, names)
  need_list(list, "ms.without", "the first argument")
  need_list(names, "ms.without", "the second argument")
  local known, left_out = set_of(list), set_of(names)
  for _, name in ipairs(names) do
    if not known[name] then
      core.fail("ms.without: '" .. tostring(name) .. "' is not in the list"
                .. core.did_you_mean(tostring(name), list))
    end
  end
  local kept = {}
  for _, item in ipairs(list) do
    if not left_out[item] then kept[#kept + 1] = item end
  end
  return kept
end

-- The values of these sections, in the order of `names`; of blocks their rows.
function ms.part(values, names)
  if type(names) == "string" then names = { names } end
  need_list(values, "ms.part", "the first argument")
  need_list(names, "ms.part", "the second argument")
  if core.block_section(names[1]) ~= nil then return ms.rows(values, names) end
  local by_name, here = {}, {}
  for _, value in ipairs(values) do
    local section = core.section_of(value)
    if section == nil then
      core.fail("ms.part: the list is not one by section: it holds "
                .. core.describe(value))
    end
    by_name[section] = value
    local short = section:match("/(.*)$") or section
    by_name[short] = by_name[short] == nil and value or false
    here[#here + 1] = short
  end
  local picked = {}
  for i, name in ipairs(names) do
    local value = by_name[name]
    if value == nil then
      core.fail("ms.part: no value of section '" .. tostring(name)
                .. "'; there are " .. text_list(here))
    elseif value == false then
      core.fail("ms.part: section '" .. name .. "' is in two data sets; say "
                .. "\"DATA/" .. name .. "\"")
    end
    picked[i] = value
  end
  return picked
end

-- A section, a block of one, or a patient of a table, and its row of the sheet.
local function unit_of(data, name, unit, who)
  local row = data.patient_rows[name]
  local section = core.block_section(name)
  if section ~= nil or row == nil or data.rows[name] ~= nil then
    row = row_of(data, section or name, who)
  end
  if unit == "block" and section ~= nil then return name end
  if unit == "section" and row.section ~= nil then return row.section end
  if unit == "block" or unit == "section" then
    core.fail(who .. ": '" .. tostring(name) .. "' is no " .. unit
              .. (unit == "block" and "; ms.regions gives names of blocks" or ""))
  end
  if unit == "patient" then return row.patient end
  if unit == "site" or unit == "batch" then
    local value = row[unit] or ""
    if value == "" then
      core.fail(who .. ": the sample sheet of " .. data.name .. " names no " .. unit
                .. " for " .. (row.section and "section " .. row.section
                               or "patient " .. row.patient))
    end
    return value
  end
  core.fail(who .. ": no unit '" .. tostring(unit)
            .. "'; expected \"block\", \"section\", \"patient\", \"site\" or \"batch\"")
end

-- Sections (or blocks, or patients) by unit: sorted names, and a list of them
-- each.
local function by_unit(data, sections, unit, who)
  need_data(data, who)
  need_list(sections, who, "the list of sections")
  local groups = {}
  for _, section in ipairs(sections) do
    local name = unit_of(data, section, unit, who)
    groups[name] = groups[name] or {}
    table.insert(groups[name], section)
  end
  local names = {}
  for name in pairs(groups) do names[#names + 1] = name end
  return names, groups
end

-- A fold says which unit it holds out, and what it is called.
local function split_off(sections, unit, name, test)
  local inside, train = set_of(test), {}
  for _, section in ipairs(sections) do
    if not inside[section] then train[#train + 1] = section end
  end
  return { name = name, unit = unit, test = test, train = train }
end

-- A fold with as many training sections as would be left if the units of
-- `groups` that it tests were held out instead. Sections of those units stay
-- first, so that the size changes and the leak does not; the next ones behind the
-- tested section are taken, round the list. Unchanged where nothing would be left.
local function cut_to_size(fold, sections, groups)
  local tested, related, size = set_of(fold.test), {}, #sections
  for _, group in pairs(groups) do
    local touched = false
    for _, section in ipairs(group) do touched = touched or tested[section] end
    if touched then
      size = size - #group
      for _, section in ipairs(group) do related[section] = true end
    end
  end
  if size < 1 then return fold end
  local last = 0
  for i, section in ipairs(sections) do
    if tested[section] then last = i end
  end
  local inside, chosen, left = set_of(fold.train), {}, size
  for _, wanted in ipairs({ true, false }) do
    for i = last, last + #sections - 1 do
      local section = sections[i % #sections + 1]
      if left > 0 and inside[section] and (related[section] or false) == wanted then
        chosen[section], left = true, left - 1
      end
    end
  end
  local train = {}
  for _, section in ipairs(fold.train) do
    if chosen[section] then train[#train + 1] = section end
  end
  return { name = fold.name, unit = fold.unit, test = fold.test, train = train }
end

-- One fold a unit, held out. With one unit nothing is left to learn from: an
-- error, unless the recipe says that its page is to show just that.
function ms.folds(data, sections, unit, args)
  local names, groups = by_unit(data, sections, unit, "ms.folds")
  local like_groups
  if args ~= nil then
    check_members(args, "ms.folds", { size_like = true, may_be_empty = true })
    if args.size_like ~= nil then
      like_groups = select(2, by_unit(data, sections, args.size_like, "ms.folds"))
    end
  end
  local folds = {}
  if #names < 2 then
    if args ~= nil and args.may_be_empty == true then return folds end
    core.fail("ms.folds: " .. (#names == 0 and "there are no sections"
              or #sections == 1 and "there is one section, " .. sections[1]
              or #sections .. " sections are of one " .. unit .. ", "
                 .. names[1])
              .. ": held out, it leaves nothing to learn from and nothing is "
              .. "scored; hold out another unit, or say that the recipe shows "
              .. "this, { may_be_empty = true }")
  end
  for i, name in ipairs(names) do
    folds[i] = split_off(sections, unit, name, groups[name])
    if like_groups then
      folds[i] = cut_to_size(folds[i], sections, like_groups)
    end
  end
  return folds
end

-- One split: the sections of the named units are held out.
function ms.split(data, sections, unit, held_out)
  local names, groups = by_unit(data, sections, unit, "ms.split")
  if type(held_out) == "string" then held_out = { held_out } end
  need_list(held_out, "ms.split", "the units held out")
  local inside = {}
  for _, name in ipairs(held_out) do
    if groups[name] == nil then
      core.fail("ms.split: no " .. unit .. " '" .. tostring(name) .. "'; there are "
                .. text_list(names))
    end
    for _, section in ipairs(groups[name]) do inside[section] = true end
  end
  local test = {}
  for _, section in ipairs(sections) do
    if inside[section] then test[#test + 1] = section end
  end
  return split_off(sections, unit, table.concat(held_out, "+"), test)
end
