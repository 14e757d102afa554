// SPDX-License-Identifier: Apache-2.0
// For tests: a server with one controllable object LD0/CSWI1.Pos as a script. It answers as the test says,
// and keeps what was asked of it.
#pragma once

#include <cctype>
#include <deque>
#include <map>

#include "client/control.hpp"
#include "client/test_peer.hpp"
#include "client/value_codec.hpp"

namespace busbar::client::testing {

/// A type from text: {ctlVal:b,T:utc,Check:bits-2}; leaves b, iN, uN, f, d, bitsN, oN, v, utc, bt.
class TypeText {
public:
    const mms::TypeDescription& parse(std::string_view text) {
        text_ = text;
        return type();
    }

private:
    const mms::TypeDescription& keep(mms::TypeDescription type) {
        return types_.emplace_back(std::move(type));
    }
    std::string_view word() {
        std::size_t end = 0;
        while (end < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[end])) != 0 ||
                                      text_[end] == '-' || text_[end] == '_'))
            ++end;
        const std::string_view found = text_.substr(0, end);
        text_.remove_prefix(end);
        return found;
    }
    const mms::TypeDescription& type() {
        if (text_.starts_with('{')) return structure();
        const std::string_view name = word();
        const std::size_t digits = std::min(name.find_first_of("-0123456789"), name.size());
        const std::int32_t size = digits < name.size() ? std::stoi(std::string(name.substr(digits))) : 0;
        const std::string_view kind = name.substr(0, digits);
        if (kind == "b") return keep({mms::BooleanType{}});
        if (kind == "i") return keep({mms::IntegerType{static_cast<std::uint8_t>(size)}});
        if (kind == "u") return keep({mms::UnsignedType{static_cast<std::uint8_t>(size)}});
        if (kind == "f") return keep({mms::FloatingPointType{32, 8}});
        if (kind == "d") return keep({mms::FloatingPointType{64, 11}});
        if (kind == "bits") return keep({mms::BitStringType{size}});
        if (kind == "o") return keep({mms::OctetStringType{size}});
        if (kind == "v") return keep({mms::VisibleStringType{size == 0 ? -129 : size}});
        if (kind == "utc") return keep({mms::UtcTimeType{}});
        if (kind == "bt") return keep({mms::BinaryTimeType{true}});
        throw std::runtime_error("no such type");
    }
    const mms::TypeDescription& structure() {
        std::vector<mms::StructureComponent> members;
        do {
            text_.remove_prefix(1);  // { or ,
            const std::string_view name = word();
            text_.remove_prefix(1);  // :
            members.push_back(
                {ber::VisibleString(names_.emplace_back(name)), ber::One<mms::TypeDescription>(type())});
        } while (text_.starts_with(','));
        text_.remove_prefix(1);  // }
        parts_.push_back(std::move(members));
        return keep({mms::StructureType{false, ber::List<mms::StructureComponent>(parts_.back())}});
    }

    std::string_view text_;
    std::deque<std::string> names_;
    std::deque<mms::TypeDescription> types_;
    std::deque<std::vector<mms::StructureComponent>> parts_;
};

inline constexpr const char* usual_oper =
    "{ctlVal:b,origin:{orCat:i8,orIdent:o-64},ctlNum:u8,T:utc,Test:b,Check:bits-2}";
inline constexpr const char* usual_cancel =
    "{ctlVal:b,origin:{orCat:i8,orIdent:o-64},ctlNum:u8,T:utc,Test:b}";

class ControlStation {
public:
    explicit ControlStation(TestPeer& peer, CtlModel model = CtlModel::sbo_with_enhanced_security)
        : peer_(peer) {
        values["CSWI1$CF$Pos$ctlModel"] = static_cast<std::int64_t>(model);
        values["CSWI1$CF$Pos$sboTimeout"] = 20'000U;
        values["CSWI1$CF$Pos$operTimeout"] = 5'000U;
        values["CSWI1$CF$Pos$sboClass"] = 0;
        values["CSWI1$ST$Pos"] = Value::structure({BitString(2, 2), Quality(), Timestamp()});
        values["CSWI1$CO$Pos$SBO"] = "LD0/CSWI1$CO$Pos";
        peer.script = [this](const mms::Envelope& request) { serve(request); };
    }

    /// Types of the members of CO.Pos; none: no FC CO.
    std::map<std::string, std::string> services{
        {"SBO", "v"}, {"SBOw", usual_oper}, {"Oper", usual_oper}, {"Cancel", usual_cancel}};
    std::string configuration = "{ctlModel:i8,sboTimeout:u32,sboClass:i8,operTimeout:u32}";
    std::map<std::string, Value> values;
    /// "SBO", "SBOw {true, {3, 627573626172}, 1, ..}": what was asked.
    std::vector<std::string> log;
    std::vector<Value> written;
    /// After a write came in, before its answer; the answer is what it gives.
    std::function<std::optional<DataAccessError>(const std::string& service, const Value& value)> on_write;
    /// After the answer was sent.
    std::function<void(const std::string& service, const Value& value)> after_write;
    /// Write is answered by nothing.
    bool swallows_writes = false;
    bool swallows_reads = false;                       ///< of SBO
    std::optional<std::pair<int, int>> service_error;  ///< the answer to every Write

    // ---- what servers send by themselves ----

