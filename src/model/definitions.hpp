// SPDX-License-Identifier: Apache-2.0
// What a model defines beside its tree: data sets, control blocks, logs, setting groups, enumerations,
// addresses and capabilities (IEC 61850-6 and -7-2). Plain data, immutable once built. The *Spec types are
// what a builder takes; the others add where the thing is in the tree.
#pragma once

#include <array>
#include <busbar/reference.hpp>
#include <busbar/report_fields.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/node.hpp"

namespace busbar::model {

/// SCL version, revision and release: 2003 (edition 1), 2007A (2), 2007B (2.1), 2007C.
enum class Edition : std::uint8_t { ed1, ed2, ed21, ed22 };

struct EnumLiteral {
    std::int32_t ord = 0;
    std::string text;
};
struct EnumType {
    std::string id;
    std::vector<EnumLiteral> literals;
    /// Announced width: 8 bits unless a literal needs more. Filled in by the builder.
    std::uint8_t width = 8;

    [[nodiscard]] const EnumLiteral* find(std::int64_t ord) const;
    [[nodiscard]] const EnumLiteral* find(std::string_view text) const;
};

struct LogicalDeviceInfo {
    std::string name;  ///< the MMS domain: ldName, or IED name + inst
    std::string inst;
    std::string ld_name;  ///< functional name, empty where none
};
struct LogicalNodeInfo {
    std::string prefix;
    std::string ln_class;
    std::string inst;

