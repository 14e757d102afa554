// SPDX-License-Identifier: Apache-2.0
// Shows what the layers below MMS say: COTP, session, presentation, ACSE.
#pragma once

#include "ber/visitor.hpp"
#include "osi/acse/apdu.hpp"
#include "osi/cotp/tpdu.hpp"
#include "osi/presentation/ppdu.hpp"
#include "osi/session/spdu.hpp"

namespace busbar::decode {

/// "CR", "DT", ...
std::string_view name_of(const cotp::Tpdu& tpdu);
std::string_view name_of(const session::Spdu& spdu);
std::string_view name_of(const acse::Apdu& apdu);

void show(const cotp::Tpdu& tpdu, ber::Visitor& visitor);
/// Without the user data, which is the next layer's.
void show(const session::Spdu& spdu, ber::Visitor& visitor);
Bytes user_data(const session::Spdu& spdu);

void show(const presentation::Connect& ppdu, ber::Visitor& visitor);
void show(const presentation::Accept& ppdu, ber::Visitor& visitor);
void show(const presentation::Refuse& ppdu, ber::Visitor& visitor);
void show(const presentation::Abort& ppdu, ber::Visitor& visitor);

void show(const acse::Apdu& apdu, ber::Visitor& visitor);
/// The MMS PDU that AARQ and AARE carry; empty for others.
Bytes user_information(const acse::Apdu& apdu);

}  // namespace busbar::decode
