// SPDX-License-Identifier: Apache-2.0
// The one decision that every request passes before a service touches the model: (association, right, object)
// -> allow or refuse. Without a policy the model alone decides (functional constraint, valKind, SCL
// Services). A policy can only take away. The rights are those of IEC 62351-8; roles and their rights are for
// the policy to know.
#pragma once

#include <busbar/fc.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace busbar {

/// What a client wants to do with an object. The names of IEC 62351-8 in capitals.
enum class Right : std::uint8_t {
    view,           ///< VIEW: learn that the object exists. A logical device without it is absent everywhere
    read,           ///< READ: get values
    write,          ///< CONFIG: set values by Write, controls, settings and control blocks aside
    data_set,       ///< DATASET: create and delete data sets
    reporting,      ///< REPORTING: write report and log control blocks
    control,        ///< CONTROL: select, operate, cancel
    setting_group,  ///< SETTINGGROUP: write the setting group control block and the edit group
    file_read,      ///< FILEREAD
    file_write,     ///< FILEWRITE
    file_manage,    ///< FILEMNGT: rename and delete
    security,       ///< SECURITY
};
std::string_view name_of(Right right);

/// The client's side of an association, as far as it is known.
struct Peer {
    std::uint64_t id = 0;        ///< unique among all associations of a server
    std::string address;         ///< "192.0.2.1:50123", "[2001:db8::1]:50123"; from the system
    std::string ap_title;        ///< "1.1.1.999" or empty; from the peer, untrusted
    bool authenticated = false;  ///< by a password that the server knows
};

/// What it wants to do it with. Views live during the decision.
struct AccessObject {
    std::string_view logical_device;  ///< MMS domain; empty for the server itself
    std::string_view item;  ///< "LN$FC$DO$DA", a data set's or log's "LN$name", empty for a logical device
    Fc fc = Fc::none;
};

/// True allows. Called in the server's thread, for each object of each request and each name of a directory:
/// keep it cheap. Must not call the server.
using AccessPolicy = std::function<bool(const Peer& peer, Right right, const AccessObject& object)>;

}  // namespace busbar
