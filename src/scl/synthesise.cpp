// SPDX-License-Identifier: Apache-2.0
// Control attributes of IEC 61850-8-1 clause 20 for data objects of edition 1 files whose types have a
// ctlModel but not the attributes that go with it. Left out: operTm, which is there only with time-activated
// control.
#include <algorithm>

#include "acsi/enums.hpp"
#include "scl/expand.hpp"

namespace busbar::scl {
namespace {

using Item = model::Builder::Item;

bool has_control(const Type& type, std::string_view name) {
    const Member* member = type.find(name, Fc::co);
    return member != nullptr && member->kind != MemberKind::broken;
}

/// The attribute whose type the control value has: setMag of APC, valWTr.posVal of step positions, else
/// stVal.
const Member* status_value(const Type& type) {
    for (const std::string_view name : {"stVal", "mxVal", "setMag", "setVal"}) {
        const Member* member = type.find(name);
        if (member != nullptr && member->fc != Fc::none) return member;
    }
    return nullptr;
}

class Synthesis {
public:
    Synthesis(Expander& expander, Item item, const Type& type)
        : expander_(expander), item_(item), type_(type) {}

    /// SBOw, Oper and Cancel; the file's Oper, where there is one, gives the members.
    void service(std::string_view name) {
        model::AttributeSpec spec;
        spec.name = name;
        spec.fc = Fc::co;
        const Item structure = expander_.builder().structure(item_, spec);
        const bool cancel = name == "Cancel";
        const Member* pattern = type_.find("Oper", Fc::co);
        if (pattern != nullptr && pattern->type != nullptr) {
            for (const Member& member : pattern->type->members) {
                if (member.dropped || member.kind == MemberKind::broken || (cancel && member.name == "Check"))
                    continue;
                expander_.attribute(structure, *pattern->type, member, Fc::co, {});
            }
            return;
        }
        control_value(structure);
        spec.fc = Fc::none;
        spec.name = "origin";
        const Item origin = expander_.builder().structure(structure, spec);
        leaf(origin, "orCat", BasicType::enumerated, originator_category());
        leaf(origin, "orIdent", BasicType::octet64);
        leaf(structure, "ctlNum", BasicType::int8u);
        leaf(structure, "T", BasicType::timestamp);
        leaf(structure, "Test", BasicType::boolean);
        if (!cancel) leaf(structure, "Check", BasicType::check);
    }

    void select() {
        model::AttributeSpec spec;
        spec.name = "SBO";
        spec.fc = Fc::co;
        spec.type = BasicType::vis_string129;
        expander_.builder().attribute(item_, spec);
    }

private:
    void leaf(Item parent, std::string_view name, BasicType type,
              std::optional<std::uint16_t> enumeration = {}) {
        model::AttributeSpec spec;
        spec.name = name;
        spec.type = type;
        spec.enum_type = enumeration;
        expander_.builder().attribute(parent, spec);
    }

    /// The type of origin.orCat in the status, where there is one.
    std::optional<std::uint16_t> originator_category() {
        const Member* origin = type_.find("origin");
        const Member* category =
            origin == nullptr || origin->type == nullptr ? nullptr : origin->type->find("orCat");
        return category == nullptr ? std::nullopt : expander_.enumeration(category->enumeration);
    }

    void control_value(Item structure) {
        const Text cdc = type_.cdc;
        const Member* status = status_value(type_);
        if (cdc == "SPC" || cdc == "DPC") return leaf(structure, "ctlVal", BasicType::boolean);
        if (cdc == "BSC" || cdc == "BAC") return leaf(structure, "ctlVal", BasicType::tcmd);
        if (cdc == "ISC") return leaf(structure, "ctlVal", BasicType::int8);
        if (status != nullptr && status->kind == MemberKind::leaf) {
            return leaf(structure, "ctlVal", status->basic, expander_.enumeration(status->enumeration));
        }
        if (cdc != "APC") return leaf(structure, "ctlVal", BasicType::int32);
        model::AttributeSpec spec;
        spec.name = "ctlVal";
        const Item value = expander_.builder().structure(structure, spec);
        const bool integer =
            status != nullptr && status->type != nullptr && status->type->find("f") == nullptr;
        leaf(value, integer ? "i" : "f", integer ? BasicType::int32 : BasicType::float32);
    }

    Expander& expander_;
    Item item_;
    const Type& type_;
};

bool is_controllable(std::string_view cdc) {
    static constexpr std::string_view classes[] = {"SPC", "DPC", "INC", "ENC", "BSC", "ISC", "APC", "BAC"};
    return std::find(std::begin(classes), std::end(classes), cdc) != std::end(classes);
}

}  // namespace

void synthesise_control(Expander& expander, Item item, const Type& type, const Sites& sites,
                        FindingList& findings) {
    if (!is_controllable(type.cdc)) return;
    const auto model = attribute_number(type, "ctlModel", sites);
    if (!model || *model < 1 || *model > 4) return;
    const bool select = *model == static_cast<int>(acsi::CtlModel::sbo_with_normal_security);
    const bool select_with_value = *model == static_cast<int>(acsi::CtlModel::sbo_with_enhanced_security);
    Synthesis synthesis(expander, item, type);
    std::string added;
    const auto add = [&](std::string_view name) {
        if (has_control(type, name)) return;
        name == "SBO" ? synthesis.select() : synthesis.service(name);
        added.append(added.empty() ? "" : ", ").append(name);
    };
    if (select) add("SBO");
    if (select_with_value) add("SBOw");
    add("Oper");
    if (select || select_with_value) add("Cancel");
    if (added.empty()) return;
    const std::uint32_t at = sites.empty() ? type.at : sites.front().instance->at;
    findings.add(Severity::info, code::control_synthesised, at, path_of(type),
                 "ctlModel " + std::to_string(*model) + " needs " + added + ", which the type lacks; added");
}

}  // namespace busbar::scl
