"""Drives the OASIS python TAXII client. Reads one JSON task on stdin, prints one JSON report on stdout."""

import json
import sys
import uuid

from taxii2client.common import TokenAuth
from taxii2client.v21 import ApiRoot, Collection, Server, as_pages


def ids_of(envelope):
    return [thing["id"] for thing in envelope.get("objects", [])]


def by_pages(func, per_request, **filters):
    """Everything that as_pages gives; stops a server that never ends."""
    pages = []
    for envelope in as_pages(func, per_request=per_request, **filters):
        pages.append(ids_of(envelope))
        if len(pages) > 10_000:
            raise RuntimeError("pages without end")
    return pages


def by_added_after(collection, limit):
    """Polls with the header of the page before, as a client without `next` does."""
    seen, after = [], None
    while True:
        params = {"limit": str(limit), "match[version]": "all"}
        if after is not None:
            params["added_after"] = after
        response = collection._conn.session.get(
            collection.objects_url, params=params, headers={"Accept": "application/taxii+json;version=2.1"}
        )
        response.raise_for_status()
        page = ids_of(response.json())
        if not page:
            return seen
        seen.extend(page)
        after = response.headers["X-TAXII-Date-Added-Last"]


def new_indicator():
    stamp = "2026-01-01T00:00:00.000Z"
    return {
        "type": "indicator",
        "spec_version": "2.1",
        "id": "indicator--" + str(uuid.uuid4()),
        "created": stamp,
        "modified": stamp,
        "pattern": "[ipv4-addr:value = '198.51.100.1']",
        "pattern_type": "stix",
        "valid_from": stamp,
    }


def main():
    task = json.load(sys.stdin)
    login = {"user": task["id"], "password": task["secret"]}
    server = Server(task["url"] + "/taxii2/", **login)
    root = server.default
    collections = {collection.id: collection for collection in root.collections}
    whole, inbox = collections[task["whole"]], collections[task["inbox"]]

    report = {
        "title": server.title,
        "maxContentLength": root.max_content_length,
        "collections": sorted(collections),
        "byPages": by_pages(whole.get_objects, 500),
        "manifestByPages": by_pages(whole.get_manifest, 700),
        "byAddedAfter": by_added_after(whole, 1000),
    }

    added = [new_indicator() for _ in range(25)]
    status = inbox.add_objects({"objects": added})
    again = root.get_status(status.id)
    report["added"] = [thing["id"] for thing in added]
    report["status"] = [status.status, status.success_count, status.failure_count, status.pending_count]
    report["statusAgain"] = [again.status, again.success_count, again.failure_count, again.pending_count]
    duplicate = inbox.add_objects({"objects": added[:5]})
    report["duplicate"] = [duplicate.status, duplicate.success_count, duplicate.failure_count]

    first = added[0]["id"]
    report["readBack"] = sorted(ids_of(inbox.get_objects()))
    report["filtered"] = ids_of(inbox.get_objects(id=[first], type="indicator", spec_version="2.1", version=["first", "last"]))
    report["one"] = ids_of(inbox.get_object(first))
    report["versions"] = inbox.object_versions(first).get("versions")
    inbox.delete_object(first)
    report["afterDelete"] = sorted(ids_of(inbox.get_objects()))

    token = ApiRoot(root.url, auth=TokenAuth(task["secret"]))
    report["byToken"] = sorted(collection.id for collection in token.collections)
    alone = Collection(whole.url, **login)
    report["alone"] = [alone.id, alone.can_read, alone.can_write]
    json.dump(report, sys.stdout)


main()
