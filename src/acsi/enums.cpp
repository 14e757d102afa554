// SPDX-License-Identifier: Apache-2.0
// Literals of the standard enumerations, and the bit names of packed lists.
#include "acsi/enums.hpp"

#include <array>

namespace busbar::acsi {
namespace {

constexpr Literal dbpos[] = {{0, "intermediate-state"}, {1, "off"}, {2, "on"}, {3, "bad-state"}};
constexpr Literal tcmd[] = {{0, "stop"}, {1, "lower"}, {2, "higher"}, {3, "reserved"}};
constexpr Literal ctl_model[] = {{0, "status-only"},
                                 {1, "direct-with-normal-security"},
                                 {2, "sbo-with-normal-security"},
                                 {3, "direct-with-enhanced-security"},
                                 {4, "sbo-with-enhanced-security"}};
constexpr Literal sbo_class[] = {{0, "operate-once"}, {1, "operate-many"}};
constexpr Literal or_cat[] = {{0, "not-supported"},    {1, "bay-control"},   {2, "station-control"},
                              {3, "remote-control"},   {4, "automatic-bay"}, {5, "automatic-station"},
                              {6, "automatic-remote"}, {7, "maintenance"},   {8, "process"}};
constexpr Literal mode[] = {{1, "on"}, {2, "blocked"}, {3, "test"}, {4, "test/blocked"}, {5, "off"}};
constexpr Literal health[] = {{1, "Ok"}, {2, "Warning"}, {3, "Alarm"}};
constexpr Literal smp_mod[] = {
    {0, "samples per nominal period"}, {1, "samples per second"}, {2, "seconds per sample"}};
constexpr Literal command_qualifier[] = {{0, "pulse"}, {1, "persistent"}, {2, "persistent-feedback"}};
constexpr Literal service_type[] = {{0, "Unknown"},
                                    {1, "Associate"},
                                    {2, "Abort"},
                                    {3, "Release"},
                                    {4, "GetServerDirectory"},
                                    {5, "GetLogicalDeviceDirectory"},
                                    {6, "GetAllDataValues"},
                                    {7, "GetDataValues"},
                                    {8, "SetDataValues"},
                                    {9, "GetDataDirectory"},
                                    {10, "GetDataDefinition"},
                                    {11, "GetDataSetValues"},
                                    {12, "SetDataSetValues"},
                                    {13, "CreateDataSet"},
                                    {14, "DeleteDataSet"},
                                    {15, "GetDataSetDirectory"},
                                    {16, "SelectActiveSG"},
                                    {17, "SelectEditSG"},
                                    {18, "SetEditSGValue"},
                                    {19, "ConfirmEditSGValues"},
                                    {20, "GetEditSGValue"},
                                    {21, "GetSGCBValues"},
                                    {22, "Report"},
                                    {23, "GetBRCBValues"},
                                    {24, "SetBRCBValues"},
                                    {25, "GetURCBValues"},
                                    {26, "SetURCBValues"},
                                    {27, "GetLCBValues"},
                                    {28, "SetLCBValues"},
                                    {29, "QueryLogByTime"},
                                    {30, "QueryLogAfter"},
                                    {31, "GetLogStatusValues"},
                                    {32, "SendGOOSEMessage"},
                                    {33, "GetGoCBValues"},
                                    {34, "SetGoCBValues"},
                                    {35, "GetGoReference"},
                                    {36, "GetGOOSEElementNumber"},
                                    {37, "SendMSVMessage"},
                                    {38, "GetMSVCBValues"},
                                    {39, "SetMSVCBValues"},
                                    {40, "SendUSVMessage"},
                                    {41, "GetUSVCBValues"},
                                    {42, "SetUSVCBValues"},
                                    {43, "Select"},
                                    {44, "SelectWithValue"},
                                    {45, "Cancel"},
                                    {46, "Operate"},
                                    {47, "CommandTermination"},
                                    {48, "TimeActivatedOperate"},
                                    {49, "GetFile"},
                                    {50, "SetFile"},
                                    {51, "DeleteFile"},
                                    {52, "GetFileAttributeValues"},
                                    {53, "TimeSynchronization"},
                                    {54, "InternalChange"},
                                    {55, "GetLogicalNodeDirectory"},
                                    {56, "GetMsvReference"},
                                    {57, "GetMSVElementNumber"}};
constexpr Literal service_error[] = {{0, "no-error"},
                                     {1, "instance-not-available"},
                                     {2, "instance-in-use"},
                                     {3, "access-violation"},
                                     {4, "access-not-allowed-in-current-state"},
                                     {5, "parameter-value-inappropriate"},
                                     {6, "parameter-value-inconsistent"},
                                     {7, "class-not-supported"},
                                     {8, "instance-locked-by-other-client"},
                                     {9, "control-must-be-selected"},
                                     {10, "type-conflict"},
                                     {11, "failed-due-to-communications-constraint"},
                                     {12, "failed-due-to-server-constraint"}};

constexpr std::string_view trg_ops[] = {"",          "data-change",          "quality-change", "data-update",
                                        "integrity", "general-interrogation"};
constexpr std::string_view opt_flds[] = {"",
                                         "sequence-number",
                                         "report-time-stamp",
                                         "reason-for-inclusion",
                                         "data-set-name",
                                         "data-reference",
                                         "buffer-overflow",
                                         "entryID",
                                         "conf-revision",
                                         "segmentation"};
constexpr std::string_view reasons[] = {
    "",          "data-change",           "quality-change",     "data-update",
    "integrity", "general-interrogation", "application-trigger"};
constexpr std::string_view checks[] = {"synchrocheck", "interlock-check"};

}  // namespace

std::string_view text_of(Literals literals, std::int64_t ord) {
    for (const Literal& literal : literals) {
        if (literal.ord == ord) return literal.text;
    }
    return {};
}

std::optional<std::int32_t> ord_of(Literals literals, std::string_view text) {
    for (const Literal& literal : literals) {
        if (literal.text == text) return literal.ord;
    }
    return std::nullopt;
}

Literals dbpos_literals() {
    return dbpos;
}
Literals tcmd_literals() {
    return tcmd;
}
Literals ctl_model_literals() {
    return ctl_model;
}
Literals sbo_class_literals() {
    return sbo_class;
}
Literals or_cat_literals() {
    return or_cat;
}
Literals mode_literals() {
    return mode;
}
Literals health_literals() {
    return health;
}
Literals smp_mod_literals() {
    return smp_mod;
}
Literals command_qualifier_literals() {
    return command_qualifier;
}
Literals service_type_literals() {
    return service_type;
}
Literals service_error_literals() {
    return service_error;
}

std::span<const std::string_view> trg_ops_names() {
    return trg_ops;
}
std::span<const std::string_view> opt_flds_names() {
    return opt_flds;
}
std::span<const std::string_view> reason_names() {
    return reasons;
}
std::span<const std::string_view> check_names() {
    return checks;
}

}  // namespace busbar::acsi
