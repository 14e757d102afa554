// SPDX-License-Identifier: Apache-2.0
// Data sets, control blocks and logs of a logical node, IEC 61850-6 clauses 9.3.7 to 9.3.12, with the
// defaults of the schema of the file's edition.
#include "scl/limits.hpp"
#include "scl/reader.hpp"

namespace busbar::scl {
namespace {

DataSet read_data_set(Reader& reader, pugi::xml_node element) {
    DataSet set;
    set.at = reader.at(element);
    set.name = reader.required(element, "name");
    for (const pugi::xml_node child : children(reader.xml(), element)) {
        if (reader.xml().name(child) != "FCDA") continue;
        Fcda member;
        member.at = reader.at(child);
        member.device = Reader::text(child, "ldInst");
        member.prefix = Reader::text(child, "prefix");
        member.ln_class = Reader::text(child, "lnClass");
        member.ln_inst = Reader::text(child, "lnInst");
        member.data_object = Reader::text(child, "doName");
        member.attribute = Reader::text(child, "daName");
        member.fc = Reader::text(child, "fc");
        member.index = Reader::text(child, "ix");
        set.members.push_back(member);
    }
    return set;
}

/// Without the element nothing triggers but general interrogation.
TrgOps read_triggers(Reader& reader, pugi::xml_node parent) {
    TrgOps options;
    options.general_interrogation = true;
    const pugi::xml_node element = reader.xml().child(parent, "TrgOps");
    if (!element) return options;
    options.data_change = reader.flag(element, "dchg", false);
    options.quality_change = reader.flag(element, "qchg", false);
    options.data_update = reader.flag(element, "dupd", false);
    options.integrity = reader.flag(element, "period", false);
    options.general_interrogation = reader.flag(element, "gi", true);  // edition 1: always
    return options;
}

/// bufOvfl is the only field that is on by default, and only for buffered control blocks.
OptFlds read_fields(Reader& reader, pugi::xml_node parent, bool buffered) {
    OptFlds fields;
    const pugi::xml_node element = reader.xml().child(parent, "OptFields");
    fields.buffer_overflow = buffered;
    if (!element) return fields;
    fields.sequence_number = reader.flag(element, "seqNum", false);
    fields.report_time_stamp = reader.flag(element, "timeStamp", false);
    fields.data_set_name = reader.flag(element, "dataSet", false);
    fields.reason_for_inclusion = reader.flag(element, "reasonCode", false);
    fields.data_reference = reader.flag(element, "dataRef", false);
    fields.entry_id = reader.flag(element, "entryID", false);
    fields.conf_revision = reader.flag(element, "configRef", false);
    fields.buffer_overflow = reader.flag(element, "bufOvfl", buffered);
    return fields;
}

ReportControl read_report(Reader& reader, pugi::xml_node element) {
    ReportControl report;
    report.at = reader.at(element);
    report.name = reader.required(element, "name");
    report.data_set = Reader::text(element, "datSet");
    report.report_id = Reader::text(element, "rptID");
    report.conf_rev = reader.number(element, "confRev", 0);
    report.buffered = reader.flag(element, "buffered", false);
    report.indexed =
        reader.flag(element, "indexed", true);  // edition 1 has no such attribute: always indexed
    report.integrity_ms = reader.number(element, "intgPd", 0);
    report.buffer_ms = reader.number(element, "bufTime", 0);
    report.triggers = read_triggers(reader, element);
    report.fields = read_fields(reader, element, report.buffered);
    const pugi::xml_node enabled = reader.xml().child(element, "RptEnabled");
    if (!enabled) return report;
    report.max = Reader::text(enabled, "max");
    report.instances = reader.number(enabled, "max", 1);
    for (const pugi::xml_node client : children(reader.xml(), enabled)) {
        if (reader.xml().name(client) != "ClientLN") continue;
        report.clients.push_back({Reader::text(client, "iedName"), Reader::text(client, "apRef")});
    }
    return report;
}

LogControl read_log_control(Reader& reader, pugi::xml_node element) {
    LogControl log;
    log.at = reader.at(element);
    log.name = reader.required(element, "name");
    log.data_set = Reader::text(element, "datSet");
    log.log_name = Reader::text(element, "logName");
    log.device = Reader::text(element, "ldInst");
    log.prefix = Reader::text(element, "prefix");
    log.ln_class = Reader::text(element, "lnClass");
    log.ln_inst = Reader::text(element, "lnInst");
    log.enabled = reader.flag(element, "logEna", true);
    log.reason = reader.flag(element, "reasonCode", true);
    log.integrity_ms = reader.number(element, "intgPd", 0);
    log.buffer_ms = reader.number(element, "bufTime", 0);
    log.triggers = read_triggers(reader, element);
    return log;
}

GseControl read_goose(Reader& reader, pugi::xml_node element) {
    GseControl goose;
    goose.at = reader.at(element);
    goose.name = reader.required(element, "name");
    goose.data_set = Reader::text(element, "datSet");
    goose.id = Reader::text(element, "appID");
    goose.conf_rev = reader.number(element, "confRev", 0);
    goose.fixed_offsets = reader.flag(element, "fixedOffs", false);
    goose.gsse = Reader::text(element, "type") == "GSSE";
    return goose;
}

SvControl read_sampled_values(Reader& reader, pugi::xml_node element, SclEdition edition) {
    SvControl control;
    control.at = reader.at(element);
    control.name = reader.required(element, "name");
    control.data_set = Reader::text(element, "datSet");
    control.id = Reader::text(element, "smvID");
    control.multicast = reader.flag(element, "multicast", true);
    control.conf_rev = reader.number(element, "confRev", 0);
    control.rate = reader.number(element, "smpRate", 0);
    control.asdus = reader.number(element, "nofASDU", 1);
    const Text mode = Reader::text(element, "smpMod");
    if (edition != SclEdition::ed1) control.mode = 0;
    if (mode == "SmpPerSec") control.mode = 1;
    if (mode == "SecPerSmp") control.mode = 2;
    const pugi::xml_node options = reader.xml().child(element, "SmvOpts");
    if (!options) return control;
    control.refresh_time = reader.flag(options, "refreshTime", false);
    control.synchronized = reader.flag(options, "sampleSynchronized", false);
    control.sample_rate = reader.flag(options, "sampleRate", false);
    control.data_set_name = reader.flag(options, "dataSet", false);
    control.security = reader.flag(options, "security", false);
    return control;
}

}  // namespace

bool read_block(Reader& reader, pugi::xml_node element, SclEdition edition, LogicalNode& node) {
    const std::string_view tag = reader.xml().name(element);
    if (tag == "DataSet") {
        node.data_sets.push_back(read_data_set(reader, element));
    } else if (tag == "ReportControl") {
        node.reports.push_back(read_report(reader, element));
        if (edition == SclEdition::ed1) node.reports.back().indexed = true;
    } else if (tag == "LogControl") {
        node.log_controls.push_back(read_log_control(reader, element));
    } else if (tag == "Log") {
        if (node.logs.size() == limits::logs) {
            reader.findings().add(Severity::warning, code::too_large, reader.at(element), node.name,
                                  "more than " + std::to_string(limits::logs) + " logs; this one is dropped");
        } else {
            node.logs.push_back({reader.at(element), Reader::text(element, "name")});
        }
    } else if (tag == "GSEControl") {
        node.gooses.push_back(read_goose(reader, element));
    } else if (tag == "SampledValueControl") {
        node.sampled_values.push_back(read_sampled_values(reader, element, edition));
    } else if (tag == "SettingControl") {
        SettingControl setting;
        setting.at = reader.at(element);
        setting.groups = reader.number(element, "numOfSGs", 0);
        setting.active = reader.number(element, "actSG", 1);
        setting.reservation_s = reader.optional_number(element, "resvTms");
        node.setting = setting;
    } else {
        return false;
    }
    return true;
}

}  // namespace busbar::scl
