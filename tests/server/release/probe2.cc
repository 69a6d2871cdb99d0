// probe
#include "server/selection/stable_hash.h"
#include <gtest/gtest.h>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <map>
#include <algorithm>
#include "server/release/change_estimate.h"
#include "tests/server/release/evaluation_bed.h"
#include "tests/testing/seed.h"
using namespace winnow::release;
using winnow::selection::Mix;
struct Task { const char* name; const char* file; std::string a, b, d; std::vector<std::string> slice; std::string cluster; std::vector<std::string> committee; std::string n, inc; };
std::vector<std::string> Split(const std::string& line) { std::vector<std::string> v; std::stringstream in(line); std::string c; while (std::getline(in, c, ',')) v.push_back(c); return v; }
std::vector<Utterance> Load(const Task& t) {
  std::ifstream in(std::string("/work/shared/data/") + t.file); std::string line; std::getline(in, line);
  std::map<std::string, size_t> col; auto h = Split(line); for (size_t i = 0; i < h.size(); ++i) col[h[i]] = i;
  std::map<std::string, std::vector<Utterance>> by; 
  while (std::getline(in, line)) {
    auto v = Split(line); v.resize(h.size());
    auto num = [&](const std::string& c) { return v[col.at(c)].empty() ? NAN : std::stod(v[col.at(c)]); };
    auto dist = [&](const std::string& a, const std::string& b) { std::string k = "d_" + a + "__" + b; if (!col.count(k)) k = "d_" + b + "__" + a; return num(k); };
    Utterance u; double d = t.d.empty() ? dist(t.a, t.b) : num(t.d);
    double ea = num("e_" + t.a), eb = num("e_" + t.b);
    if (std::isnan(d + ea + eb)) continue;
    u.y = eb - ea; u.reference_words = num(t.n); u.item.incumbent_words = num(t.inc);
    u.item.bound = std::max(d, std::abs(u.y));
    double x = 0; for (auto& c : t.committee) x += dist(t.b, c) - dist(t.a, c);
    if (!t.committee.empty()) x /= t.committee.size();
    u.item.x = ReleaseRegressors(d, num("u_committee"), x);
    u.item.cluster = std::hash<std::string>()(v[col.at(t.cluster)]);
    std::string s; for (auto& c : t.slice) s += v[col.at(c)] + "/";
    by[s].push_back(u);
  }
  std::vector<Utterance> pool; uint32_t s = 0;
  for (auto& [k, us] : by) { if (us.size() < 40) continue; for (auto& u : us) { u.item.slice = s; pool.push_back(u); } ++s; }
  return pool;
}
TEST(Real, Frame) {
  uint64_t seed = winnow::testing::Seed();
  std::vector<Task> tasks = {
    {"earn google amazon", "earnings21_asr.csv", "google", "amazon", "", {"sector","role"}, "speaker_key", {"microsoft","speechmatics","rev_kaldi","rev_espnet"}, "n_p2", "n_p2"},
    {"earn kaldi espnet", "earnings21_asr.csv", "rev_kaldi", "rev_espnet", "", {"sector","role"}, "speaker_key", {"microsoft","speechmatics","google","amazon"}, "n_p2", "n_p2"},
    {"afri all", "afrispeech_asr.csv", "whisper_md", "whisper_md_all", "d_whisper_md_all", {"source","accent"}, "speaker_key", {}, "n_p2", "inc_words"},
    {"afri clin", "afrispeech_asr.csv", "whisper_md", "whisper_md_clin", "d_whisper_md_clin", {"source","accent"}, "speaker_key", {}, "n_p2", "inc_words"},
    {"afri lg", "afrispeech_asr.csv", "whisper_md", "whisper_lg", "d_whisper_lg", {"source","accent"}, "speaker_key", {}, "n_p2", "inc_words"},
  };
  for (auto& t : tasks) {
    EvaluationBed bed(Load(t)); uint32_t k = bed.slices();
    int beyond = 0; for (auto& u : bed.pool()) if (std::abs(u.y) > u.item.x[0]) ++beyond;
    for (uint64_t budget : {250, 500, 1000}) {
      double lo=0, hi=0, n=0, nl=0, nh=0, wr=0, wr2=0, zero=0; std::vector<double> num(k), sq(k), var(k), cnt(k); 
      for (int r = 0; r < 200; ++r) {
        Evaluation e = bed.Draw(budget, Mix(seed, 1000 + r));
        auto sample = *LabelledSample::Make(e.drawn, 3); auto greg = *FitGreg(sample);
        for (uint32_t s = 0; s < k; ++s) {
          auto tot = EstimateTotals(e.frame, sample, greg, {s}); if (!tot.ok()) continue;
          if (tot->counts.random_draws < 5) continue;
          ChangeEstimate c = ChangeOf(*tot); Interval i = *IntervalOf(c, Scope::kFrame, kTail);
          double tr = bed.truth()[s].Change(); n++;
          { double W = bed.truth()[s].reference_words; double half = (i.upper-i.lower)/2*c.reference_words; nl += bed.truth()[s].difference < tot->difference - half - 1e-9; nh += bed.truth()[s].difference > tot->difference + half + 1e-9; wr += c.reference_words/W; wr2 += (c.reference_words/W)*(c.reference_words/W);
            zero += tot->zero.all_zero; } lo += tr < i.lower - 1e-12; hi += tr > i.upper + 1e-12;
          num[s] += tot->difference; sq[s] += tot->difference*tot->difference; var[s] += tot->frame.variance; cnt[s]++;
        }
      }
      std::vector<double> ra; for (uint32_t s=0;s<k;++s) if (cnt[s] > 100) { double m=num[s]/cnt[s]; double v = sq[s]/cnt[s]-m*m; if (v > 1e-9) ra.push_back(std::sqrt(var[s]/cnt[s]/v)); }
      std::sort(ra.begin(), ra.end()); size_t q = ra.size();
      printf("%-20s slices %u beyond %d budget %lu cover %.4f below %.4f above %.4f", t.name, k, beyond, budget, 1-(lo+hi)/n, hi/n, lo/n);
      printf(" | num cover %.4f W mean %.3f sd %.3f zero %.3f n %.0f", 1-(nl+nh)/n, wr/n, std::sqrt(wr2/n-wr/n*wr/n), zero/n, n);
      if (q) printf(" ratio %.3f %.3f %.3f\n", ra[q/10], ra[q/2], ra[q*9/10]); else printf("\n");
    }
  }
}
