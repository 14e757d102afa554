// SPDX-License-Identifier: Apache-2.0
// Services (capabilities) of an IED or access point, IEC 61850-6 clause 9.3.2, and the Communication section.
#include <algorithm>
#include <string_view>
#include <utility>

#include "scl/reader.hpp"

namespace busbar::scl {
namespace {

model::Setting setting(pugi::xml_node element, const char* name) {
    const Text text = Reader::text(element, name);
    if (text == "Dyn") return model::Setting::dyn;
    return text == "Conf" ? model::Setting::conf : model::Setting::fix;
}

void read_report_settings(Reader& reader, pugi::xml_node element, model::Services::ReportSettings& settings) {
    settings.present = true;
    settings.cb_name = setting(element, "cbName");
    settings.dat_set = setting(element, "datSet");
    settings.rpt_id = setting(element, "rptID");
    settings.opt_fields = setting(element, "optFields");
    settings.buf_time = setting(element, "bufTime");
    settings.trg_ops = setting(element, "trgOps");
    settings.intg_pd = setting(element, "intgPd");
    settings.resv_tms = reader.flag(element, "resvTms", false);
    settings.owner = reader.flag(element, "owner", false);
}

void read_setting_groups(Reader& reader, pugi::xml_node element, model::Services& services) {
    for (const pugi::xml_node child : children(reader.xml(), element)) {
        const std::string_view tag = reader.xml().name(child);
        if (tag == "SGEdit") {
            services.sg_edit = true;
            services.sg_edit_resv_tms = reader.flag(child, "resvTms", false);
        }
        if (tag == "ConfSG") {
            services.conf_sg = true;
            services.conf_sg_resv_tms = reader.flag(child, "resvTms", false);
        }
    }
}

model::Services::DataSets read_data_sets(Reader& reader, pugi::xml_node element) {
    model::Services::DataSets sets;
    sets.max = reader.number(element, "max", 0);
    sets.max_attributes = reader.optional_number(element, "maxAttributes");
    sets.modify = reader.flag(element, "modify", true);
    return sets;
}

/// Services that are there or not, without attributes that matter here.
bool read_plain_service(std::string_view tag, model::Services& services) {
    static constexpr std::pair<std::string_view, bool model::Services::*> plain[] = {
        {"GetDirectory", &model::Services::get_directory},
        {"GetDataObjectDefinition", &model::Services::get_data_object_definition},
        {"DataObjectDirectory", &model::Services::data_object_directory},
        {"GetDataSetValue", &model::Services::get_data_set_value},
        {"SetDataSetValue", &model::Services::set_data_set_value},
        {"DataSetDirectory", &model::Services::data_set_directory},
        {"ReadWrite", &model::Services::read_write},
        {"GetCBValues", &model::Services::get_cb_values},
        {"TimerActivatedControl", &model::Services::timer_activated_control},
        {"ConfLdName", &model::Services::conf_ld_name},
    };
    for (const auto& [name, member] : plain) {
        if (name == tag) return services.*member = true;
    }
    return false;
}

void read_service(Reader& reader, pugi::xml_node child, model::Services& services) {
    const std::string_view tag = reader.xml().name(child);
    if (read_plain_service(tag, services)) return;
    if (tag == "DynAssociation") services.dyn_association = reader.optional_number(child, "max");
    if (tag == "SettingGroups") read_setting_groups(reader, child, services);
    if (tag == "ConfDataSet") services.conf_data_set = read_data_sets(reader, child);
    if (tag == "DynDataSet") services.dyn_data_set = read_data_sets(reader, child);
    if (tag == "ConfReportControl") services.conf_report_control = reader.optional_number(child, "max");
    if (tag == "ConfLogControl") services.conf_log_control = reader.optional_number(child, "max");
    if (tag == "ReportSettings") read_report_settings(reader, child, services.report_settings);
    if (tag == "LogSettings") {
        services.log_settings = {true,
                                 setting(child, "cbName"),
                                 setting(child, "datSet"),
                                 setting(child, "logEna"),
                                 setting(child, "trgOps"),
                                 setting(child, "intgPd")};
    }
    if (tag == "GSESettings") {
        services.gse_settings = {setting(child, "cbName"), setting(child, "datSet"), setting(child, "appID"),
                                 setting(child, "dataLabel")};
    }
    if (tag == "SMVSettings") {
        services.smv_settings = {setting(child, "cbName"), setting(child, "datSet"), setting(child, "svID"),
                                 setting(child, "optFields"), setting(child, "smpRate")};
    }
    if (tag == "FileHandling") services.file_handling = reader.flag(child, "mms", true);
    if (tag == "ValueHandling") services.set_to_ro = reader.flag(child, "setToRO", false);
}

void read_address(Reader& reader, pugi::xml_node element, std::vector<AddressField>& fields) {
    for (const pugi::xml_node field : children(reader.xml(), element)) {
        if (reader.xml().name(field) == "P")
            fields.push_back({Reader::text(field, "type"), Xml::content(field)});
    }
}

BlockAddress read_block_address(Reader& reader, pugi::xml_node element) {
    BlockAddress block;
    block.at = reader.at(element);
    block.device = reader.required(element, "ldInst");
    block.block = reader.required(element, "cbName");
    block.sampled_values = reader.xml().name(element) == "SMV";
    for (const pugi::xml_node child : children(reader.xml(), element)) {
        const std::string_view tag = reader.xml().name(child);
        if (tag == "MinTime") block.min_time_ms = reader.content_number(child);
        if (tag == "MaxTime") block.max_time_ms = reader.content_number(child);
        if (tag != "Address") continue;
        std::vector<AddressField> fields;
        read_address(reader, child, fields);
        for (const AddressField& field : fields) {
            if (field.type == "MAC-Address") block.mac = field.value;
            if (field.type == "APPID") block.app_id = field.value;
            if (field.type == "VLAN-ID") block.vlan_id = field.value;
            if (field.type == "VLAN-PRIORITY") block.vlan_priority = field.value;
        }
    }
    return block;
}

}  // namespace

model::Services read_services(Reader& reader, pugi::xml_node element) {
    model::Services services;
    services.present = true;
    services.name_length =
        static_cast<std::uint16_t>(std::min(reader.number(element, "nameLength", 32), 65535U));
    for (const pugi::xml_node child : children(reader.xml(), element)) read_service(reader, child, services);
    return services;
}

void read_connected(Reader& reader, pugi::xml_node communication, std::vector<ConnectedAp>& connected) {
    for (const pugi::xml_node subnetwork : children(reader.xml(), communication)) {
        if (reader.xml().name(subnetwork) != "SubNetwork") continue;
        for (const pugi::xml_node element : children(reader.xml(), subnetwork)) {
            if (reader.xml().name(element) != "ConnectedAP") continue;
            ConnectedAp ap;
            ap.at = reader.at(element);
            ap.subnetwork = Reader::text(subnetwork, "name");
            ap.ied = reader.required(element, "iedName");
            ap.access_point = reader.required(element, "apName");
            for (const pugi::xml_node child : children(reader.xml(), element)) {
                const std::string_view tag = reader.xml().name(child);
                if (tag == "Address") read_address(reader, child, ap.fields);
                if (tag == "GSE" || tag == "SMV") ap.blocks.push_back(read_block_address(reader, child));
            }
            connected.push_back(std::move(ap));
        }
    }
}

}  // namespace busbar::scl
