// SPDX-License-Identifier: Apache-2.0
// For tests: a server with report control blocks as a script. It keeps their attributes, follows the usual
// rules of writing, and sends the reports that a test makes up.
#pragma once

#include <deque>
#include <map>

#include "client/report_hub.hpp"
#include "client/test_peer.hpp"
#include "client/value_codec.hpp"

namespace busbar::client::testing {

struct Block {
    std::string name;
    bool buffered = false;
    std::vector<std::pair<std::string, Value>> members;
    bool foreign = false;  ///< another client holds it: every write is refused

    Value& at(std::string_view member) {
        for (auto& [name_here, value] : members) {
            if (name_here == member) return value;
        }
        throw std::runtime_error("no such member");
    }
    bool is_on(std::string_view member) { return at(member) == Value(true); }
};

inline Block urcb(std::string name, const char* data_set = "LD0/LLN0$Events") {
    return {std::move(name),
            false,
            {{"RptID", "urcb"},
             {"RptEna", false},
             {"Resv", false},
             {"DatSet", data_set},
             {"ConfRev", 1U},
             {"OptFlds", BitString(0, 10)},
             {"BufTm", 0U},
             {"SqNum", 0U},
             {"TrgOps", BitString(0b010000, 6)},
             {"IntgPd", 0U},
             {"GI", false},
             {"Owner", OctetString{}}}};
}
inline Block brcb(std::string name, const char* data_set = "LD0/LLN0$Events") {
    return {std::move(name),
            true,
            {{"RptID", ""},
             {"RptEna", false},
             {"DatSet", data_set},
             {"ConfRev", 1U},
             {"OptFlds", BitString(0, 10)},
             {"BufTm", 0U},
             {"SqNum", 0U},
             {"TrgOps", BitString(0b010000, 6)},
             {"IntgPd", 0U},
             {"GI", false},
             {"PurgeBuf", false},
             {"EntryID", OctetString{std::vector<std::uint8_t>(8)}},
             {"TimeofEntry", EntryTime{}},
             {"ResvTms", 0},
             {"Owner", OctetString{}}}};
}

inline EntryId entry(std::uint8_t number) {
    EntryId id;
    id.octets[7] = number;
    return id;
}
inline Value octets_of(const EntryId& id) {
    return OctetString{{id.octets.begin(), id.octets.end()}};
}

/// LD0/LLN0 with Ind1, Ind2 (ST: stVal, q, t), data set Events of both, and the blocks that a test adds.
class ReportStation {
public:
    explicit ReportStation(TestPeer& peer) : peer_(peer) {
        peer.script = [this](const mms::Envelope& request) { serve(request); };
    }

    std::vector<Block> blocks;
    std::map<std::string, std::vector<std::string>> data_sets{
        {"LLN0$Events", {"LLN0$ST$Ind1", "LLN0$ST$Ind2"}}};
    /// Says no to a write before the usual rules do.
    std::function<std::optional<DataAccessError>(Block&, std::string_view member, const Value&)> refuse;
    /// After a write was taken, before its answer is sent.
    std::function<void(Block&, std::string_view member)> written;
    /// Shown as Owner of what this client reserves.
    OctetString client_address{{10, 0, 0, 9}};
    std::vector<std::string> log;  ///< "brcb01.RptEna=true"
    std::size_t reads = 0;

    Block& block(std::string_view name) {
        for (Block& candidate : blocks) {
            if (candidate.name == name) return candidate;
        }
        throw std::runtime_error("no such block");
    }
    /// The server noticed that the association is gone.
    void forget_client() {
        for (Block& candidate : blocks) {
            if (candidate.foreign) continue;
            candidate.at("RptEna") = false;
            if (candidate.buffered) continue;
            candidate.at("Resv") = false;
            candidate.at("Owner") = OctetString{};
        }
    }

