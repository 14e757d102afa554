// SPDX-License-Identifier: Apache-2.0
// Where a model's measured values and their parameters are. The values are in FC MX; the parameters under the
// same names in FC CF of the same logical node.
#include <algorithm>

#include "server/dead_band.hpp"

namespace busbar::server {

using model::LeafId;
using model::Model;
using model::no_leaf;
using model::no_node;
using model::NodeId;
using model::NodeKind;

class DeadBands::Finder {
public:
    explicit Finder(const Model& model) : model_(model) {}

    std::vector<Band> find() {
        std::vector<Band> bands;
        const auto nodes = model_.nodes();
        for (std::uint32_t i = 0; i < nodes.size(); ++i) {
            if (nodes[i].kind != NodeKind::structure || nodes[i].fc != Fc::mx) continue;
            const NodeId node{i};
            const std::string_view name = model_.name(node);
            const bool vector = name == "instCVal";
            if (!vector && name != "instMag") continue;
            Band band = vector ? complex_value(node) : magnitude(node);
            if (band.magnitude.db == no_leaf || !given(band.magnitude.instant) ||
                !given(band.magnitude.derived)) {
                continue;
            }
            band.time = time_of(node);
            bands.push_back(band);
        }
        return bands;
    }
    /// Every leaf whose setting makes the band be looked at.
    template <class Visit>
    static void each_source(const Band& band, Visit visit) {
        for (const Channel* channel : {&band.magnitude, &band.angle}) {
            const Limits& limits = channel->limits;
            for (const Analogue* analogue : {&channel->instant, &limits.high_high, &limits.high, &limits.low,
                                             &limits.low_low, &limits.min, &limits.max}) {
                visit(analogue->i);
                visit(analogue->f);
            }
            visit(channel->factor);
            visit(channel->offset);
            visit(channel->db);
            visit(channel->reference);
            visit(limits.hysteresis);
        }
        visit(band.zero_db);
        visit(band.zero_reference);
    }

private:
    static bool given(const Analogue& analogue) { return analogue.f != no_leaf || analogue.i != no_leaf; }

    [[nodiscard]] NodeId child(NodeId parent, std::string_view name) const {
        return parent == no_node ? no_node : model_.child(parent, name);
    }
    /// A leaf of one of these types.
    [[nodiscard]] LeafId leaf(NodeId parent, std::string_view name,
                              std::initializer_list<BasicType> types) const {
        const NodeId node = child(parent, name);
        if (node == no_node || !model_.node(node).is_leaf()) return no_leaf;
        const BasicType type = model_.node(node).type;
        return std::find(types.begin(), types.end(), type) != types.end() ? model_.leaf_of(node) : no_leaf;
    }
    [[nodiscard]] LeafId number(NodeId parent, std::string_view name) const {
        return leaf(parent, name, {BasicType::int32u, BasicType::int32, BasicType::int24u});
    }
    [[nodiscard]] LeafId real(NodeId parent, std::string_view name) const {
        return leaf(parent, name, {BasicType::float32, BasicType::float64});
    }
    [[nodiscard]] Analogue analogue(NodeId parent, std::string_view name) const {
        const NodeId node = child(parent, name);
        return {leaf(node, "i", {BasicType::int32, BasicType::int64}), real(node, "f")};
    }
    /// The node of the same name in FC CF.
    [[nodiscard]] NodeId configuration(NodeId node) const {
        const model::Node& record = model_.node(node);
        if (record.kind == NodeKind::functional_constraint) return model_.child(record.parent, "CF");
        const NodeId parent = configuration(record.parent);
        if (parent == no_node) return no_node;
        if (const auto position = model_.element_index(node)) return model_.element(parent, *position);
        return model_.child(parent, model_.name(node));
    }
    void find_limits(Limits& limits, NodeId values, NodeId parameters, std::string_view result,
                     std::string_view config) const {
        const NodeId range_c = child(parameters, config);
        limits = {analogue(range_c, "hhLim"), analogue(range_c, "hLim"),
                  analogue(range_c, "lLim"),  analogue(range_c, "llLim"),
                  analogue(range_c, "min"),   analogue(range_c, "max"),
                  number(range_c, "limDb"),   leaf(values, result, {BasicType::enumerated})};
    }
    void find_parameters(Channel& channel, NodeId parameters, std::string_view scale, std::string_view db,
                         std::string_view reference) const {
        const NodeId config = child(parameters, scale);
        channel.factor = real(config, "scaleFactor");
        channel.offset = real(config, "offset");
        channel.db = number(parameters, db);
        channel.reference = real(parameters, reference);
    }
    void find_common(Band& band, NodeId values, NodeId parameters) const {
        band.zero_db = number(parameters, "zeroDb");
        band.zero_reference = real(parameters, "zeroDbRef");
        find_limits(band.magnitude.limits, values, parameters, "range", "rangeC");
    }
    [[nodiscard]] Band magnitude(NodeId instant) const {
        Band band;
        const NodeId values = model_.node(instant).parent;
        const NodeId parameters = configuration(values);
        band.magnitude.instant = analogue(values, "instMag");
        band.magnitude.derived = analogue(values, "mag");
        find_parameters(band.magnitude, parameters, "sVC", "db", "dbRef");
        find_common(band, values, parameters);
        return band;
    }
    [[nodiscard]] Band complex_value(NodeId instant) const {
        Band band;
        const NodeId values = model_.node(instant).parent;
        const NodeId parameters = configuration(values);
        const NodeId derived = child(values, "cVal");
        band.magnitude.instant = analogue(instant, "mag");
        band.magnitude.derived = analogue(derived, "mag");
        find_parameters(band.magnitude, parameters, "magSVC", "db", "dbRef");
        find_common(band, values, parameters);
        band.angle.instant = analogue(instant, "ang");
        band.angle.derived = analogue(derived, "ang");
        find_parameters(band.angle, parameters, "angSVC", "dbAng", "dbAngRef");
        find_limits(band.angle.limits, values, parameters, "rangeAng", "rangeAngC");
        return band;
    }
    /// t of the nearest data object above.
    [[nodiscard]] LeafId time_of(NodeId node) const {
        for (NodeId above = model_.node(node).parent; model_.node(above).depth > 2;
             above = model_.node(above).parent) {
            const LeafId time = leaf(above, "t", {BasicType::timestamp});
            if (time != no_leaf) return time;
        }
        return no_leaf;
    }

    const Model& model_;
};

DeadBands::DeadBands(model::Process& process) : process_(process), bands_(Finder(process.model()).find()) {
    if (bands_.empty()) return;
    std::uint32_t last = 0;
    first_leaf_ = model::index(no_leaf);
    const auto each = [&](auto visit) {
        for (std::uint32_t i = 0; i < bands_.size(); ++i) {
            Finder::each_source(bands_[i], [&](LeafId leaf) {
                if (leaf != no_leaf) visit(leaf, i);
            });
        }
    };
    each([&](LeafId leaf, std::uint32_t) {
        first_leaf_ = std::min(first_leaf_, model::index(leaf));
        last = std::max(last, model::index(leaf));
        process_.add_source(leaf);
    });
    band_of_.resize(last - first_leaf_ + 1);
    each([&](LeafId leaf, std::uint32_t band) { band_of_[model::index(leaf) - first_leaf_] = band; });
    process_.set_deriver(this);
}

DeadBands::~DeadBands() {
    if (!bands_.empty()) process_.set_deriver(nullptr);
}

}  // namespace busbar::server
