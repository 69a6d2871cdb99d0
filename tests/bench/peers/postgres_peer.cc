// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// PostgreSQL as a queue: a partial index over what is not leased, the best of each slice by LATERAL
// and SKIP LOCKED. postgres.sh starts the server.
// postgres_peer POOL_FILE SOCKET_FOLDER

#include <libpq-fe.h>

#include <memory>
#include <stdexcept>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/bench/peers/peer_report.h"
#include "tests/bench/pool_file.h"
#include "tests/bench/rounds.h"
#include "tests/bench/workload.h"

namespace winnow::bench {
namespace {

using Result = std::unique_ptr<PGresult, decltype(&PQclear)>;

constexpr std::size_t kCopyBytes = 1 << 16;

constexpr char kTables[] =
    "CREATE TABLE slice (slice int PRIMARY KEY);"
    "CREATE TABLE candidate (id text NOT NULL, slice int NOT NULL, score bigint NOT NULL,"
    "  leased bool NOT NULL DEFAULT false)";
constexpr char kIndex[] =
    "CREATE INDEX available ON candidate (slice, score DESC) WHERE NOT leased";
constexpr char kBest[] =
    "SELECT best.place, best.id, best.score FROM slice CROSS JOIN LATERAL ("
    "  SELECT ctid AS place, id, score FROM candidate"
    "  WHERE candidate.slice = slice.slice AND NOT leased"
    "  ORDER BY score DESC LIMIT 1 FOR UPDATE SKIP LOCKED) AS best";

// What is in the rows of an answer.
struct Leased {
  int64_t score_sum = 0;
  std::vector<std::string> places;  // of the rows, as PostgreSQL names them
};

class PostgresPeer {
 public:
  explicit PostgresPeer(const std::string& folder)
      : connection_(PQconnectdb(("host=" + folder + " user=postgres dbname=postgres").c_str()),
                    &PQfinish) {
    if (PQstatus(connection_.get()) != CONNECTION_OK) Fail();
  }

  Result Execute(const std::string& sql) { return Checked(PQexec(connection_.get(), sql.c_str())); }

  void Load(const Pool& pool) {
    Execute(kTables);
    Execute(absl::StrCat("INSERT INTO slice SELECT generate_series(0, ", kPoolSlices - 1, ")"));
    Execute("COPY candidate (id, slice, score) FROM STDIN");
    std::string lines;
    for (uint64_t row = 0; row < pool.slices.size(); ++row) {
      absl::StrAppend(&lines, Workload::IdOf(row), "\t", pool.slices[row], "\t", pool.scores[row],
                      "\n");
      if (lines.size() >= kCopyBytes) Copy(std::exchange(lines, {}));
    }
    Copy(lines);
    if (PQputCopyEnd(connection_.get(), nullptr) != 1) Fail();
    while (PGresult* result = PQgetResult(connection_.get())) Checked(result);
    Execute(kIndex);
    Execute("VACUUM (ANALYZE) slice");
    Execute("VACUUM (ANALYZE) candidate");
    Execute(absl::StrCat("PREPARE best AS ", kBest));
    Execute(absl::StrCat("PREPARE lease AS WITH best AS (", kBest,
                         ") UPDATE candidate SET leased = true FROM best"
                         " WHERE candidate.ctid = best.place"
                         " RETURNING candidate.ctid, candidate.id, candidate.score"));
    Execute("PREPARE back (tid[]) AS UPDATE candidate SET leased = false WHERE ctid = ANY ($1)");
  }

  Leased Lock() {
    Execute("BEGIN");
    Leased locked = Read("EXECUTE best");
    Execute("ROLLBACK");
    return locked;
  }

  // A statement alone is a transaction, committed and synced.
  Leased Lease() { return Read("EXECUTE lease"); }

  void PutBack(const Leased& leased) {
    Execute(absl::StrCat("EXECUTE back ('{\"", absl::StrJoin(leased.places, "\",\""), "\"}')"));
  }

  double StoredBytes() {
    const Result result = Execute("SELECT pg_total_relation_size('candidate')");
    return std::stod(PQgetvalue(result.get(), 0, 0));
  }

 private:
  [[noreturn]] void Fail() { throw std::runtime_error(PQerrorMessage(connection_.get())); }

  Result Checked(PGresult* raw) {
    Result result(raw, &PQclear);
    switch (PQresultStatus(raw)) {
      case PGRES_COMMAND_OK:
      case PGRES_TUPLES_OK:
      case PGRES_COPY_IN:
        return result;
      default:
        Fail();
    }
  }

  void Copy(const std::string& lines) {
    const auto size = static_cast<int>(lines.size());
    if (PQputCopyData(connection_.get(), lines.data(), size) != 1) Fail();
  }

  Leased Read(const std::string& sql) {
    const Result result = Execute(sql);
    Leased leased;
    for (int row = 0; row < PQntuples(result.get()); ++row) {
      leased.places.emplace_back(PQgetvalue(result.get(), row, 0));
      leased.score_sum += std::stoll(PQgetvalue(result.get(), row, 2));
    }
    return leased;
  }

  std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;
};

void Bench(const std::vector<std::string>& arguments, PeerReport& report) {
  const Pool pool = ReadPool(arguments.at(0));
  PostgresPeer postgres(arguments.at(1));
  report.Load(Seconds([&] { postgres.Load(pool); }));
  report.BytesPerRow(postgres.StoredBytes() / static_cast<double>(pool.slices.size()));

  Leased leased;
  const auto check = [&] {
    if (leased.places.size() != kPoolSlices) throw std::runtime_error("an answer is too small");
  };
  leased = postgres.Lock();
  report.Answer("select_rolled_back", leased.score_sum);
  const auto lock = [&] { leased = postgres.Lock(); };
  report.Variant("select_rolled_back", TimeRounds(kPeerRounds, lock, check), false);

  Rotation<Leased> out(pool.slices.size());
  const auto turn = [&] {
    check();
    if (const auto returned = out.Swap(std::exchange(leased, {}))) postgres.PutBack(*returned);
  };
  const auto lease = [&] { leased = postgres.Lease(); };
  report.Variant("update_committed", TimeRounds(kPeerRounds, lease, turn), true);
}

}  // namespace
}  // namespace winnow::bench

int main(int argc, char** argv) { return winnow::bench::RunPeer(argc, argv, winnow::bench::Bench); }
