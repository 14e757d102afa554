// SPDX-License-Identifier: Apache-2.0
#include "server/control/decoding.hpp"

#include <algorithm>
#include <array>

#include "server/values.hpp"

namespace busbar::server::control {

using model::LeafId;
using model::no_leaf;
using model::NodeId;

namespace {

constexpr std::size_t max_identification = 64;
constexpr std::int64_t max_category = 8;

class Reader {
public:
    Reader(const model::Model& model, const Parameters& parameters, Received& into)
        : model_(model), parameters_(parameters), into_(into) {
        const model::Node& node = model.node(parameters.node);
        const model::Leaf& first = model.leaf(LeafId{node.first_leaf});
        const model::Leaf& last = model.leaf(LeafId{node.first_leaf + node.leaf_count - 1});
        origin_ = first.offset;
        into.command.slots.assign(last.offset + last.size - first.offset, 0);
    }

    /// Goes on after what does not fit: what follows may still be good.
    void read(NodeId id, const mms::Data& data) {
        const model::Node& node = model_.node(id);
        if (node.is_leaf()) return store(LeafId{node.first_leaf}, data);
        const auto* members = data.get_if<mms::Structure>();
        if (members == nullptr || members->members.size() != node.child_count ||
            node.kind == model::NodeKind::array) {
            return misfit(DataAccessError::type_inconsistent);
        }
        auto child = model_.children(id).begin();
        for (const mms::Data& member : members->members) {
            read(*child, member);
            ++child;
        }
    }

    void take_apart() {
        Command& command = into_.command;
        const auto value = [&](LeafId leaf) {
            return model::slot::value(model_.leaf(leaf).type, slot(leaf));
        };
        if (parameters_.value != no_leaf) command.value = value(parameters_.value);
        if (parameters_.oper_time != no_leaf) {
            const Value time = value(parameters_.oper_time);
            const auto* stamp = time.get_if<Timestamp>();
            if (stamp != nullptr && (stamp->seconds != 0 || stamp->fraction != 0)) command.oper_time = *stamp;
        }
        command.origin.category = OrCat::not_supported;
        if (parameters_.category != no_leaf) {
            const auto type = model_.leaf(parameters_.category).type;
            const auto number = model::slot::integer(type, slot(parameters_.category));
            command.origin.category = static_cast<OrCat>(number);
        }
        if (parameters_.identification != no_leaf) {
            const auto octets = model::slot::octets(model_.leaf(parameters_.identification).type,
                                                    slot(parameters_.identification));
            command.origin.identification.assign(octets.begin(), octets.end());
        }
        if (parameters_.ctl_num != no_leaf) {
            const auto number = value(parameters_.ctl_num).as<std::uint8_t>();
            command.ctl_num = number.value_or(std::uint8_t{0});
        }
        if (parameters_.time != no_leaf) command.time = value(parameters_.time);
        if (parameters_.test != no_leaf) {
            command.test = model::slot::boolean(model_.leaf(parameters_.test).type, slot(parameters_.test));
        }
        if (parameters_.check != no_leaf) {
            const auto octets =
                model::slot::octets(model_.leaf(parameters_.check).type, slot(parameters_.check));
            const unsigned bits = octets.empty() ? 0U : octets.front();
            command.check = {(bits & 0x80U) != 0, (bits & 0x40U) != 0};
        }
    }

private:
    [[nodiscard]] std::uint8_t* slot(LeafId leaf) {
        return into_.command.slots.data() + (model_.leaf(leaf).offset - origin_);
    }
    void misfit(DataAccessError error) {
        if (!into_.misfit) into_.misfit = error;
    }
    void store(LeafId leaf, const mms::Data& data) {
        if (leaf == parameters_.identification) {
            const auto* octets = data.get_if<ber::OctetString>();
            if (octets != nullptr && octets->octets.size() > max_identification) {
                into_.invalid_origin = true;
                static_cast<void>(model::slot::store_octets(model_.leaf(leaf).type, slot(leaf),
                                                            octets->octets.first(max_identification)));
                return;
            }
        }
        if (leaf == parameters_.category) {
            const auto* number = data.get_if<mms::Integer>();
            const bool known =
                number != nullptr && number->fits() && number->value >= 0 && number->value <= max_category;
            if (number != nullptr && !known) {
                into_.invalid_origin = true;
                return;
            }
        }
        const auto error = store_leaf(model_, leaf, data, slot(leaf));
        if (!error) return;
        // A category that the file's own enumeration does not have is as good as none.
        if (leaf == parameters_.category && *error == DataAccessError::object_value_invalid) {
            into_.invalid_origin = true;
        } else {
            misfit(*error);
        }
    }

    const model::Model& model_;
    const Parameters& parameters_;
    Received& into_;
    std::uint32_t origin_ = 0;  // offset of the first slot in the image
};

}  // namespace

Received receive_command(const model::Model& model, const Parameters& parameters, const mms::Data& data) {
    Received received;
    if (model.node(parameters.node).leaf_count == 0) {
        received.misfit = DataAccessError::type_inconsistent;
        return received;
    }
    Reader reader(model, parameters, received);
    reader.read(parameters.node, data);
    reader.take_apart();
    return received;
}

bool same_parameters(const Command& selection, const Command& operate) {
    return selection.value == operate.value && selection.oper_time == operate.oper_time &&
           selection.origin == operate.origin && selection.ctl_num == operate.ctl_num &&
           selection.test == operate.test && selection.check == operate.check;
}

}  // namespace busbar::server::control
