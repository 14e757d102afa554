// SPDX-License-Identifier: Apache-2.0
// What an SCL file says, element by element (IEC 61850-6), as far as a server or client needs it. Texts are
// views into the file; `at` is the offset of the element. Defaults of the schema are filled in. Left out:
// Substation, Line, Process, Inputs, Association, GSEDir and everything private.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/definitions.hpp"
#include "scl/types.hpp"

namespace busbar::scl {

/// DOI, SDI or DAI. Sorted by name among its neighbours, which SCL leaves unordered.
struct Instance {
    enum class Kind : std::uint8_t { doi, sdi, dai };
    Kind kind = Kind::doi;
    std::uint32_t at = 0;
    Text name;
    Text index;     ///< ix, null where absent
    Text val_kind;  ///< DAI only
    std::vector<Val> values;
    std::vector<Instance> children;
};

/// FCDA
struct Fcda {
    std::uint32_t at = 0;
    Text device, prefix, ln_class, ln_inst, data_object, attribute, fc, index;
};
struct DataSet {
    std::uint32_t at = 0;
    Text name;
    std::vector<Fcda> members;
};

/// RptEnabled/ClientLN
struct ClientLn {
    Text ied, access_point;
};
struct ReportControl {
    std::uint32_t at = 0;
    Text name, data_set, report_id, max;
    bool buffered = false, indexed = true;
    std::uint32_t integrity_ms = 0, buffer_ms = 0, conf_rev = 0;
    TrgOps triggers;
    OptFlds fields;
    std::uint32_t instances = 1;
    std::vector<ClientLn> clients;
};
struct LogControl {
    std::uint32_t at = 0;
    Text name, data_set, log_name, device, prefix, ln_class, ln_inst;
    bool enabled = true, reason = true;
    std::uint32_t integrity_ms = 0, buffer_ms = 0;
    TrgOps triggers;
};
struct Log {
    std::uint32_t at = 0;
    Text name;
};
struct SettingControl {
    std::uint32_t at = 0;
    std::uint32_t groups = 0, active = 1;
    std::optional<std::uint32_t> reservation_s;
};
struct GseControl {
    std::uint32_t at = 0;
    Text name, data_set, id;
    std::uint32_t conf_rev = 0;
    bool fixed_offsets = false, gsse = false;
};
struct SvControl {
    std::uint32_t at = 0;
    Text name, data_set, id;
    bool multicast = true;
    std::uint32_t conf_rev = 0, rate = 0, asdus = 1;
    std::optional<std::uint8_t> mode;  ///< SmpMod; none in edition 1
    bool refresh_time = false, sample_rate = false, data_set_name = false, security = false,
         synchronized = false;
};

/// LN0 or LN
struct LogicalNode {
    std::uint32_t at = 0;
    Text prefix, ln_class, inst, type_id;
    std::string name;  ///< prefix + lnClass + inst
    const Type* type = nullptr;
    bool dropped = false;  ///< second of its name, or a name that cannot be served
    std::vector<Instance> instances;
    std::vector<DataSet> data_sets;
    std::vector<ReportControl> reports;
    std::vector<LogControl> log_controls;
    std::vector<Log> logs;
    std::vector<GseControl> gooses;
    std::vector<SvControl> sampled_values;
    std::optional<SettingControl> setting;

    [[nodiscard]] bool is_ln0() const { return ln_class == "LLN0"; }
};
struct LogicalDevice {
    std::uint32_t at = 0;
    Text inst, ld_name;
    bool dropped = false;  ///< as for LogicalNode
    std::string name;      ///< the MMS domain: ldName, or IED name + inst
    std::vector<LogicalNode> nodes;
    std::unordered_map<std::string_view, const LogicalNode*> by_name;  ///< filled by Document::link

    [[nodiscard]] const LogicalNode* find(std::string_view node) const;
};

struct AccessPoint {
    std::uint32_t at = 0;
    Text name, server_at;
    bool has_server = false;
    std::vector<LogicalDevice> devices;
    std::optional<model::Services> services;
    std::unordered_map<std::string_view, const LogicalDevice*> by_inst;  ///< filled by Document::link

    [[nodiscard]] const LogicalDevice* find(std::string_view inst) const;
};
struct Ied {
    std::uint32_t at = 0;
    Text name, type, manufacturer, config_version, description;
    std::optional<model::Services> services;
    std::vector<AccessPoint> access_points;

    [[nodiscard]] const AccessPoint* find(std::string_view access_point) const;
    std::unordered_map<std::string_view, const AccessPoint*> by_name;  ///< filled by Document::link
    /// The access point whose server is reached at `access_point`: itself, or that of ServerAt. Null without
    /// one.
    [[nodiscard]] const AccessPoint* server_of(const AccessPoint& access_point) const;
};

/// Communication/SubNetwork/ConnectedAP
struct BlockAddress {
    std::uint32_t at = 0;
    Text device, block;
    Text mac, vlan_id, vlan_priority, app_id;
    std::optional<std::uint32_t> min_time_ms, max_time_ms;
    bool sampled_values = false;
};
struct AddressField {
    Text type, value;
};
struct ConnectedAp {
    std::uint32_t at = 0;
    Text subnetwork, ied, access_point;
    std::vector<AddressField> fields;
    std::vector<BlockAddress> blocks;
};

struct Document {
    Text id, version, revision, release;  ///< Header id; SCL version attributes
    SclEdition edition = SclEdition::ed1;
    std::vector<ConnectedAp> connected;
    std::vector<Ied> ieds;
    TypeTable types;

    std::unordered_map<std::string_view, const Ied*> by_name;                      ///< filled by link
    std::unordered_map<std::string, std::vector<const ConnectedAp*>> connections;  ///< by connection_key, too

    [[nodiscard]] const Ied* find(std::string_view ied) const;
    /// The ConnectedAPs of an access point, in the order of the file.
    [[nodiscard]] const std::vector<const ConnectedAp*>& connections_of(std::string_view ied,
                                                                        std::string_view ap) const;
    /// Resolves the types and gives each logical node its own. The document must not be copied afterwards.
    void link(FindingList& findings);
};

/// Reads the whole tree. Never fails: what is missing or unreadable gives a finding and the schema's default.
Document read_document(const Xml& xml, FindingList& findings);

}  // namespace busbar::scl