    static ByteVector information_report(const std::vector<std::string>& names,
                                         const std::vector<Value>& values) {
        std::vector<mms::ListEntry> entries(names.size());
        std::vector<mms::AccessResult> results;
        for (std::size_t i = 0; i < names.size(); ++i) {
            const std::size_t slash = names[i].find('/');
            if (slash == std::string::npos) {
                entries[i].variable.value = mms::ObjectName{mms::VmdSpecific{names[i]}};
            } else {
                const std::string_view name = names[i];
                entries[i].variable.value =
                    mms::ObjectName{mms::DomainSpecific{name.substr(0, slash), name.substr(slash + 1)}};
            }
        }
        for (const Value& value : values) {
            if (const auto* failure = value.get_if<DataAccessError>()) {
                results.push_back({*failure});
            } else {
                results.push_back({view_of(value)});
            }
        }
        mms::InformationReportIndication indication;
        indication.variables.value = ber::List<mms::ListEntry>(entries);
        indication.results = ber::List<mms::AccessResult>(results);
        BackWriter writer;
        mms::encode_unconfirmed<mms::InformationReport>(writer, indication);
        return {writer.bytes().begin(), writer.bytes().end()};
    }
    static Value appl_error(const std::string& object, int cause, unsigned ctl_num = 1, int error = 1) {
        return Value::structure({object, error, Value::structure({3, OctetString{{'b'}}}), ctl_num, cause});
    }
    void send(const std::vector<std::string>& names, const std::vector<Value>& sent) {
        peer_.send_octets(information_report(names, sent));
    }
    void send_appl_error(const std::string& object, int cause, unsigned ctl_num = 1) {
        send({"LastApplError"}, {appl_error(object, cause, ctl_num)});
    }
    void send_termination(const Value& oper, const std::string& name = "LD0/CSWI1$CO$Pos$Oper") {
        send({name}, {oper});
    }
    void send_negative_termination(const Value& oper, int cause, unsigned ctl_num = 1) {
        send({"LastApplError", "LD0/CSWI1$CO$Pos$Oper"},
             {appl_error("LD0/CSWI1$CO$Pos$Oper", cause, ctl_num), oper});
    }

private:
    void serve(const mms::Envelope& request) {
        if (request.kind != mms::PduKind::confirmed_request) return;
        switch (request.service_tag()) {
            case mms::GetVariableAccessAttributes::tag: return describe(request);
            case mms::Read::tag: return read(request);
            case mms::Write::tag: return write(request);
            default: return peer_.reject(request.invoke_id, mms::reject_code::unrecognized_service);
        }
    }
    void describe(const mms::Envelope& envelope) {
        const auto request = TestPeer::decoded<mms::GetVariableAccessAttributes>(envelope);
        if (request.name()->domain()->item.text != "CSWI1") return peer_.refuse(envelope.invoke_id, 7, 2);
        std::string text = "{ST:{Pos:{stVal:bits2,q:bits-13,t:utc},Loc:{stVal:b}}";
        if (!services.empty()) {
            text += ",CO:{Pos:{";
            for (const auto& [name, type] : services) text += name + ":" + type + ",";
            text.back() = '}';
            text += "}";
        }
        text += ",CF:{Pos:" + configuration + "}}";
        TypeText types;
        mms::GetVariableAccessAttributesResponse response;
        response.type = types.parse(text);
        peer_.answer<mms::GetVariableAccessAttributes>(envelope.invoke_id, response);
    }
    void read(const mms::Envelope& envelope) {
        const auto request = TestPeer::decoded<mms::Read>(envelope);
        std::deque<Value> found;
        std::vector<mms::AccessResult> results;
        for (const mms::ListEntry& entry : *request.variables.variables()) {
            const std::string item(entry.variable.name()->domain()->item.text);
            if (item.ends_with("$SBO")) log.emplace_back("SBO");
            if (item.ends_with("$SBO") && swallows_reads) return;
            const auto value = values.find(item);
            if (value == values.end()) {
                results.push_back({DataAccessError::object_non_existent});
            } else if (const auto* failure = value->second.get_if<DataAccessError>()) {
                results.push_back({*failure});
            } else {
                found.push_back(value->second);
                results.push_back({view_of(found.back())});
            }
        }
        mms::ReadResponse response;
        response.results = ber::List<mms::AccessResult>(results);
        peer_.answer<mms::Read>(envelope.invoke_id, response);
    }
    void write(const mms::Envelope& envelope) {
        const auto request = TestPeer::decoded<mms::Write>(envelope);
        const std::string item((*request.variables.variables()).front().variable.name()->domain()->item.text);
        const std::string service = item.substr(item.rfind('$') + 1);
        const Value value = to_value(request.data.front());
        log.push_back(service);
        written.push_back(value);
        if (swallows_writes) return;
        const auto refusal = on_write ? on_write(service, value) : std::nullopt;
        if (service_error)
            return peer_.refuse(envelope.invoke_id, service_error->first, service_error->second);
        mms::WriteResult result;
        if (refusal) {
            result.value = *refusal;
        } else {
            result.value = mms::WriteSuccess{};
        }
        mms::WriteResponse response;
        response.results = ber::List<mms::WriteResult>(std::span<const mms::WriteResult>(&result, 1));
        peer_.answer<mms::Write>(envelope.invoke_id, response);
        if (after_write) after_write(service, value);
    }

    TestPeer& peer_;
};

}  // namespace busbar::client::testing