    [[nodiscard]] std::string name() const { return prefix + ln_class + inst; }
};

struct DataSetMember {
    NodeId node = no_node;  ///< a DO below its FC (FCD), an attribute (FCDA), or either inside an array
                            ///< element; no_node where it does not exist and the builder was told to keep it
    std::string missing;    ///< the reference as defined, when node is no_node
};
struct DataSet {
    NodeId logical_node = no_node;
    std::string name;     ///< "ds1"
    std::string item_id;  ///< "LLN0$ds1"
    std::vector<DataSetMember> members;
};

struct ReportControlSpec {
    bool buffered = false;
    std::string name;      ///< of the instance, index included: "urcbA01"
    std::string rpt_id;    ///< empty: initialised with the reference LD/LN$RP$name
    std::string data_set;  ///< name in the same logical node, empty = none
    std::uint32_t conf_rev = 0;
    OptFlds opt_flds;
    std::uint32_t buf_tm_ms = 0;
    TrgOps trg_ops;
    std::uint32_t intg_pd_ms = 0;
    bool with_owner = false;          ///< member Owner exists
    bool with_resv_tms = false;       ///< member ResvTms exists (BRCB)
    bool reserved = false;            ///< pre-assigned by configuration: Resv TRUE, ResvTms -1
    std::vector<std::uint8_t> owner;  ///< address of the pre-assigned client, where known
};
struct ReportControl {
    NodeId node = no_node;  ///< the structure LN$RP$name or LN$BR$name
    NodeId logical_node = no_node;
    std::optional<std::uint32_t> data_set;  ///< position in Model::data_sets()
    ReportControlSpec settings;
};

struct LogControlSpec {
    std::string name;
    std::string log_ref;   ///< "LD/LN$logName"
    std::string data_set;  ///< name in the same logical node, empty = none
    bool log_ena = true;
    bool reason_code = true;
    TrgOps trg_ops;
    std::uint32_t intg_pd_ms = 0;
    std::uint32_t buf_tm_ms = 0;
};
struct LogControl {
    NodeId node = no_node;
    NodeId logical_node = no_node;
    std::optional<std::uint32_t> data_set;
    LogControlSpec settings;
};
/// A journal.
struct Log {
    NodeId logical_node = no_node;
    std::string name;
    std::string item_id;  ///< "LLN0$EventLog"
};

struct SettingControlSpec {
    std::uint8_t num_of_sg = 1;
    std::uint8_t act_sg = 1;
    std::optional<std::uint16_t> resv_tms_s;  ///< member ResvTms exists when given
};
struct SettingControl {
    NodeId node = no_node;  ///< the structure LLN0$SP$SGCB
    NodeId logical_device = no_node;
    SettingControlSpec settings;
    /// Every leaf of FC SG in the logical device, its twin in FC SE (or no_leaf), and where its value begins
    /// in each of `groups`.
    struct Member {
        LeafId active = no_leaf;
        LeafId edit = no_leaf;
        std::uint32_t offset = 0;
    };
    std::vector<Member> members;
    /// Initial values: for each group (0 = group 1) the slots of the members, packed.
    std::vector<std::vector<std::uint8_t>> groups;
};

struct PhyComAddr {
    std::array<std::uint8_t, 6> mac{};
    std::uint8_t priority = 0;
    std::uint16_t vid = 0;
    std::uint16_t appid = 0;
};
struct GooseControlSpec {
    std::string name;
    std::string go_id;
    std::string data_set;
    std::uint32_t conf_rev = 0;
    bool fixed_offs = false;
    bool with_times = true;  ///< MinTime, MaxTime and FixedOffs exist (not in edition 1)
    std::uint32_t min_time_ms = 0, max_time_ms = 0;
    PhyComAddr address;
};
struct GooseControl {
    NodeId node = no_node;
    NodeId logical_node = no_node;
    std::optional<std::uint32_t> data_set;
    GooseControlSpec settings;
};
struct SampledValueControlSpec {
    bool multicast = true;
    std::string name;
    std::string sv_id;
    std::string data_set;
    std::uint32_t conf_rev = 0;
    std::uint16_t smp_rate = 0;
    std::optional<std::uint8_t> smp_mod;  ///< member SmpMod exists when given
    std::uint16_t no_asdu = 1;
    bool refresh_time = false, sample_synchronized = false, sample_rate = false, data_set_name = false,
         security = false;
    PhyComAddr address;
};
struct SampledValueControl {
    NodeId node = no_node;
    NodeId logical_node = no_node;
    std::optional<std::uint32_t> data_set;
    SampledValueControlSpec settings;
};

/// Addresses of an access point (SCL ConnectedAP). Selectors in octets.
struct Communication {
    std::string sub_network;
    std::string access_point;
    std::string ip, ip_subnet, ip_gateway, ipv6;
    std::uint16_t mms_port = 102;
    std::vector<std::uint8_t> tsel, ssel, psel;
    std::vector<std::uint32_t> ap_title;
    std::optional<std::uint32_t> ae_qualifier, ap_invoke, ae_invoke;
    std::vector<std::pair<std::string, std::string>> parameters;  ///< every P element as written
};

/// SCL *Settings: whether a client may change a member of a control block online.
enum class Setting : std::uint8_t { fix, conf, dyn };

/// SCL Services: what the IED says it can do. Absent elements are false, 0 or nothing.
struct Services {
    bool present = false;  ///< an element Services was found
    std::uint16_t name_length = 32;
    std::optional<std::uint32_t> dyn_association;
    bool sg_edit = false, sg_edit_resv_tms = false, conf_sg = false, conf_sg_resv_tms = false;
    bool get_directory = false, get_data_object_definition = false, data_object_directory = false,
         get_data_set_value = false, set_data_set_value = false, data_set_directory = false,
         read_write = false, get_cb_values = false, timer_activated_control = false;
    struct DataSets {
        std::uint32_t max = 0;
        std::optional<std::uint32_t> max_attributes;
        bool modify = true;
    };
    std::optional<DataSets> conf_data_set, dyn_data_set;
    std::optional<std::uint32_t> conf_report_control, conf_log_control;
    struct ReportSettings {
        bool present = false;  ///< an element ReportSettings was found; without it a client may set all
        Setting cb_name = Setting::fix, dat_set = Setting::fix, rpt_id = Setting::fix,
                opt_fields = Setting::fix, buf_time = Setting::fix, trg_ops = Setting::fix,
                intg_pd = Setting::fix;
        bool resv_tms = false, owner = false;
    } report_settings;
    struct LogSettings {
        bool present = false;  ///< an element LogSettings was found; without it a client may set all
        Setting cb_name = Setting::fix, dat_set = Setting::fix, log_ena = Setting::fix,
                trg_ops = Setting::fix, intg_pd = Setting::fix;
    } log_settings;
    struct GseSettings {
        Setting cb_name = Setting::fix, dat_set = Setting::fix, app_id = Setting::fix,
                data_label = Setting::fix;
    } gse_settings;
    struct SmvSettings {
        Setting cb_name = Setting::fix, dat_set = Setting::fix, sv_id = Setting::fix,
                opt_fields = Setting::fix, smp_rate = Setting::fix;
    } smv_settings;
    bool file_handling = false, conf_ld_name = false;
    bool set_to_ro = false;  ///< ValueHandling: valKind Set is served read-only
};

/// Who the IED is.
struct Identity {
    std::string ied_name;
    std::string manufacturer, type, config_version, description;
    Edition edition = Edition::ed21;
};

}  // namespace busbar::model
