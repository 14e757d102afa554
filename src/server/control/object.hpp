// SPDX-License-Identifier: Apache-2.0
// A controllable data object of the model (IEC 61850-7-3: SPC, DPC, INC, ENC, BSC, ISC, APC, BAC): where its
// service parameters, its status and its configuration lie. Resolved once; engine, checks and process work on
// it without lookups.
#pragma once

#include <busbar/control_fields.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/image.hpp"

namespace busbar::server::control {

/// What ctlVal is, and with it what the status is. By the common data class, or where that is not known by
/// the types of ctlVal and status.
enum class Kind : std::uint8_t { spc, dpc, inc, enc, bsc, isc, apc, bac };

/// Members of Oper or SBOw or Cancel; no_node and no_leaf for what the structure does not have.
struct Parameters {
    model::NodeId node = model::no_node;   ///< the structure itself
    model::LeafId value = model::no_leaf;  ///< ctlVal, or the one leaf in it (ctlVal.f, ctlVal.i)
    model::LeafId oper_time = model::no_leaf;
    model::LeafId category = model::no_leaf, identification = model::no_leaf;  ///< origin
    model::LeafId ctl_num = model::no_leaf;
    model::LeafId time = model::no_leaf;  ///< T: Timestamp, or EntryTime in files of edition 1
    model::LeafId test = model::no_leaf;
    model::LeafId check = model::no_leaf;
};

struct Object {
    std::uint32_t number = 0;  ///< position in Objects
    Kind kind = Kind::spc;
    model::NodeId logical_device = model::no_node;
    model::NodeId logical_node = model::no_node;
    model::NodeId node = model::no_node;  ///< LN$CO$DO
    model::NodeId sbo = model::no_node;   ///< the leaf LN$CO$DO$SBO
    Parameters oper, sbow, cancel;

    // FC ST, or MX for APC and BAC; no_leaf for what the class or the file leaves out
    model::LeafId value = model::no_leaf;      ///< stVal, valWTr.posVal, mxVal.f or mxVal.i
    model::LeafId transient = model::no_leaf;  ///< valWTr.transInd
    model::LeafId quality = model::no_leaf;
    model::LeafId time = model::no_leaf;
    model::LeafId selected = model::no_leaf;                                   ///< stSeld
    model::LeafId category = model::no_leaf, identification = model::no_leaf;  ///< origin
    model::LeafId ctl_num = model::no_leaf;
    // FC OR
    model::LeafId op_rcvd = model::no_leaf, op_ok = model::no_leaf, t_op_ok = model::no_leaf;
    // FC CF
    model::LeafId ctl_model = model::no_leaf, sbo_timeout = model::no_leaf, sbo_class = model::no_leaf,
                  oper_timeout = model::no_leaf;
    model::LeafId min = model::no_leaf, max = model::no_leaf,
                  step = model::no_leaf;  ///< .f or .i where structured

    std::string reference;  ///< "LD/LN$CO$DO", the control object reference of 8-1
    std::string_view name;  ///< "Pos"; lives as long as the model
};

/// What the device says now; ctlModel may be changed at run time. By the services that the object has where
/// the model lacks it.
CtlModel ctl_model_of(const Object& object, const model::Image& image);

/// All controllable data objects of a model, in its order, those with ctlModel status-only included.
/// Immutable.
class Objects {
public:
    explicit Objects(const model::Model& model);
    [[nodiscard]] const std::vector<Object>& all() const { return objects_; }
    /// The one that `node` belongs to: a node at or below LN$CO$DO, or at or below the data object under
    /// another functional constraint. Null where it is none.
    [[nodiscard]] const Object* of(model::NodeId node) const;

private:
    const model::Model& model_;
    std::vector<Object> objects_;
    std::vector<std::pair<model::NodeId, std::uint32_t>> by_node_;  // data object nodes, sorted; the number
};

}  // namespace busbar::server::control
