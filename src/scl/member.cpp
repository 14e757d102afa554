// SPDX-License-Identifier: Apache-2.0
#include "scl/member.hpp"

#include "scl/reader.hpp"
#include "scl/suggest.hpp"

namespace busbar::scl {
namespace {

struct Component {
    Text name;
    std::optional<std::uint32_t> index;
    bool bad_index = false;
};

/// "PhV.phsA" and "cVal.mag.f" and "HaAmp(3)" into components.
void split(Text text, std::vector<Component>& path) {
    while (!text.empty()) {
        const std::size_t dot = std::min(text.find('.'), text.size());
        Component component{text.substr(0, dot), std::nullopt};
        text.remove_prefix(std::min(dot + 1, text.size()));
        const std::size_t open = component.name.find('(');
        if (open != Text::npos) {
            Text digits = component.name.substr(open + 1);
            component.name = component.name.substr(0, open);
            if (!digits.empty() && digits.back() == ')') digits.remove_suffix(1);
            const auto number = parse_integer(digits);
            component.bad_index = !number || *number < 0 || *number > UINT32_MAX;
            if (!component.bad_index) component.index = static_cast<std::uint32_t>(*number);
        }
        path.push_back(component);
    }
}

bool has_fc(const Type& type, Fc fc, SclEdition edition) {
    const auto bit = [](Fc one) { return 1U << static_cast<unsigned>(one); };
    if ((type.fcs & bit(fc)) != 0) return true;
    if (fc == Fc::sg) return (type.fcs & bit(Fc::se)) != 0;
    return fc == Fc::se && edition == SclEdition::ed1 && (type.fcs & bit(Fc::sg)) != 0;
}

class Resolver {
public:
    Resolver(const Xml& xml, const AccessPoint& ap, const LogicalDevice& own, const Fcda& fcda,
             MemberRules rules)
        : xml_(xml), ap_(ap), own_(own), fcda_(fcda), rules_(rules) {}

    std::variant<ObjectReference, MemberFault> run() {
        const bool found = device() && node() && constraint() && path();
        if (!found) return std::move(fault_);
        return std::move(reference_);
    }

private:
    bool fail(std::string_view code, Text where, std::string text, std::string hint = {}) {
        const std::uint32_t at = xml_.offset(where);
        fault_ = {code, at == 0 ? fcda_.at : at, std::move(text), std::move(hint)};
        return false;
    }

    bool device() {
        device_ = fcda_.device.empty() ? &own_ : ap_.find(fcda_.device);
        if (device_ != nullptr && !device_->dropped) {
            reference_.logical_device = device_->name;
            return true;
        }
        const auto inst = [](const LogicalDevice& one) { return one.inst; };
        return fail(code::member_device_unknown, fcda_.device,
                    "the server has no logical device \"" + std::string(fcda_.device) + "\"",
                    hint(fcda_.device, ap_.devices, inst));
    }

    bool node() {
        reference_.logical_node.append(fcda_.prefix).append(fcda_.ln_class).append(fcda_.ln_inst);
        node_ = device_->find(reference_.logical_node);
        if (node_ != nullptr && !node_->dropped && node_->type != nullptr) return true;
        const auto name = [](const LogicalNode& one) -> std::string_view { return one.name; };
        const Text where = fcda_.ln_inst.empty() ? fcda_.ln_class : fcda_.ln_inst;
        return fail(
            code::member_node_unknown, where,
            "logical device " + device_->name + " has no logical node \"" + reference_.logical_node + "\"",
            hint(reference_.logical_node, device_->nodes, name));
    }

    bool constraint() {
        const auto fc = fc_from_name(fcda_.fc);
        if (!fc || *fc == Fc::none) {
            return fail(code::member_fc, fcda_.fc,
                        "fc \"" + std::string(fcda_.fc) + "\" is no functional constraint");
        }
        if (!traits_of(*fc).in_data_set) {
            return fail(
                code::member_fc, fcda_.fc,
                "data of functional constraint " + std::string(fcda_.fc) + " cannot be in a data set");
        }
        reference_.fc = *fc;
        return true;
    }

