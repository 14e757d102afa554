// SPDX-License-Identifier: Apache-2.0
// What a client is made with, and the plain results of its procedures; shared by the blocking and the
// coroutine face.
#pragma once

#include <bitset>
#include <busbar/error.hpp>
#include <busbar/reference.hpp>
#include <busbar/value.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace busbar {

/// One side's address in the OSI layers (IEC 61850-6 ConnectedAP, P elements). Defaults are those that
/// devices come with. Selectors are compared octet by octet: {0, 1} is not {1}.
struct OsiAddress {
    std::vector<std::uint8_t> transport_selector = usual_selector();  ///< OSI-TSEL, at most 32 octets
    std::vector<std::uint8_t> session_selector = usual_selector();    ///< OSI-SSEL, at most 16
    std::vector<std::uint8_t> presentation_selector =
        usual_presentation_selector();    ///< OSI-PSEL, at most 16
    std::optional<std::string> ap_title;  ///< dotted, "1.1.1.999.1"; none sends none
    std::optional<std::int32_t> ae_qualifier;

    /// 00 01. Functions, because GCC 12 cannot have braced lists as defaults inside a coroutine.
    static std::vector<std::uint8_t> usual_selector();
    /// 00 00 00 01.
    static std::vector<std::uint8_t> usual_presentation_selector();
};

enum class Direction : std::uint8_t { sent, received };
/// Called with octets that are valid during the call only, on the thread that drives the client. Must not
/// call the client.
using OctetsHook = std::function<void(Direction, std::span<const std::uint8_t>)>;

struct ClientOptions {
    /// From the call of connect() to the association: name resolution, TCP, all handshakes.
    std::chrono::milliseconds connect_timeout{10'000};
    /// From the sending of a request to its answer.
    std::chrono::milliseconds request_timeout{10'000};
    /// A whole discovery, whatever the server answers.
    std::chrono::milliseconds discovery_timeout{120'000};

    OsiAddress own;   ///< calling
    OsiAddress peer;  ///< called
    /// ACSE password, sent in plain text.
    std::optional<std::string> password;

    /// Longest MMS PDU proposed, in octets; the server may lower it.
    std::uint32_t max_pdu_octets = 65'000;
    /// Requests under way at once, proposed; the server may lower it. At least 1.
    std::uint16_t max_outstanding = 10;

    /// Bounds of discovery against servers that never come to an end. Reached: Fault::limit.
    std::size_t max_model_nodes = 200'000;
    std::size_t max_model_name_octets = std::size_t{2} << 20U;  ///< of names that differ
    std::size_t max_listed_names = 1'000'000;                   ///< answers to all GetNameList together

    /// Every MMS PDU in both directions, conclude, initiate and what lower layers carry excepted.
    OctetsHook trace;
    /// Every octet of the stream in both directions, in portions as they were sent or received.
    OctetsHook tap;
};

/// What initiate settled.
struct AssociationInfo {
    std::size_t max_pdu_octets = 0;  ///< longest MMS PDU that either side sends
    std::uint16_t max_outstanding = 1;
    std::uint8_t max_nesting = 0;
    std::bitset<18> parameters;  ///< parameter CBB both have, by bit: 0 str1, 1 str2, 2 vnam, 3 valt, 7 vlis
    std::bitset<93> services;    ///< servicesSupported of the server, by bit
};

/// ISO 9506-2 identify. Text of the server: escape before printing.
struct RemoteIdentity {
    std::string vendor, model, revision;
};
/// ISO 9506-2 status.
struct RemoteStatus {
    enum class Logical : std::uint8_t {
        state_changes_allowed,
        no_state_changes,
        limited_services,
        support_services
    };
    enum class Physical : std::uint8_t {
        operational,
        partially_operational,
        inoperable,
        needs_commissioning
    };
    Logical logical = Logical::state_changes_allowed;
    Physical physical = Physical::operational;
    BitString local_detail;
};
std::string_view name_of(RemoteStatus::Logical logical);
std::string_view name_of(RemoteStatus::Physical physical);

/// What GetLogicalNodeDirectory lists (IEC 61850-7-2).
enum class AcsiClass : std::uint8_t { data_object, data_set, brcb, urcb, lcb, log, sgcb, gocb, msvcb, usvcb };
std::string_view name_of(AcsiClass acsi_class);

/// Members of a data set (GetDataSetDirectory).
struct DataSetMember {
    std::string domain, item;  ///< as the server names it; item "LN$FC$DO..."
    /// The same as reference, with array index and components; empty where the names are not of that form.
    std::optional<ObjectReference> reference;
    /// "LD/LN.DO.DA[FC]", or the names as they came.
    [[nodiscard]] std::string text() const;
};
struct DataSetDefinition {
    bool deletable = false;
    std::vector<DataSetMember> members;
};

/// One assignment of a list Write.
struct Assignment {
    ObjectReference object;
    Value value;
};

}  // namespace busbar