    /// An informationReport as it comes from the wire.
    static ByteVector report_pdu(const std::vector<Value>& elements, bool as_variable = false) {
        std::vector<mms::AccessResult> results;
        for (const Value& element : elements) {
            if (const auto* failure = element.get_if<DataAccessError>()) {
                results.push_back({*failure});
            } else {
                results.push_back({view_of(element)});
            }
        }
        mms::InformationReportIndication indication;
        mms::ListEntry variable;
        variable.variable.value = mms::ObjectName{mms::VmdSpecific{"RPT"}};
        if (as_variable) {
            indication.variables.value =
                ber::List<mms::ListEntry>(std::span<const mms::ListEntry>(&variable, 1));
        } else {
            indication.variables.value = mms::ObjectName{mms::VmdSpecific{"RPT"}};
        }
        indication.results = ber::List<mms::AccessResult>(results);
        BackWriter writer;
        mms::encode_unconfirmed<mms::InformationReport>(writer, indication);
        return {writer.bytes().begin(), writer.bytes().end()};
    }
    void report(const std::vector<Value>& elements) { peer_.send_octets(report_pdu(elements)); }

private:
    struct Name {
        Block* block = nullptr;
        std::string member;
    };
    Name named(const mms::ListEntry& entry) {
        const mms::ObjectName* const name = entry.variable.name();
        if (name == nullptr || name->domain() == nullptr) return {};
        const std::string item(name->domain()->item.text);
        for (Block& candidate : blocks) {
            const std::string start =
                std::string("LLN0$") + (candidate.buffered ? "BR$" : "RP$") + candidate.name;
            if (item == start) return {&candidate, ""};
            if (item.starts_with(start + "$")) return {&candidate, item.substr(start.size() + 1)};
        }
        return {};
    }

    void serve(const mms::Envelope& request) {
        if (request.kind != mms::PduKind::confirmed_request) return;
        switch (request.service_tag()) {
            case mms::GetNameList::tag: return list(request);
            case mms::GetVariableAccessAttributes::tag: return describe(request);
            case mms::GetNamedVariableListAttributes::tag: return directory(request);
            case mms::Read::tag: return read(request);
            case mms::Write::tag: return write(request);
            default: return peer_.reject(request.invoke_id, mms::reject_code::unrecognized_service);
        }
    }

    void list(const mms::Envelope& envelope) {
        const auto request = TestPeer::decoded<mms::GetNameList>(envelope);
        std::vector<std::string> names{"LD0"};
        if (std::get_if<mms::DomainScope>(&request.object_scope.value) != nullptr) {
            names = {"LLN0", "LLN0$BR", "LLN0$RP", "LLN0$ST"};
        }
        const std::vector<ber::VisibleString> views(names.begin(), names.end());
        mms::GetNameListResponse response;
        response.identifiers = ber::List<ber::VisibleString>(views);
        response.more_follows = false;
        peer_.answer<mms::GetNameList>(envelope.invoke_id, response);
    }

    // Types live as long as the answer is being made.
    std::deque<mms::TypeDescription> types_;
    std::deque<std::vector<mms::StructureComponent>> parts_;

    const mms::TypeDescription& kept(mms::TypeDescription type) {
        return types_.emplace_back(std::move(type));
    }
    mms::StructureComponent part(std::string_view name, const mms::TypeDescription& type) {
        return {ber::VisibleString(name), ber::One<mms::TypeDescription>(type)};
    }
    const mms::TypeDescription& structure(std::vector<mms::StructureComponent> parts) {
        parts_.push_back(std::move(parts));
        return kept({mms::StructureType{false, ber::List<mms::StructureComponent>(parts_.back())}});
    }
    const mms::TypeDescription& type_of(const Value& value) {
        if (value.get_if<bool>() != nullptr) return kept({mms::BooleanType{}});
        if (value.get_if<std::int64_t>() != nullptr) return kept({mms::IntegerType{16}});
        if (value.get_if<std::uint64_t>() != nullptr) return kept({mms::UnsignedType{32}});
        if (const auto* bits = value.get_if<BitString>()) {
            return kept({mms::BitStringType{static_cast<std::int32_t>(bits->size)}});
        }
        if (value.get_if<OctetString>() != nullptr) return kept({mms::OctetStringType{-64}});
        if (value.get_if<EntryTime>() != nullptr) return kept({mms::BinaryTimeType{true}});
        return kept({mms::VisibleStringType{-129}});
    }
    const mms::TypeDescription& blocks_type(bool buffered) {
        std::vector<mms::StructureComponent> list;
        for (const Block& candidate : blocks) {
            if (candidate.buffered != buffered) continue;
            std::vector<mms::StructureComponent> members;
            for (const auto& [name, value] : candidate.members) members.push_back(part(name, type_of(value)));
            list.push_back(part(candidate.name, structure(std::move(members))));
        }
        return structure(std::move(list));
    }

