// SPDX-License-Identifier: Apache-2.0
// The tracking data objects of a model (LTRK of IEC 61850-7-4; CTS, CST, BTS, UTS, LTS, GTS, MTS, NTS, STS of
// 7-3), found once: which service each hears of, and where its attributes lie. What a file leaves out is
// left out.
#pragma once

#include <optional>
#include <vector>

#include "model/model.hpp"
#include "server/control/object.hpp"

namespace busbar::server::tracking {

/// The attributes that all have.
struct Head {
    model::LeafId object = model::no_leaf;  ///< objRef
    model::LeafId service = model::no_leaf, error = model::no_leaf;
    model::LeafId originator = model::no_leaf, time = model::no_leaf;
};

/// Any of them; by itself one that has nothing more (CST).
struct Trace {
    model::NodeId device = model::no_node;
    model::NodeId node = model::no_node;  ///< LN$SR$DO
    Head head;
};

/// Hears of the control blocks of one functional constraint.
struct BlockTrace : Trace {
    Fc fc = Fc::none;
};

/// What ctlVal of a CTS is. Analogue set points as integers and as floats have data objects of their own.
enum class Commanded : std::uint8_t { spc, dpc, inc, enc, bsc, isc, apc_float, apc_integer, bac };

struct ControlTrace : Trace {
    Commanded commanded = Commanded::spc;
    model::LeafId value = model::no_leaf;  ///< ctlVal, or the one leaf in it
    const model::EnumType* enumeration = nullptr;
    model::LeafId oper_time = model::no_leaf;
    model::LeafId category = model::no_leaf, identification = model::no_leaf;
    model::LeafId ctl_num = model::no_leaf;
    model::LeafId command_time = model::no_leaf;  ///< T
    model::LeafId test = model::no_leaf, check = model::no_leaf;
    model::LeafId cause = model::no_leaf;  ///< respAddCause
};

struct Traces {
    explicit Traces(const model::Model& model);

    std::vector<ControlTrace> controls;
    std::vector<BlockTrace> blocks;
    std::vector<Trace> others;
};

/// What an object's commands are, as the tracking data tell them apart.
Commanded commanded_of(const control::Object& object, const model::Model& model);

/// Whether an attribute of a tracking data object is that member of a control block: "rptEna" is RptEna,
/// "oldEnt" is OldEntr.
bool is_member(std::string_view attribute, std::string_view member);

}  // namespace busbar::server::tracking
