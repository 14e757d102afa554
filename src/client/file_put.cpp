// SPDX-License-Identifier: Apache-2.0
// SetFile, DeleteFile, rename. SetFile is obtainFile of MMS: the server fetches the file from us while it
// owes the answer (client/file_offers.hpp).
#include "client/file.hpp"
#include "client/file_offers.hpp"
#include "mms/services.hpp"

namespace busbar::client {
namespace {

Error about_put(const std::string& destination, Error error) {
    if (error.path.empty()) error.path = escaped(destination);
    if (error.fault != Fault::refused) return error;
    if (error.code == Code::service_error(file_class, 7)) {
        error.text = "its folder is not there, or the server did not get the file from us";
    } else if (error.code == Code::service_error(file_class, 9)) {
        error.text = "the server has no room for it, or does not take files so long";
    } else {
        error = about_file(destination, std::move(error));
    }
    return error;
}

mms::FileName name_of_part(const ber::GraphicString& part) {
    return mms::FileName(std::span<const ber::GraphicString>(&part, 1));
}

}  // namespace

Task<Result<void>> put_file(Remote& remote, std::string destination, FileSource source,
                            PutFileOptions options) {
    if (!source.read) co_return fail(Fault::misuse, "a source that gives nothing");
    std::string own_name = std::move(options.source_name);
    if (own_name.empty()) {
        FileInfo target;
        target.path = destination;
        own_name = std::string(target.name());
    }
    if (own_name.empty()) co_return fail(Fault::misuse, "a file has a name");
    const ber::GraphicString from{own_name}, to{destination};
    mms::ObtainFileRequest request;
    request.source = name_of_part(from);
    request.destination = name_of_part(to);
    auto exchange = remote.session.call<mms::ObtainFile>(request);
    FileOffers::Offer offer(*remote.files, own_name, std::move(source), std::move(options.progress));
    offer.exchange = &exchange;
    const Result<mms::ObtainFileResponse> response = co_await exchange;
    if (response) co_return Result<void>();
    if (offer.failure) co_return fail(std::move(*offer.failure));
    co_return fail(about_put(destination, response.error()));
}

Task<Result<void>> delete_file(Remote& remote, std::string path) {
    const ber::GraphicString name{path};
    mms::FileDeleteRequest request;
    request.file = name_of_part(name);
    const Result<mms::FileDeleteResponse> response = co_await remote.session.call<mms::FileDelete>(request);
    if (!response) co_return fail(about_file(path, response.error()));
    co_return Result<void>();
}

Task<Result<void>> rename_file(Remote& remote, std::string from, std::string to) {
    const ber::GraphicString current{from}, renamed{to};
    mms::FileRenameRequest request;
    request.current = name_of_part(current);
    request.renamed = name_of_part(renamed);
    const Result<mms::FileRenameResponse> response = co_await remote.session.call<mms::FileRename>(request);
    if (!response) {
        Error error = about_file(from, response.error());
        if (error.code == Code::service_error(file_class, 8)) error.text = "there is a file of the new name";
        co_return fail(std::move(error));
    }
    co_return Result<void>();
}

}  // namespace busbar::client