    void describe(const mms::Envelope& envelope) {
        const auto request = TestPeer::decoded<mms::GetVariableAccessAttributes>(envelope);
        if (request.name()->domain()->item.text != "LLN0") return peer_.refuse(envelope.invoke_id, 7, 2);
        const mms::TypeDescription& indication =
            structure({part("stVal", kept({mms::BooleanType{}})), part("q", kept({mms::BitStringType{-13}})),
                       part("t", kept({mms::UtcTimeType{}}))});
        mms::GetVariableAccessAttributesResponse response;
        response.type =
            structure({part("BR", blocks_type(true)),
                       part("ST", structure({part("Ind1", indication), part("Ind2", indication)})),
                       part("RP", blocks_type(false))});
        peer_.answer<mms::GetVariableAccessAttributes>(envelope.invoke_id, response);
        types_.clear();
        parts_.clear();
    }

    void directory(const mms::Envelope& envelope) {
        const auto request = TestPeer::decoded<mms::GetNamedVariableListAttributes>(envelope);
        const auto* const domain = request.name.domain();
        const auto found =
            domain == nullptr ? data_sets.end() : data_sets.find(std::string(domain->item.text));
        if (found == data_sets.end()) return peer_.refuse(envelope.invoke_id, 7, 2);
        std::vector<mms::ListEntry> entries;
        for (const std::string& item : found->second) {
            mms::ListEntry& member = entries.emplace_back();
            member.variable.value = mms::ObjectName{mms::DomainSpecific{"LD0", item}};
        }
        mms::GetNamedVariableListAttributesResponse response;
        response.variables = ber::List<mms::ListEntry>(entries);
        peer_.answer<mms::GetNamedVariableListAttributes>(envelope.invoke_id, response);
    }

    void read(const mms::Envelope& envelope) {
        ++reads;
        const auto request = TestPeer::decoded<mms::Read>(envelope);
        std::deque<Value> values;
        std::vector<mms::AccessResult> results;
        for (const mms::ListEntry& item : *request.variables.variables()) {
            const Name name = named(item);
            if (name.block == nullptr) {
                results.push_back({DataAccessError::object_non_existent});
                continue;
            }
            if (name.member.empty()) {
                std::vector<Value> members;
                for (const auto& [member, value] : name.block->members) members.push_back(value);
                values.push_back(Value::structure(std::move(members)));
            } else {
                values.push_back(name.block->at(name.member));
            }
            results.push_back({view_of(values.back())});
        }
        mms::ReadResponse response;
        response.results = ber::List<mms::AccessResult>(results);
        peer_.answer<mms::Read>(envelope.invoke_id, response);
    }

