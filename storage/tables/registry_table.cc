// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/tables/registry_table.h"

namespace winnow::storage {

void AppendRegistryId(const std::string& id, KeyBuilder* key) { key->String(id); }

void AppendRegistryId(uint64_t id, KeyBuilder* key) { key->U64(id); }

void AppendRegistryId(const RevisionId& id, KeyBuilder* key) {
  key->String(id.id).U32(id.revision);
}

void AppendRegistryId(const SliceId& id, KeyBuilder* key) {
  key->U32(id.queue_no).String(id.slice_id);
}

void AppendRegistryId(const WriterId& id, KeyBuilder* key) {
  key->U32(id.queue_no).Byte(static_cast<char>(id.stream)).String(id.writer_id);
}

void AppendRegistryId(const PublicationPart& id, KeyBuilder* key) {
  key->U32(id.queue_no).U32(id.part);
}

void ReadRegistryId(KeyReader* key, std::string* id) { *id = key->String(); }

void ReadRegistryId(KeyReader* key, uint64_t* id) { *id = key->U64(); }

void ReadRegistryId(KeyReader* key, RevisionId* id) {
  id->id = key->String();
  id->revision = key->U32();
}

void ReadRegistryId(KeyReader* key, SliceId* id) {
  id->queue_no = key->U32();
  id->slice_id = key->String();
}

void ReadRegistryId(KeyReader* key, WriterId* id) {
  id->queue_no = key->U32();
  id->stream = static_cast<uint8_t>(key->Byte());
  id->writer_id = key->String();
}

void ReadRegistryId(KeyReader* key, PublicationPart* id) {
  id->queue_no = key->U32();
  id->part = key->U32();
}

}  // namespace winnow::storage
