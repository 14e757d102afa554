// SPDX-License-Identifier: Apache-2.0
// For tests: a server's directory and types as a script, with the oddities that real servers show.
#pragma once

#include <algorithm>
#include <map>
#include <set>

#include "client/test_peer.hpp"

namespace busbar::client::testing {

/// Type descriptions that tests put together; they live as long as the program.
namespace types {
inline const mms::TypeDescription boolean{mms::BooleanType{}};
inline const mms::TypeDescription quality{mms::BitStringType{-13}};
inline const mms::TypeDescription time{mms::UtcTimeType{}};
inline const mms::TypeDescription float32{mms::FloatingPointType{32, 8}};
inline const mms::TypeDescription int8{mms::IntegerType{8}};
inline const mms::TypeDescription text{mms::VisibleStringType{-255}};

inline mms::StructureComponent member(const char* name, const mms::TypeDescription& type) {
    return {ber::VisibleString(name), ber::One<mms::TypeDescription>(type)};
}
/// A structure; `members` must live on.
inline mms::TypeDescription structure(const std::vector<mms::StructureComponent>& members) {
    return {mms::StructureType{false, ber::List<mms::StructureComponent>(members)}};
}

// XCBR1 = ST { Pos { stVal, q, t }, Loc { stVal } }, CF { Pos { ctlModel } }
inline const std::vector<mms::StructureComponent> pos_st_members{member("stVal", boolean),
                                                                 member("q", quality), member("t", time)};
inline const mms::TypeDescription pos_st = structure(pos_st_members);
inline const std::vector<mms::StructureComponent> loc_members{member("stVal", boolean)};
inline const mms::TypeDescription loc = structure(loc_members);
inline const std::vector<mms::StructureComponent> st_members{member("Pos", pos_st), member("Loc", loc)};
inline const mms::TypeDescription st = structure(st_members);
inline const std::vector<mms::StructureComponent> pos_cf_members{member("ctlModel", int8)};
inline const mms::TypeDescription pos_cf = structure(pos_cf_members);
inline const std::vector<mms::StructureComponent> cf_members{member("Pos", pos_cf)};
inline const mms::TypeDescription cf = structure(cf_members);
inline const std::vector<mms::StructureComponent> xcbr_members{member("ST", st), member("CF", cf)};
inline const mms::TypeDescription xcbr = structure(xcbr_members);
}  // namespace types

/// A server with one logical device LD0 and one node XCBR1, unless told otherwise.
struct TestStation {
    std::vector<std::string> devices{"LD0"};
    std::vector<std::string> names{
        "XCBR1",          "XCBR1$ST",       "XCBR1$ST$Pos",         "XCBR1$ST$Pos$stVal",
        "XCBR1$ST$Pos$q", "XCBR1$ST$Pos$t", "XCBR1$ST$Loc",         "XCBR1$ST$Loc$stVal",
        "XCBR1$CF",       "XCBR1$CF$Pos",   "XCBR1$CF$Pos$ctlModel"};
    std::map<std::string, const mms::TypeDescription*> described{
        {"XCBR1", &types::xcbr},          {"XCBR1$ST", &types::st},         {"XCBR1$CF", &types::cf},
        {"XCBR1$ST$Pos", &types::pos_st}, {"XCBR1$CF$Pos", &types::pos_cf}, {"XCBR1$ST$Loc", &types::loc}};
    std::set<std::string> not_described;  ///< answered by resource/0
    bool knows_types = true;              ///< else unrecognized-service
    std::size_t page = 1000;              ///< names in one answer
    bool ignores_continue_after = false;  ///< every page is the first
    bool omits_more_follows = false;      ///< sent as the default, TRUE, even at the end
    std::size_t most_outstanding = 0;

    void attach(TestPeer& peer) {
        peer.script = [this, &peer](const mms::Envelope& request) { serve(peer, request); };
    }
    void serve(TestPeer& peer, const mms::Envelope& request) {
        if (request.kind != mms::PduKind::confirmed_request) return;
        most_outstanding = std::max(most_outstanding, peer.remote.session.outstanding());
        if (request.service_tag() == mms::GetNameList::tag) return list(peer, request);
        if (request.service_tag() == mms::GetVariableAccessAttributes::tag) return describe(peer, request);
        peer.reject(request.invoke_id, mms::reject_code::unrecognized_service);
    }

private:
    void list(TestPeer& peer, const mms::Envelope& envelope) {
        const auto request = TestPeer::decoded<mms::GetNameList>(envelope);
        const auto* domain = std::get_if<mms::DomainScope>(&request.object_scope.value);
        const std::vector<std::string>& all = domain != nullptr ? names : devices;
        std::size_t begin = 0;
        if (request.continue_after && !ignores_continue_after) {
            const auto found = std::find(all.begin(), all.end(), request.continue_after->text);
            if (found == all.end()) return peer.refuse(envelope.invoke_id, 7, 2);
            begin = static_cast<std::size_t>(found - all.begin()) + 1;
        }
        const std::size_t end = std::min(all.size(), begin + page);
        std::vector<ber::VisibleString> part;
        for (std::size_t i = begin; i < end; ++i) part.emplace_back(all[i]);
        mms::GetNameListResponse response;
        response.identifiers = ber::List<ber::VisibleString>(part);
        response.more_follows = omits_more_follows || end < all.size();
        peer.answer<mms::GetNameList>(envelope.invoke_id, response);
    }
    void describe(TestPeer& peer, const mms::Envelope& envelope) {
        const auto request = TestPeer::decoded<mms::GetVariableAccessAttributes>(envelope);
        const std::string item(request.name()->domain()->item.text);
        if (!knows_types) return peer.reject(envelope.invoke_id, mms::reject_code::unrecognized_service);
        if (not_described.contains(item)) return peer.refuse(envelope.invoke_id, 3, 0);
        const auto found = described.find(item);
        if (found == described.end()) return peer.refuse(envelope.invoke_id, 7, 2);
        mms::GetVariableAccessAttributesResponse response;
        response.type = *found->second;
        peer.answer<mms::GetVariableAccessAttributes>(envelope.invoke_id, response);
    }
};

}  // namespace busbar::client::testing