    std::optional<DataAccessError> write_one(const mms::ListEntry& item, const Value& value) {
        const Name name = named(item);
        if (name.block == nullptr || name.member.empty()) return DataAccessError::object_non_existent;
        Block& target = *name.block;
        log.push_back(target.name + '.' + name.member + '=' + value.text());
        if (target.foreign) return DataAccessError::temporarily_unavailable;
        if (refuse) {
            if (const auto error = refuse(target, name.member, value)) return error;
        }
        const bool allowed_enabled = name.member == "RptEna" || name.member == "GI" ||
                                     name.member == "Resv" || name.member == "ResvTms";
        if (target.is_on("RptEna") &&
            (!allowed_enabled || (name.member == "RptEna" && value == Value(true)))) {
            return DataAccessError::temporarily_unavailable;
        }
        target.at(name.member) = value;
        if (name.member == "GI" || name.member == "PurgeBuf") target.at(name.member) = false;
        const bool given_back = value == Value(false) || value == Value(0);
        if (name.member == "Resv" || name.member == "ResvTms") {
            target.at("Owner") = given_back ? OctetString{} : client_address;
        }
        if (written) written(target, name.member);
        return std::nullopt;
    }
    void write(const mms::Envelope& envelope) {
        const auto request = TestPeer::decoded<mms::Write>(envelope);
        std::vector<Value> values;
        for (const mms::Data& data : request.data) values.push_back(to_value(data));
        std::vector<mms::WriteResult> results;
        std::size_t i = 0;
        for (const mms::ListEntry& item : *request.variables.variables()) {
            const std::optional<DataAccessError> error = write_one(item, values.at(i++));
            if (error) {
                results.push_back({*error});
            } else {
                results.push_back({mms::WriteSuccess{}});
            }
        }
        mms::WriteResponse response;
        response.results = ber::List<mms::WriteResult>(results);
        peer_.answer<mms::Write>(envelope.invoke_id, response);
    }

    TestPeer& peer_;
};

/// What the reports of these tests carry besides the values, by default.
struct ReportParts {
    std::string rpt_id = "urcb";
    std::optional<std::uint32_t> sequence;
    std::optional<std::string> data_set;
    std::optional<bool> overflow;
    std::optional<EntryId> entry_id;
    std::optional<std::uint32_t> conf_rev;
    std::optional<std::pair<std::uint32_t, bool>> segment;  ///< number, more follow
    std::vector<std::size_t> members;                       ///< included
    std::size_t size = 2;                                   ///< of the data set
    std::vector<std::string> references{};
    std::vector<Value> values{};
    std::vector<BitString> reasons{};

    [[nodiscard]] std::vector<Value> elements() const {
        OptFlds fields;
        fields.sequence_number = sequence.has_value();
        fields.data_set_name = data_set.has_value();
        fields.buffer_overflow = overflow.has_value();
        fields.entry_id = entry_id.has_value();
        fields.conf_revision = conf_rev.has_value();
        fields.segmentation = segment.has_value();
        fields.data_reference = !references.empty();
        fields.reason_for_inclusion = !reasons.empty();
        std::vector<Value> list{rpt_id, BitString(fields.wire_octets() >> 6U, 10)};
        if (sequence) list.emplace_back(*sequence);
        if (data_set) list.emplace_back(*data_set);
        if (overflow) list.emplace_back(*overflow);
        if (entry_id) list.push_back(octets_of(*entry_id));
        if (conf_rev) list.emplace_back(*conf_rev);
        if (segment) {
            list.emplace_back(segment->first);
            list.emplace_back(segment->second);
        }
        BitString inclusion(0, 0);
        inclusion.size = size;
        inclusion.octets.resize((size + 7) / 8);
        for (const std::size_t member : members) {
            inclusion.octets[member / 8] =
                static_cast<std::uint8_t>(inclusion.octets[member / 8] | 0x80U >> member % 8);
        }
        list.emplace_back(inclusion);
        for (const std::string& reference : references) list.emplace_back(reference);
        for (const Value& value : values) list.push_back(value);
        for (const BitString& reason : reasons) list.emplace_back(reason);
        return list;
    }
};

/// stVal, q, t.
inline Value indication(bool value, Quality quality = good, std::uint32_t seconds = 0) {
    Timestamp time;
    time.seconds = seconds;
    return Value::structure({value, quality, time});
}

}  // namespace busbar::client::testing