    bool path() {
        std::vector<Component> components;
        split(fcda_.data_object, components);
        split(fcda_.attribute, components);
        if (components.empty())
            return fail(code::member_unknown, fcda_.ln_class, "the FCDA names no data object");
        const Type* type = node_->type;
        bool below_attribute = false;
        bool index_used = fcda_.index.empty();
        for (std::size_t i = 0; i < components.size(); ++i) {
            Component& component = components[i];
            if (type == nullptr) return unknown(component, nullptr);
            const Member* member = type->find(component.name);
            // Below a DOType the same name may stand under several constraints.
            if (member != nullptr && member->fc != Fc::none)
                member = type->find(component.name, reference_.fc);
            if (member == nullptr || member->kind == MemberKind::broken) return unknown(component, type);
            below_attribute = below_attribute || member->fc != Fc::none;
            if (!index(component, *member, i + 1 == components.size(), index_used)) return false;
            reference_.path.push_back({std::string(component.name), component.index});
            type = member->type;
        }
        if (!below_attribute && (type == nullptr || !has_fc(*type, reference_.fc, rules_.edition))) {
            return fail(code::member_unknown, fcda_.fc,
                        text() + " has no attribute of functional constraint " + std::string(fcda_.fc));
        }
        if (!index_used)
            return fail(code::member_index, fcda_.index, "ix is given, but " + text() + " is no array");
        return true;
    }

    bool index(Component& component, const Member& member, bool last, bool& ix_used) {
        if (component.bad_index) {
            return fail(code::member_index, component.name,
                        "the index of " + std::string(component.name) + " is no number");
        }
        if (!member.is_array) {
            if (!component.index) return true;
            return fail(code::member_index, component.name, std::string(component.name) + " is no array");
        }
        if (!ix_used) {
            ix_used = true;
            const auto number = parse_integer(fcda_.index);
            if (!number || *number < 0 || *number > UINT32_MAX) {
                return fail(code::member_index, fcda_.index,
                            "ix \"" + std::string(fcda_.index) + "\" is no index");
            }
            if (!component.index) component.index = static_cast<std::uint32_t>(*number);
        }
        if (component.index && member.count != 0 && *component.index >= member.count) {
            return fail(code::member_index, component.name,
                        "index " + std::to_string(*component.index) + " is beyond the " +
                            std::to_string(member.count) + " elements of " + std::string(component.name));
        }
        if (!component.index && !last) {
            return fail(code::member_index, component.name,
                        std::string(component.name) + " is an array: an index is missing");
        }
        return true;
    }

    bool unknown(const Component& component, const Type* type) {
        std::string text = this->text() + "." + std::string(component.name) + " [" + std::string(fcda_.fc) +
                           "] does not exist";
        if (type == nullptr) return fail(code::member_unknown, component.name, std::move(text));
        const auto name = [&](const Member& member) {
            const bool possible = member.fc == Fc::none || member.fc == reference_.fc;
            return !member.dropped && possible ? member.name : Text();
        };
        return fail(code::member_unknown, component.name, text + " in " + path_of(*type),
                    hint(component.name, type->members, name));
    }

    template <class Range, class Project>
    [[nodiscard]] std::string hint(std::string_view wanted, const Range& range, Project project) const {
        return rules_.hints ? suggest(wanted, range, project) : std::string();
    }

    /// What was resolved so far, "LD/LN.DO".
    [[nodiscard]] std::string text() const {
        std::string out = reference_.logical_device + "/" + reference_.logical_node;
        for (const ReferenceComponent& component : reference_.path) out += "." + component.name;
        return out;
    }

    const Xml& xml_;
    const AccessPoint& ap_;
    const LogicalDevice& own_;
    const Fcda& fcda_;
    MemberRules rules_;
    const LogicalDevice* device_ = nullptr;
    const LogicalNode* node_ = nullptr;
    ObjectReference reference_;
    MemberFault fault_;
};

}  // namespace

std::variant<ObjectReference, MemberFault> resolve_member(const Xml& xml, const AccessPoint& ap,
                                                          const LogicalDevice& own, const Fcda& fcda,
                                                          MemberRules rules) {
    return Resolver(xml, ap, own, fcda, rules).run();
}

}  // namespace busbar::scl
