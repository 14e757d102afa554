// SPDX-License-Identifier: Apache-2.0
// dataset create|delete: data sets that clients make in a live IED (IEC 61850-7-2 CreateDataSet,
// DeleteDataSet).
#include "dataset_change.hpp"

#include <cerrno>
#include <fstream>
#include <iostream>

#include "live/objects.hpp"
#include "live/suggest.hpp"
#include "print.hpp"

namespace busbar::program {
namespace {

struct Options {
    TargetOptions target;
    std::string reference, file;
    std::vector<std::string> members;
};

/// Members one a line; blank lines and what follows a '#' are left out.
void read_lines(std::istream& lines, std::vector<std::string>& members) {
    for (std::string line; std::getline(lines, line);) {
        line.erase(std::min(line.find('#'), line.size()));
        const std::size_t begin = line.find_first_not_of(" \t\r");
        if (begin == std::string::npos) continue;
        members.push_back(line.substr(begin, line.find_last_not_of(" \t\r") - begin + 1));
    }
}

Result<std::vector<std::string>> members_of(const Options& options) {
    std::vector<std::string> members;
    for (const std::string& word : options.members) {
        if (word == "-") {
            read_lines(std::cin, members);
        } else {
            members.push_back(word);
        }
    }
    if (!options.file.empty()) {
        std::ifstream file(options.file);
        if (!file) return fail(Fault::io, "cannot open " + options.file, {Domain::system, errno});
        read_lines(file, members);
    }
    if (members.empty()) return fail(Fault::misuse, "a data set has at least one member");
    for (const std::string& member : members) {
        const auto reference = ObjectReference::parse(member);
        if (reference) continue;
        Error error = wrong_name(reference.error());
        error.text = "no member: '" + member + "': " + error.text;
        return fail(std::move(error));
    }
    return members;
}

Exit check_name(const Shared& shared, const std::string& what, const Options& options) {
    const auto parsed = DataSetReference::parse(options.reference);
    if (parsed) return Exit::done;
    complain(shared, what, wrong_name(parsed.error()), {"LD/LN.name, LD/LN$name"});
    return Exit::usage;
}

/// Which of the members the IED does not have, for one of which it has refused the whole.
std::vector<std::string> missing_members(Link& link, const std::vector<std::string>& members) {
    constexpr std::size_t most = 5;
    std::vector<std::string> hints;
    for (const std::string& member : members) {
        if (hints.size() == most) break;
        const auto reference = full_reference(*link, member, "", Purpose::read);
        Error error;
        if (reference) {
            const auto described = link->describe(reference->text());
            if (described || !is_not_there(described.error())) continue;
            error = described.error();
        } else {
            error = reference.error();
        }
        std::string hint = "without " + member + ", which the IED does not have";
        for (const std::string& near : suggestions(*link, member)) hint += "; " + near;
        hints.push_back(std::move(hint));
    }
    return hints;
}

Exit create(const Shared& shared, const Options& options) {
    const std::string what = "cannot create data set " + options.reference;
    if (const Exit bad = check_name(shared, what, options); bad != Exit::done) return bad;
    const auto members = members_of(options);
    if (!members) {
        complain(shared, what, members.error());
        return exit_of(members.error(), Stage::local);
    }
    Link link(shared, options.target);
    if (!link) return link.exit();
    // The functional constraint of the value where several are possible, as everywhere in the program.
    std::vector<std::string> full;
    for (const std::string& member : *members) {
        const auto reference = full_reference(*link, member, "", Purpose::read);
        if (!reference) {
            Error error = reference.error();
            error.text = member + ": " + error.text;
            return link.failed(what, error, hints_for(link, member, error));
        }
        full.push_back(reference->text());
    }
    const auto created = link->create_data_set(options.reference, full);
    if (!created) {
        const Error& error = created.error();
        std::vector<std::string> tries;
        if (error.code == Code::service_error(2, 5)) {
            tries = {"another name, or busbar dataset delete " + link.target() + " '" + options.reference +
                     "' first"};
        } else if (error.fault == Fault::refused) {
            tries = missing_members(link, full);
        }
        return link.failed(what, error, tries);
    }
    const std::string name = DataSetReference::parse(options.reference)->text();
    if (name.starts_with('@')) note("note: @ data sets end with the association, and so with this command");
    if (shared.json) {
        Json json;
        json.begin_object().member("schema", "busbar.dataset-create/1").member("target", link.target());
        json.member("reference", name).key("members").begin_array();
        for (const std::string& member : full) json.value(member);
        json.end_array().end_object().print();
    } else {
        out(escaped(name) + "  created, " + std::to_string(full.size()) + " member" +
            (full.size() == 1 ? "" : "s") + "\n");
    }
    return Exit::done;
}

/// Control blocks that hold on to the data set.
std::vector<std::string> users_of(Link& link, const std::string& name) {
    std::vector<std::string> hints;
    const auto controls = link->report_controls({});
    if (!controls) return hints;
    for (const ReportControlInfo& control : *controls) {
        const auto state = link->report_control(control.reference.text());
        if (!state || state->data_set.value_or("") != name) continue;
        hints.push_back("busbar report set " + link.target() + " '" + control.reference.text() + "' DatSet=");
    }
    return hints;
}

Exit remove(const Shared& shared, const Options& options) {
    const std::string what = "cannot delete data set " + options.reference;
    if (const Exit bad = check_name(shared, what, options); bad != Exit::done) return bad;
    Link link(shared, options.target);
    if (!link) return link.exit();
    const std::string name = DataSetReference::parse(options.reference)->text();
    if (const auto deleted = link->delete_data_set(options.reference); !deleted) {
        const Error& error = deleted.error();
        std::vector<std::string> tries;
        if (error.code == Code::service_error(4, 5)) {
            tries = users_of(link, name);
        } else if (error.code == Code::service_error(7, 2)) {
            tries = data_set_suggestions(*link, options.reference);
        }
        return link.failed(what, error, tries);
    }
    if (shared.json) {
        Json json;
        json.begin_object().member("schema", "busbar.dataset-delete/1").member("target", link.target());
        json.member("reference", name).member("deleted", true).end_object().print();
    } else {
        out(escaped(name) + "  deleted\n");
    }
    return Exit::done;
}

}  // namespace

void add_dataset_changes(Program& program, CLI::App* dataset) {
    CLI::App* creates = program.add(dataset, "create", "Create a data set");
    auto made = std::make_shared<Options>();
    made->target.add_to(creates);
    creates->add_option("REF", made->reference, "Its name: LD/LN.name, LD/LN$name")->required();
    creates->add_option("MEMBER", made->members, "LD/LN.DO.DA[FC], in this order; - reads them from stdin");
    creates->add_option("--file", made->file, "Further members from FILE, one a line, # begins a remark")
        ->type_name("FILE");
    creates->footer(std::string("Examples:\n"
                                "  busbar dataset create :10102 BAY1MEAS/LLN0.mine BAY1MEAS/MMXU1.TotW \\\n"
                                "      'BAY1MEAS/MMXU1.PhV.phsA.cVal.mag.f[MX]'\n"
                                "  busbar dataset show :10102 BAY1MEAS/LLN0.values |\n"
                                "      busbar dataset create :10102 BAY1MEAS/LLN0.copy -\n") +
                    creates->get_footer());
    program.on(creates, [made](const Shared& shared) { return create(shared, *made); });

    CLI::App* deletes = program.add(dataset, "delete", "Delete a data set that a client has created");
    auto gone = std::make_shared<Options>();
    gone->target.add_to(deletes);
    deletes->add_option("REF", gone->reference, "LD/LN.name, LD/LN$name")->required();
    program.on(deletes, [gone](const Shared& shared) { return remove(shared, *gone); });
}

}  // namespace busbar::program
