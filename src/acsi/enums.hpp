// SPDX-License-Identifier: Apache-2.0
// Enumerations of IEC 61850-7-2, -7-3 and -7-4 that the services need by number, with their literals as SCL
// spells them. Enumerations of a device come with its SCL file.
#pragma once

#include <busbar/control_fields.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace busbar::acsi {

struct Literal {
    std::int32_t ord;
    std::string_view text;
};
using Literals = std::span<const Literal>;

/// Literal of a number, or empty.
std::string_view text_of(Literals literals, std::int64_t ord);
/// Number of a literal, exact spelling.
std::optional<std::int32_t> ord_of(Literals literals, std::string_view text);

enum class Dbpos : std::uint8_t { intermediate_state = 0, off = 1, on = 2, bad_state = 3 };
enum class Tcmd : std::uint8_t { stop = 0, lower = 1, higher = 2, reserved = 3 };
using busbar::CtlModel;
using busbar::OrCat;
using busbar::SboClass;
/// Mod and Beh.
enum class Mode : std::uint8_t { on = 1, blocked = 2, test = 3, test_blocked = 4, off = 5 };
enum class Health : std::uint8_t { ok = 1, warning = 2, alarm = 3 };

Literals dbpos_literals();
Literals tcmd_literals();
Literals ctl_model_literals();
Literals sbo_class_literals();
Literals or_cat_literals();
Literals mode_literals();
Literals health_literals();
Literals smp_mod_literals();
Literals command_qualifier_literals();  ///< pulseConfig.cmdQual
Literals service_type_literals();       ///< serviceType of tracking data
Literals service_error_literals();      ///< errorCode of tracking data: ServiceError of 7-2

/// The single-bit names of packed lists, bit 0 first; reserved bits are empty.
std::span<const std::string_view> trg_ops_names();
std::span<const std::string_view> opt_flds_names();
std::span<const std::string_view> reason_names();
std::span<const std::string_view> check_names();

}  // namespace busbar::acsi
